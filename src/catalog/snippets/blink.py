# Blink: the LED at a pin goes on and off until Ctrl-C.
from machine import Pin
from time import sleep

led = Pin(2, Pin.OUT)
while True:
    led.value(not led.value())
    sleep(0.5)
