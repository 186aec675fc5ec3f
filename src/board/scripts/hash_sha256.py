from hashlib import sha256
from binascii import b2a_base64
def H(p):
    h = sha256()
    b = bytearray(512)
    v = memoryview(b)
    t = 0
    with open(p, 'rb') as f:
        while True:
            n = f.readinto(b)
            if not n:
                return b2a_base64(h.digest())[:43]
            h.update(v[:n])
            t += 1
            if t % 128 == 0:
                print('~')
