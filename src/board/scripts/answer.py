c = [0]
def o(*a):
    s = repr(a)
    c[0] = C(bytes(s, 'utf8'), c[0])
    print(s)
