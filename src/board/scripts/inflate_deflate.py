from deflate import DeflateIO
def D(z):
    return DeflateIO(z, 1, wbits)
