def D(z):
    return z
