# Opens the file that a transfer writes, if what is at its target is what it should be.
import os
def K(p):
    try:
        s = os.stat(p)
    except OSError:
        return None
    if s[0] & 0x4000:
        raise OSError(21)
    return s[6]
n = K(path)
h = None
if n is not None and (n == size or expect is not None):
    h = H(path)
if h == new and n == size:
    o('same', h)
elif expect is not None and expect != ('' if h is None else h):
    o('differs', h)
else:
    f = G.pop('_mpdeckf', None)
    if f:
        f.close()
    G['_mpdeckf'] = open(part, 'wb')
    o('open')
