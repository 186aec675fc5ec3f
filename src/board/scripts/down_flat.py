f = open(path, 'rb')
t = -at
while t < limit:
    b = f.read(piece)
    if not b:
        break
    if t >= 0:
        print(C(b, 0), b)
    t += len(b)
f.close()
o(t, limit)
