# Sends a part of a file in numbered frames.
import os
def S(path, at, end):
    try:
        with open(path, 'rb') as f:
            T(0x1fffff, repr((f.seek(0, 2),)).encode())
            f.seek(at * 1024)
            while at < end:
                s = f.read(1024)
                if not s:
                    break
                T(at, s)
                at += 1
    except OSError as y:
        T(0x1fffff, repr(('!', y.args[0] if y.args else 0)).encode())
