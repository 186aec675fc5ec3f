// What the board sends: line endings, and a line that nobody reads must not stop the board.

/**
 * How long the board waits for a host that does not read, before it throws its output away. Boards on USB wait
 * half a second; a pseudo terminal makes room in steps of 4 kB, for which a slow reader may need longer.
 */
const PATIENCE_MS = 5000;

/** Bytes that a UART's driver takes before the program has to wait. */
const TRANSMIT_BUFFER = 256;

/** How often such a board looks whether the host reads again: a look costs more than a line of output. */
const LOOK_MS = 5;

/** A host reads again once so many bytes went out: the last gaps of a full pseudo terminal take a few. */
const HEARD_BYTES = 1024;

const NEWLINE = 10, RETURN = 13;

export class Console {
  /** `baud` is 0 for a board on USB, which sends as fast as the host reads. */
  constructor({ fs, shared, baud }) {
    this.fs = fs;
    this.shared = shared;
    this.msPerByte = baud > 0 ? 10_000 / baud : 0;
    this.wireFree = 0;
    this.last = 0;
    this.deaf = false;
    this.heard = 0;
    this.looked = 0;
    this.captured = null;
    /** Bytes still to be swallowed of what the interpreter prints. */
    this.skip = 0;
  }

  /** Bytes as they are. */
  send(data) {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    if (this.deaf && performance.now() - this.looked < LOOK_MS) return;
    this.pace(bytes.length);
    let at = 0, since = 0;
    while (at < bytes.length) {
      try {
        const count = this.fs.writeSync(1, bytes, at);
        at += count;
        since = 0;
        this.heard += count;
        if (this.heard >= HEARD_BYTES) this.deaf = false;
      } catch (error) {
        // The reader thread ends the process when the line is gone.
        if (error.code !== 'EAGAIN') return;
        this.heard = 0;
        since ||= performance.now();
        if (this.deaf || performance.now() - since > PATIENCE_MS) {
          this.deaf = true;
          this.looked = performance.now();
          return;
        }
        this.shared.rest(this.shared.bell(), 1);
      }
    }
  }

  /** A UART's transmit buffer is small: a program that prints waits for the wire. */
  pace(bytes) {
    if (this.msPerByte === 0) return;
    this.wireFree = Math.max(this.wireFree, performance.now()) + bytes * this.msPerByte;
    const ahead = TRANSMIT_BUFFER * this.msPerByte;
    for (let left; (left = this.wireFree - performance.now() - ahead) > 0;) this.shared.rest(this.shared.bell(), left);
  }

  /** A host that sends will read the answer. */
  hostIsThere() { this.deaf = false; }

  /** What the interpreter prints: it writes LF where a board's console sends CR LF. */
  print(bytes) {
    let extra = 0, last = this.last;
    for (const byte of bytes) {
      if (byte === NEWLINE && last !== RETURN) extra++;
      last = byte;
    }
    let cooked = bytes;
    if (extra > 0) {
      cooked = new Uint8Array(bytes.length + extra);
      let at = 0, before = this.last;
      for (const byte of bytes) {
        if (byte === NEWLINE && before !== RETURN) cooked[at++] = RETURN;
        cooked[at++] = before = byte;
      }
    }
    this.last = last;
    if (this.skip > 0) {
      const hidden = Math.min(this.skip, cooked.length);
      this.skip -= hidden;
      cooked = cooked.subarray(hidden);
    }
    if (this.captured) this.captured.push(Buffer.from(cooked));
    else this.send(cooked);
  }

  /** Runs `work` and returns what it printed instead of sending it. */
  capture(work) {
    this.captured = [];
    try {
      work();
      return Buffer.concat(this.captured).toString('latin1');
    } finally {
      this.captured = null;
    }
  }
}
