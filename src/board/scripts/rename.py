import os
try:
    os.stat(to)
    f = 1
except OSError:
    f = 0
if f:
    raise OSError(17)
os.rename(old, to)
