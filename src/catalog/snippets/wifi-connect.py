# Wi-Fi: joins a network and tells the board's address.
import network
import time

wlan = network.WLAN(network.STA_IF)
wlan.active(True)
if not wlan.isconnected():
    wlan.connect('NETWORK', 'PASSWORD')
    for _ in range(150):
        if wlan.isconnected():
            break
        time.sleep(0.1)
print(wlan.ifconfig()[0] if wlan.isconnected() else ('not connected, status', wlan.status()))
