from zlib import DecompIO
def D(z):
    return DecompIO(z, -wbits)
