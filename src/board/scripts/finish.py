# Closes the file, checks it, checks its target once more, and puts it in its place.
import os
f = G.pop('_mpdeckf', None)
if f:
    f.close()
def T(p):
    try:
        return H(p)
    except OSError:
        return None
h = T(part)
t = None
if h is None or expect is not None:
    t = T(path)
if h != new:
    o('done' if h is None and t == new else 'damaged', h)
elif expect is not None and t != new and expect != ('' if t is None else t):
    os.remove(part)
    o('differs', t)
else:
    try:
        os.rename(part, path)
    except OSError:
        os.remove(path)
        os.rename(part, path)
    o('done', h)
