for p in paths:
    try:
        if stat and os.stat(p)[0] & 0x4000:
            o(None)
        else:
            o(H(p))
    except OSError:
        o(None)
