import os
n = [x[0] + ('/' if x[1] & 0x4000 else '') for x in os.ilistdir(w)]
