class Thermometer:
    """An analog sensor: 500 mV at 0 degrees, 10 mV more for each degree."""

    def __init__(self, adc):
        self.adc = adc

    def celsius(self):
        millivolts = self.adc.read_u16() * 3300 / 65535 / 2
        return (millivolts - 500) / 10
