import time
o(*time.localtime()[:7])
