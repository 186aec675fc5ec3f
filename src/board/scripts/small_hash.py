# The hash of a small file, or '' where none is.
from hashlib import sha256
from binascii import b2a_base64
def S(p):
    h = sha256()
    try:
        with open(p, 'rb') as f:
            while 1:
                b = f.read(512)
                if not b:
                    return b2a_base64(h.digest())[:43]
                h.update(b)
    except OSError:
        return ''
H = S
R = z.read
