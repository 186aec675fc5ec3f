from binascii import crc32 as C
