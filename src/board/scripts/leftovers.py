w = V(path)
l = [path]
m = []
for p in l:
    try:
        for q, d, n in L(p):
            if not d and q.endswith(end):
                m.append(q)
            elif d and V(q) == w:
                l.append(q)
    except OSError:
        if p == path:
            raise
for q in m:
    os.remove(q)
    o(bytes(q, 'utf8'))
