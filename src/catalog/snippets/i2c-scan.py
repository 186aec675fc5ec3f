# I2C scan: who answers on the bus; change the pins to those you wired.
from machine import Pin, SoftI2C

i2c = SoftI2C(scl=Pin(22), sda=Pin(21), freq=100_000)
found = i2c.scan()
print([hex(address) for address in found] or 'nobody answers: check wires and pull-ups')
