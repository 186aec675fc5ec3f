// The reader thread: takes bytes from the serial line while MicroPython runs on the main thread.
//
// MicroPython in WebAssembly has no interrupts. A Ctrl-C into `while True: pass` is delivered by V8's
// inspector, which can evaluate an expression on the main thread between two WebAssembly instructions.

import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import { workerData } from 'node:worker_threads';
import { CTRL_C, Shared } from './shared.mjs';

const { buffers, receiveBuffer } = workerData;
const shared = new Shared(buffers);
const inspector = new Session();
inspector.connectToMainThread();

// process.exit() in a worker ends the worker only, and the main thread may be in an endless Python loop.
const powerOff = () => process.kill(process.pid, 'SIGKILL');
const rest = ms => new Promise(done => setTimeout(done, ms));

/** Asks the main thread to raise KeyboardInterrupt if a program runs that has not switched that off. */
const interrupt = () => new Promise(done => {
  inspector.post('Runtime.evaluate', { expression: 'globalThis.board?.interrupt()' }, done);
});

let chasing = false;

/**
 * Sees a Ctrl-C home. The byte already stands in the ring, so a prompt, or a program after `kbd_intr(-1)`,
 * just reads it. It may also have come a moment before its program starts, hence the repeats.
 */
async function chaseStop() {
  if (chasing) return;
  chasing = true;
  while (shared.stopPending()) {
    if (shared.busy()) await interrupt();
    if (shared.stopPending()) await rest(1);
  }
  chasing = false;
}

/** What a UART's hardware holds while nobody answers its interrupts, in bytes. */
const FIFO = 32;

let duringErase = 0;

/** A UART has nobody to tell that it has no room: the byte is lost. Ctrl-C is seen before it is stored. */
function isLost(byte) {
  duringErase = shared.erasing() ? duringErase + 1 : 0;
  return duringErase > FIFO || (byte !== CTRL_C && shared.pending() >= receiveBuffer);
}

async function take(chunk) {
  for (const byte of chunk) {
    if (receiveBuffer > 0 && isLost(byte)) continue;
    while (shared.room() <= 0) {
      shared.ringBell();
      await rest(1);
    }
    if (byte === CTRL_C) shared.markStop();
    shared.push(byte);
    if (byte === CTRL_C) {
      shared.ringBell();
      chaseStop();
    }
  }
  shared.ringBell();
}

// The line is a pty's master side. When the last holder of the other side goes, it reads as an error.
const line = new ReadStream(0);
let taken = Promise.resolve();
line.on('data', chunk => {
  line.pause();
  taken = taken.then(() => take(chunk)).then(() => line.resume());
});
line.on('error', powerOff);
line.on('end', powerOff);

// Descriptor 2 is a socket to the process that started the board: its end means that process is gone,
// also when it was killed and while another program still holds the port open.
const leash = new Socket({ fd: 2, readable: true, writable: false });
leash.on('error', powerOff);
leash.on('end', powerOff);
leash.resume();
