import os
f = G.pop('_mpdeck', None)
if f:
    f.close()
os.remove(part)
