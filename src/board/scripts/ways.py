# The little of the probe that the operations need: the first of them waits for it.
import gc, sys
def a(m, n):
    try:
        return hasattr(__import__(m), n)
    except ImportError:
        return 0
k = [a('os', n) for n in ('mkdir', 'rename', 'stat', 'statvfs')]
k += [a('hashlib', 'sha256') and a('binascii', 'b2a_base64')]
k += [a('binascii', 'crc32')]
k += [a('deflate', 'DeflateIO'), a('zlib', 'DecompIO'), a('uzlib', 'DecompIO')]
k += [hasattr(sys, 'stdin') and hasattr(sys.stdin, 'buffer')]
# The place of `kbd_intr` in the probe's answer.
k += [0]
o('can', *(k + [a('machine', 'RTC')]))
o('platform', bytes(sys.platform, 'utf8'))
gc.collect()
o('heap', gc.mem_free(), gc.mem_alloc())
if hasattr(sys, 'path'):
    o('path', bytes(':'.join(sys.path), 'utf8'))
if a('os', 'getcwd'):
    import os
    o('cwd', bytes(os.getcwd(), 'utf8'))
