# NTP: sets the clock to UTC from the network; needs Wi-Fi.
import ntptime
import time

ntptime.settime()
print('%04d-%02d-%02d %02d:%02d:%02d UTC' % time.gmtime()[:6])
