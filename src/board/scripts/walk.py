# The room of the file system, and what is in it. A folder that cannot be listed is answered once more, as one not to go into.
w = V(path)
if w and w[2]:
    o('s', w[1] * w[2], w[0] * w[3])
l = [path]
while l:
    m = []
    p = l.pop()
    try:
        for q, d, n in L(p):
            if not d:
                m.append((q, n))
            elif V(q) != w:
                o('d', bytes(q, 'utf8'), 1)
            else:
                o('d', bytes(q, 'utf8'), 0)
                l.append(q)
    except OSError:
        if p == path:
            raise
        o('d', bytes(p, 'utf8'), 1)
    for q, n in m:
        if want:
            try:
                o('f', bytes(q, 'utf8'), n, H(q))
                continue
            except OSError:
                pass
        o('f', bytes(q, 'utf8'), n)
