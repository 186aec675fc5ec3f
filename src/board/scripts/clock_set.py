from machine import RTC
RTC().datetime(time)
