import os
def F(p):
    return os.stat(p)[0] & 0x4000
for p in paths:
    try:
        os.mkdir(p)
    except OSError:
        try:
            f = F(p)
        except OSError:
            f = None
        if f is None:
            raise
        if not f:
            raise OSError(20 if parents else 17)
        if not parents:
            raise OSError(17)
