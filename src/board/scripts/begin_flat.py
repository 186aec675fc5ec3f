import os
h = None
if path in os.listdir() and (os.size(path) == size or expect is not None):
    h = H(path)
if h == new:
    o('same', h)
elif expect is not None and expect != ('' if h is None else h):
    o('differs', h)
else:
    G['_mpdeckf'] = open(path, 'wb')
    o('open')
