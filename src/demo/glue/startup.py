# Imported on the simulated board before boot.py, from a file system that is gone again when this ends:
# what a microcontroller has and MicroPython in WebAssembly lacks.
import builtins, os, sys, time, vfs
import _board, machine

# Boards list the size of each entry; the file system of this port leaves it out.
_ilistdir, _stat = os.ilistdir, os.stat


def ilistdir(path="."):
    def sized(entry):
        if entry[1] & 0x4000:
            return entry[:3] + (0,)
        return entry[:3] + (_stat(path.rstrip("/") + "/" + entry[0])[6],)

    return map(sized, _ilistdir(path))


# A VfsPosix with a root of its own puts both names into one buffer, so it renames
# nothing; one without a root does it right.
_host = vfs.VfsPosix()


def rename(old, new):
    def below(path):
        return "/flash" + (path if path[:1] == "/" else os.getcwd().rstrip("/") + "/" + path)

    _host.rename(below(old), below(new))


# The port's own waits turn in circles and cannot be interrupted.
def sleep(seconds):
    while seconds > 0:
        seconds = _board.sleep(seconds)
        if seconds < 0:
            raise KeyboardInterrupt


def sleep_ms(ms):
    sleep(ms / 1000)


def sleep_us(us):
    sleep(us / 1000000)


# The port's own input() reads a queue that nothing here fills.
def line_input(prompt=""):
    print(prompt, end="")
    line = b""
    while True:
        byte = sys.stdin.buffer.read(1)
        if byte in (b"\r", b"\n"):
            print()
            return line.decode()
        if byte in (b"\x08", b"\x7f"):
            if line:
                line = line[:-1]
                print("\x08 \x08", end="")
        elif byte >= b" ":
            line += byte
            sys.stdout.buffer.write(byte)


os.ilistdir, os.rename = ilistdir, rename
time.sleep, time.sleep_ms, time.sleep_us = sleep, sleep_ms, sleep_us
sys.modules["utime"] = time
machine.idle = lambda: sleep_ms(1)
machine.lightsleep = lambda ms=1: sleep_ms(ms)
builtins.input = line_input

# From here on only the flash is to be seen, not emscripten's /dev and /proc.
vfs.umount("/")
vfs.mount(vfs.VfsPosix("/flash"), "/")
os.chdir("/")
del sys.modules["startup"]
