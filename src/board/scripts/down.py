# Prints a part of a file, each line with its check.
from binascii import b2a_base64, crc32
with open(path, 'rb') as f:
    if not at:
        print('S', f.seek(0, 2))
    f.seek(at)
    t = 0
    while t < limit:
        b = f.read(piece)
        if not b:
            break
        t += len(b)
        print(crc32(b), str(b2a_base64(b)[:-1], 'utf8'))
    o(t, limit)
