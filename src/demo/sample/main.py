# Runs after boot.py. Change a line, save the file, and watch the REPL pane.
from time import sleep

from machine import ADC, Pin

from blinker import Blinker
from thermometer import Thermometer

READINGS = 8

led = Blinker(Pin(2, Pin.OUT))
thermometer = Thermometer(ADC(0))

print("main: %d readings, Ctrl-C stops" % READINGS)
for _ in range(READINGS):
    led.toggle()
    print("temperature %.1f C, led %s" % (thermometer.celsius(), led))
    sleep(0.5)
print("main: done; save a file to run it again")
