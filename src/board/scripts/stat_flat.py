import os
if path in os.listdir():
    o('f', os.size(path))
else:
    raise OSError(2)
