import _board, time

PWRON_RESET = 1
HARD_RESET = 2
SOFT_RESET = 5

reset = _board.reset
soft_reset = _board.soft_reset


def bootloader(timeout_ms=0):
    _board.bootloader()


def unique_id():
    return bytes(_board.uid())


def freq(hz=None):
    return 125000000 if hz is None else None


def reset_cause():
    return PWRON_RESET


class _Words:
    # The word that holds the input levels on an RP2040: SIO GPIO_IN.
    def __getitem__(self, address):
        if address != 0xD0000004:
            return 0
        return sum(1 << pin for pin in range(30) if _board.level(str(pin)) > 0)


mem32 = _Words()


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __init__(self, id, mode=-1, pull=-1, *, value=None):
        self.id = str(id)
        self._mode = Pin.IN
        self._pull = None
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None):
        if mode != -1:
            self._mode = mode
        if pull != -1:
            self._pull = pull
        if value is not None:
            self.value(value)

    def value(self, level=None):
        if level is not None:
            _board.set_level(self.id, 1 if level else 0)
            return None
        kept = _board.level(self.id)
        if kept < 0:
            return 1 if self._pull == Pin.PULL_UP else 0
        return kept

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    high, low = on, off

    def toggle(self):
        self.value(not self.value())

    def irq(self, handler=None, trigger=0):
        return None

    def __repr__(self):
        return "Pin(%s, mode=%s)" % (self.id, "OUT" if self._mode == Pin.OUT else "IN")


class ADC:
    def __init__(self, pin):
        self.pin = pin

    def read_u16(self):
        return _board.analog()


class RTC:
    def datetime(self, new=None):
        if new is None:
            now = _board.now()
            t = time.gmtime(int(now))
            return (t[0], t[1], t[2], t[6], t[3], t[4], t[5], int(now % 1 * 1000000))
        y, mo, d, _, h, mi, s, us = new
        _board.set_time(time.mktime((y, mo, d, h, mi, s, 0, 0)) + us / 1000000)
