import machine
o(*[machine.mem32[a] & 0xffffffff for a in addresses])
