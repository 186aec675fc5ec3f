// The board around the interpreter: clock, pins, unique id. `board.py` makes `machine` of it.

/** Thrown through the interpreter by `machine.reset()`: no `except` of a Python program can catch it. */
export class Reset extends Error {
  constructor(kind) {
    super(`${kind} reset`);
    this.kind = kind;
  }
}

/** A board without a battery starts here: 2021-01-01 00:00:00, as an RP2040 does. */
const POWER_ON = Date.UTC(2021, 0, 1);

const hostNow = Date.now.bind(Date);

export class Hardware {
  constructor({ uid, shared, takeStop, takeScheduled }) {
    this.uid = Uint8Array.from(Buffer.from(uid, 'hex'));
    this.shared = shared;
    this.takeStop = takeStop;
    this.takeScheduled = takeScheduled;
    this.offset = POWER_ON - hostNow();
    this.levels = new Map();
    // File times and `time.time()` follow the board's clock; `ticks_ms` does not (see `ticks`).
    Date.now = () => hostNow() + this.offset;
    this.powerOn();
  }

  /** A hard reset loses the pins; the clock runs on. */
  powerOn() {
    this.levels.clear();
    this.restart();
  }

  restart() {
    this.started = performance.now();
    this.polls = 0;
    this.polled = -1;
  }

  /**
   * Milliseconds since the last reset. MicroPython's own waits poll this in a tight loop, so a caller
   * that sees the same millisecond over and over is put to rest until the next one, or a Ctrl-C.
   */
  ticks() {
    const now = Math.floor(performance.now() - this.started);
    if (now !== this.polled) {
      this.polled = now;
      this.polls = 0;
    } else if (++this.polls > 50) {
      this.shared.rest(this.shared.bell(), 1);
    }
    return now;
  }

  /** What `board.py` imports as `_board`. */
  module() {
    return {
      /** Waits. 0: the time is over; -1: a Ctrl-C ended it; more: call again with this, after a jump. */
      sleep: seconds => {
        const end = performance.now() + seconds * 1000;
        for (;;) {
          const seen = this.shared.bell();
          const left = end - performance.now();
          if (this.takeStop()) return -1;
          if (left <= 0) return 0;
          if (this.takeScheduled()) return left / 1000;
          this.shared.block(seen, left);
        }
      },
      uid: () => this.uid,
      set_time: seconds => { this.offset = seconds * 1000 - hostNow(); },
      now: () => Date.now() / 1000,
      level: pin => this.levels.get(pin) ?? -1,
      set_level: (pin, level) => { this.levels.set(pin, level); },
      /** A slow wave with some noise, 0 to 65535: something for a sensor program to read. */
      analog: () => Math.round(32768 + 12000 * Math.sin(performance.now() / 8000) + 400 * Math.random()),
      reset: () => { throw new Reset('hard'); },
      soft_reset: () => { throw new Reset('soft'); },
      // In its boot loader a board no longer answers as MicroPython, whatever is sent, until it is unplugged.
      bootloader: () => { for (;;) this.shared.block(this.shared.bell(), 1e6); },
    };
  }
}
