# One frame to the host. It never holds LF, which ports make CR LF of.
def T(i, s):
    j = 255
    while j and (j == 10 or bytes((j,)) in s):
        j -= 1
    if j:
        s = s.replace(b'\n', bytes((j,)))
    else:
        s = s.replace(b'\x10', b'\x10 ').replace(b'\n', b'\x10!')
    n = len(s)
    s = bytes((128 | n & 127, 128 | n >> 7, j, 128 | i & 127, 128 | i >> 7 & 127, 128 | i >> 14)) + s
    c = crc32(s)
    O.write(s + bytes([128 | c >> i & 127 for i in (0, 7, 14, 21, 28)]))
