# Runs after boot.py. Change a line, save the file, and watch the REPL pane.
from time import sleep

from machine import ADC, Pin

from blinker import Blinker
from thermometer import Thermometer

led = Blinker(Pin(2, Pin.OUT))
thermometer = Thermometer(ADC(0))

print("main: one reading a second, Ctrl-C stops")
while True:
    led.toggle()
    print("temperature %.1f C, led %s" % (thermometer.celsius(), led))
    sleep(1)
