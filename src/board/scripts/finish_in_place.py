f = G.pop('_mpdeckf', None)
if f:
    f.close()
h = H(path)
o('done' if h == new else 'damaged', h)
