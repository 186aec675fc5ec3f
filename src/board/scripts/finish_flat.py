f = G.pop('_mpdeck', None)
if f:
    f.close()
h = H(path)
o('done' if h == new else 'damaged', h)
