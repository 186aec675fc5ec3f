# All folders are looked at before anything is removed: what statvfs says changes with
# each removal, and nothing may go if a mounted file system is in the way.
w = V(path)
p = path[:path.rfind('/')] or '/'
if not os.stat(path)[0] & 0x4000:
    os.remove(path)
elif path == '/' or V(p) != w:
    raise OSError(16)
else:
    d = [path]
    for p in d:
        for q, k, n in L(p):
            if not recursive:
                raise OSError(39)
            if k:
                if V(q) != w:
                    raise OSError(16)
                d.append(q)
    for p in reversed(d):
        m = [q for q, k, n in L(p) if not k]
        for q in m:
            os.remove(q)
        os.rmdir(p)
