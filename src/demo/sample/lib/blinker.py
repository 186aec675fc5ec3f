class Blinker:
    """A LED that knows how to say whether it shines."""

    def __init__(self, pin):
        self.pin = pin

    def toggle(self):
        self.pin.value(not self.pin.value())

    def __str__(self):
        return "on" if self.pin.value() else "off"
