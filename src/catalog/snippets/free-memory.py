# Free memory: of the heap after a collection, and of the file system.
import gc
import os

gc.collect()
free, used = gc.mem_free(), gc.mem_alloc()
print('heap: %d of %d bytes free' % (free, free + used))
try:
    disk = os.statvfs('/')
    print('files: %d of %d bytes free' % (disk[0] * disk[3], disk[0] * disk[2]))
except (AttributeError, OSError):
    print('files: unknown')
