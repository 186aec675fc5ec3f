import os
f = G.pop('_mpdeckf', None)
if f:
    f.close()
os.remove(part)
