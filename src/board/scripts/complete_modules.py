import sys, os
k = set(sys.modules)
n = list(k)
for p in sys.path:
    try:
        for x in os.listdir(p or '.'):
            n.append(x.rsplit('.', 1)[0] if x.endswith(('.py', '.mpy')) else x)
    except OSError:
        pass
for x in w.split():
    try:
        if x not in n:
            __import__(x)
            n.append(x)
    except Exception:
        pass
for x in set(sys.modules) - k:
    del sys.modules[x]
n = [x for x in n if '.' not in x]
