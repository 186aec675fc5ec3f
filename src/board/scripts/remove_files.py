import os
def E(p):
    try:
        f = open(p, 'rb')
    except OSError:
        return 0
    f.close()
    return 1
for p, e in files:
    try:
        if not E(p):
            o('gone')
            continue
        h = H(p)
        if e is None or e == h:
            os.remove(p)
            o('done', h)
        else:
            o('differs', h)
    except OSError as x:
        o('failed', x.args[0] if x.args else 0)
