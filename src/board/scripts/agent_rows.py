# What the engine's `put.py` needs beside `H` and `R`.
x = []
def o(*a):
    x.append(a)
def S(p):
    try:
        return H(p)
    except OSError:
        return ''
