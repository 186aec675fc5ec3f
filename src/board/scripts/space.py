def S(p):
    s = V(p)
    if s and s[2]:
        o(bytes(p, 'utf8'), s[1] * s[2], s[0] * s[3])
    return s
w = S(path)
if path == '/':
    for q, d, n in L(path):
        if d and V(q) != w:
            S(q)
