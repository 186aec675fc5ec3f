# Takes one file: temporary name, hash, guard, rename. Rows of what did not go well.
import os
x = []
def P(i, path, part, n, new, expect):
    f = 0
    try:
        f = open(part, 'wb')
        while n:
            s = R(min(n, 1024))
            n -= len(s)
            if f.write(s) != len(s):
                raise OSError(28)
        f.close()
        f = 1
        h = H(part)
        t = None
        if expect is not None:
            try:
                t = H(path)
            except OSError:
                pass
        if h != new:
            x.append((i, 'damaged', h))
        elif expect is not None and t != new and expect != ('' if t is None else t):
            x.append((i, 'differs', t))
        else:
            try:
                os.rename(part, path)
            except OSError as y:
                # Some file systems do not replace a file by renaming.
                try:
                    s = os.stat(path)[0]
                except OSError:
                    raise y
                if s & 0x4000:
                    raise OSError(21)
                os.remove(path)
                os.rename(part, path)
            f = 0
    except OSError as y:
        x.append((i, 'failed', y.args[0] if y.args else 0))
        while n:
            n -= len(R(min(n, 512)))
    finally:
        if f:
            if f != 1:
                f.close()
            try:
                os.remove(part)
            except OSError:
                pass
