# Runs first after every reset, before main.py.
print("boot: the board is starting")
