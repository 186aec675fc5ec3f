# What the info page tells beyond the probe; each of it where the board can say.
import sys
def v(n, f):
    try:
        x = f()
    except Exception:
        x = None
    o(n, bytes(x, 'utf8') if isinstance(x, str) else x)
def reset():
    import machine
    c = machine.reset_cause()
    for n in ('PWRON', 'HARD', 'WDT', 'DEEPSLEEP', 'SOFT', 'BROWN_OUT'):
        if getattr(machine, n + '_RESET', None) == c:
            return n
    return str(c)
def mac():
    import network
    w = network.WLAN(0)
    # On others an interface that is off has no address, and asking may start the radio.
    if sys.platform == 'esp8266' or w.active():
        return w.config('mac')
def flash():
    import esp
    return esp.flash_size()
def mounts():
    import os
    return ' '.join(p + '=' + str(f).split(' ')[0].strip('<>') for f, p in os.mount())
v('reset', reset)
# The ESP32's unique id is its address, and a WLAN object takes memory there.
v('mac', (lambda: __import__('machine').unique_id()) if sys.platform == 'esp32' else mac)
v('flash', flash)
v('mounts', mounts)
