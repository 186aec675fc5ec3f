# Pins: every pin by its name, with its level; changes nothing.
from machine import Pin

names = []
for kind in ('board', 'cpu'):
    names = names or [name for name in dir(getattr(Pin, kind, None)) if name[0] != '_']
for name in sorted(names) or range(40):
    try:
        print(name, Pin(name).value())
    except (TypeError, ValueError, OSError, NotImplementedError):
        pass
