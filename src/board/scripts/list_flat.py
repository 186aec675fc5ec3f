import os
for n in os.listdir():
    o('f', bytes('/' + n, 'utf8'), os.size(n))
