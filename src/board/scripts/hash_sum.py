def H(p):
    l = 1
    h = t = 0
    with open(p, 'rb') as f:
        while True:
            b = f.read(64)
            if not b:
                return (h, l)
            for x in b:
                l = (l + x) % 65521
                h = (h + l) % 65521
            t += 1
            if t % 256 == 0:
                print('~')
