def C(b, c):
    for x in b:
        c = (c * 33 + x) & 0xffffff
    return c
