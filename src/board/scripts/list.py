w = V(path)
for q, d, n in L(path):
    if d:
        o('d', bytes(q, 'utf8'), V(q) != w)
    else:
        o('f', bytes(q, 'utf8'), n)
