# What the board is and can do, in as little memory as can be: a micro:bit has 8.9 kB.
import sys
def i(n):
    try:
        return __import__(n)
    except ImportError:
        return None
def a(m, n):
    return int(hasattr(m, n))
def v(n, f):
    try:
        x = f()
    except Exception:
        x = None
    o(n, bytes(x, 'utf8') if isinstance(x, str) else x)
s = i('os') or i('uos')
m = i('machine')
if a(sys.stdout if a(sys, 'stdout') else 0, 'buffer'):
    print('<<', end='')
    sys.stdout.buffer.write(b'\n\r\x80\xff\0\n')
    print('>>')
y = sys.implementation
v('name', lambda: y[0])
v('version', lambda: tuple(y[1][:3]))
v('mpy', lambda: y._mpy if a(y, '_mpy') else y.mpy)
v('platform', lambda: sys.platform)
v('machine', lambda: y._machine if a(y, '_machine') else s.uname()[4])
v('build', lambda: s.uname()[3] if a(s, 'uname') else sys.version)
v('id', lambda: m.unique_id())
v('freq', lambda: m.freq())
v('cwd', lambda: s.getcwd())
v('path', lambda: ':'.join(sys.path))
v('df', lambda: s.statvfs(s.getcwd())[:4])
v('epoch', lambda: i('time').localtime(0)[0])
h = i('binascii')
j = i('hashlib')
z = i('zlib')
u = i('uzlib')
k = [a(s, n) for n in ('mkdir', 'rename', 'stat', 'statvfs')]
k += [a(j, 'sha256') and a(h, 'b2a_base64'), a(h, 'crc32')]
k += [a(i('deflate'), 'DeflateIO')]
k += [a(z, 'DecompIO'), a(u, 'DecompIO')]
k += [a(sys, 'stdin') and a(sys.stdin, 'buffer')]
k += [a(i('micropython'), 'kbd_intr'), a(m, 'RTC')]
o('can', *k)
g = i('gc')
g.collect()
o('heap', g.mem_free(), g.mem_alloc())
