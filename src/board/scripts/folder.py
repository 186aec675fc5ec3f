# What a folder holds, with the sizes; and which file system a folder is on.
import os
def V(p):
    try:
        return os.statvfs(p)
    except (OSError, AttributeError):
        return None
def L(p):
    if not os.stat(p)[0] & 0x4000:
        raise OSError(20)
    b = p if p[-1] == '/' else p + '/'
    if hasattr(os, 'ilistdir'):
        l = os.ilistdir(p)
    else:
        l = ((n,) for n in os.listdir(p))
    for e in l:
        q = b + e[0]
        if len(e) > 3:
            yield q, e[1] & 0x4000, e[3]
        elif len(e) > 1 and e[1] & 0x4000:
            yield q, 1, 0
        else:
            try:
                s = os.stat(q)
            except OSError:
                s = (0x8000,) + (None,) * 6
            # Neither file nor folder: a device, which may have no end.
            if s[0] & 0xc000:
                yield q, s[0] & 0x4000, s[6]
