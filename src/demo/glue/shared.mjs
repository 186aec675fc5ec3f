// What the two threads of the board share: a ring of received bytes and a few words of state.
//
// The MicroPython thread is often deep inside the interpreter and cannot run a callback, so everything it
// has to learn about its input goes through this memory and never through messages.

/** Indices into `Shared.words`. `WRITTEN` and `READ` count bytes since power-on. */
const WRITTEN = 0, READ = 1, BELL = 2, BUSY = 3, STOP = 4, ERASING = 5, WORDS = 6;

/** As large as the receive buffer that MicroPython's USB ports have after the driver's own; a power of two. */
const RING = 4096;

export const CTRL_C = 3;

export class Shared {
  constructor(buffers) {
    this.buffers = buffers ?? {
      words: new SharedArrayBuffer(WORDS * 4),
      ring: new SharedArrayBuffer(RING),
    };
    this.words = new Int32Array(this.buffers.words);
    this.ring = new Uint8Array(this.buffers.ring);
    this.aside = false;
  }

  // ------------------------------------------------------------------ the reader's side

  room() { return RING - this.pending(); }

  push(byte) {
    const at = Atomics.load(this.words, WRITTEN);
    this.ring[at & (RING - 1)] = byte;
    Atomics.store(this.words, WRITTEN, (at + 1) | 0);
  }

  /**
   * Says that the byte pushed next is a Ctrl-C: a running program is to be stopped by it. Before it is there, or
   * a program that reads could take it for data.
   */
  markStop() { Atomics.store(this.words, STOP, (Atomics.load(this.words, WRITTEN) + 1) | 0); }

  // ------------------------------------------------------------------ both sides

  pending() { return (Atomics.load(this.words, WRITTEN) - Atomics.load(this.words, READ)) | 0; }

  /** True while a Ctrl-C has been received that nobody has read or acted on. */
  stopPending() { return ((Atomics.load(this.words, STOP) - Atomics.load(this.words, READ)) | 0) > 0; }

  ringBell() {
    Atomics.add(this.words, BELL, 1);
    Atomics.notify(this.words, BELL);
  }

  bell() { return Atomics.load(this.words, BELL); }

  /** Resolves when the bell has rung since `seen`. */
  async heard(seen) {
    const wait = Atomics.waitAsync(this.words, BELL, seen);
    if (wait.async) await wait.value;
  }

  busy() { return Atomics.load(this.words, BUSY) !== 0; }

  /** True while the flash is being erased, which keeps a UART's interrupts off. */
  erasing() { return Atomics.load(this.words, ERASING) !== 0; }

  // ------------------------------------------------------------------ the MicroPython thread's side

  /** Erases a block: for `ms` this thread does nothing, and the reader keeps what a hardware FIFO holds. */
  erase(ms) {
    Atomics.store(this.words, ERASING, 1);
    Atomics.wait(this.words, ERASING, 1, ms);
    Atomics.store(this.words, ERASING, 0);
  }

  setBusy(busy) { Atomics.store(this.words, BUSY, busy ? 1 : 0); }

  /** The next received byte, or -1. */
  pop() {
    if (this.pending() <= 0) return -1;
    const at = Atomics.load(this.words, READ);
    const byte = this.ring[at & (RING - 1)];
    Atomics.store(this.words, READ, (at + 1) | 0);
    return byte;
  }

  /** Forgets what came up to and with the last Ctrl-C, as the USB drivers of real boards do. */
  dropThroughStop() { Atomics.store(this.words, READ, Atomics.load(this.words, STOP)); }

  /** Blocks this thread, without using the CPU, until the bell has rung since `seen` or `ms` have passed. */
  rest(seen, ms) { Atomics.wait(this.words, BELL, seen, ms); }

  /**
   * Does something after which the caller looks for a Ctrl-C itself. V8 lets the inspector in anywhere, and a
   * Ctrl-C taken by it there would leave the caller waiting, or with bytes that came behind it; `aside` tells it
   * to keep off.
   */
  without(work) {
    this.aside = true;
    try {
      return work();
    } finally {
      this.aside = false;
    }
  }

  /** `rest` for such a caller. */
  block(seen, ms) { this.without(() => this.rest(seen, ms)); }
}
