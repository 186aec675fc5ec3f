# Takes commands and data from the host, in frames that are checked and asked for again:
# three bytes with length and mark, the payload, a CRC that is seeded with the frame's
# number. `+` grants the next piece; none is granted while a block is being worked on,
# only `~` says then that it came whole. A host that is silent is told every 350 ms
# which frame is next, for the grant may be lost; after 2 s it is taken for gone.
import sys, select
from binascii import crc32
from io import BytesIO
I = sys.stdin.buffer
O = sys.stdout.buffer
p = select.poll()
p.register(sys.stdin, 1)
z = BytesIO(room + room // 8)
v = memoryview(bytearray(frame))
a = e = q = 0
k = 1
g = b'+'
d = D(z)
def X(o, t):
    while o < t:
        o += I.readinto(v[o:t])
def F():
    global q, g
    while 1:
        O.write(g)
        g = b'-' + bytes((64 + q % 64,)) * 2
        t = 6
        while not p.poll(350):
            t -= 1
            if not t:
                raise KeyboardInterrupt
            O.write(g)
        X(0, 3)
        u = 120
        n = v[0] & 127 | (v[1] & 63) << 7
        c = n + 7
        if v[0] & v[1] & 128 and c <= len(v):
            o = 3
            while o < c:
                X(o, min(c, u))
                o = u
                u += 120
                if o < c:
                    O.write(b'+')
            if crc32(v[:n + 3], q) == int.from_bytes(bytes(v[n + 3:c]), 'little'):
                q += 1
                g = b'+'
                s = bytes(v[3:n + 3])
                if v[2]:
                    s = s.replace(bytes((v[2],)), b'\3')
                if v[1] & 64:
                    O.write(b'~')
                return v[1] & 64, s
        while p.poll(50):
            I.read(1)
def R(n):
    global a, e
    while not a:
        s = z.read(e - z.tell())
        z.seek(0)
        z.write(s)
        e = len(s)
        f, s = F()
        a = int.from_bytes(s[:3], 'little')
        s = s[3:]
        while 1:
            z.write(s)
            e += len(s)
            if f:
                break
            f, s = F()
        z.seek(0)
    s = d.read(min(n, a))
    a -= len(s)
    return s
def E(n):
    s = b''
    while len(s) < n:
        s += R(n - len(s))
    return s
def M():
    while k:
        exec(E(int.from_bytes(E(2), 'little')), globals())
