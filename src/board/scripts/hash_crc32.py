from binascii import crc32
def H(p):
    h = t = 0
    with open(p, 'rb') as f:
        while True:
            b = f.read(512)
            if not b:
                return h
            h = crc32(b, h)
            t += 1
            if t % 128 == 0:
                print('~')
