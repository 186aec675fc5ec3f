import os
s = os.stat(path)
o('d' if s[0] & 0x4000 else 'f', s[6])
