// The simulated board: MicroPython from npm, unmodified, acting as a board on a serial line.
//
// Descriptors 0 and 1 are the master side of a pseudo terminal, 2 is the leash (see reader.mjs). The npm
// build has the parser, the VM, the friendly and the raw REPL and a file system. What a board adds to that
// is here and in the files beside this one: Ctrl-C into running code, raw paste, resets, boot.py and
// main.py, a console and a flash of finite size.
//
// Environment: BOARD_MPY (micropython.mjs), BOARD_UID (hex), BOARD_ROOT (a host folder: the flash at power-on),
// BOARD_FLASH (bytes), BOARD_WINDOW (bytes), BOARD_PASTE (yes, refused, unknown); for a board on a UART BOARD_BAUD
// (bits per second), BOARD_RECEIVE (bytes of receive buffer) and BOARD_ERASE (ms per block of flash), else 0.

import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Console } from './console.mjs';
import * as flash from './flash.mjs';
import { Hardware, Reset } from './hardware.mjs';
import { CTRL_C, Shared } from './shared.mjs';

const CTRL_A = 1, CTRL_B = 2, CTRL_D = 4, CTRL_E = 5;
const FORCED_EXIT = 0x100;
const RAW_BANNER = 'raw REPL; CTRL-B to exit\r\n>';
/** Interpreter heap at the start, in bytes. It grows, so a board never runs short of it. */
const HEAP = 256 * 1024;
/** Depth of Python calls, in bytes of frames: as deep as boards with 8 kB of C stack go and more. */
const PYSTACK = 32 * 1024;
/** EINTR in emscripten's numbers: makes a read raise what is pending. */
const INTERRUPTED = 27;

const env = process.env;
const here = name => new URL(name, import.meta.url);
const { loadMicroPython } = await import(pathToFileURL(env.BOARD_MPY));
const window = Number(env.BOARD_WINDOW), eraseMs = Number(env.BOARD_ERASE);

// Proxies of an instance before a reset must not free objects of the one after it, as the package would.
globalThis.FinalizationRegistry = class { register() {} unregister() {} };

const shared = new Shared();
// Its output is taken only so that node does not open descriptor 1 for it, which would make our writes block.
new Worker(here('reader.mjs'), { workerData: { buffers: shared.buffers, receiveBuffer: Number(env.BOARD_RECEIVE) }, stdout: true, stderr: true });
const out = new Console({ fs, shared, baud: Number(env.BOARD_BAUD) });
const hardware = new Hardware({ uid: env.BOARD_UID, shared, takeStop, takeScheduled });

let mp;
const repl = { raw: false, lineLength: 0, held: [], paste: null };

/** True if a Ctrl-C is pending for a program that lets itself be stopped. */
const stops = () => shared.stopPending() && mp._module._mp_hal_get_interrupt_char() === CTRL_C;

/** The same, and takes it. */
function takeStop() {
  if (!stops()) return false;
  shared.dropThroughStop();
  return true;
}

/**
 * True from the moment KeyboardInterrupt is scheduled until a wait has given the VM a chance to raise it: it
 * does so at the next jump only, and the program may have been about to enter the wait.
 */
let scheduled = false;

function takeScheduled() {
  const was = scheduled;
  scheduled = false;
  return was;
}

function scheduleInterrupt() {
  scheduled = true;
  out.hostIsThere();
  mp._module._mp_sched_keyboard_interrupt();
}

// The reader thread calls this through V8's inspector, in the middle of whatever runs.
globalThis.board = { interrupt() { if (mp && !shared.aside && takeStop()) scheduleInterrupt(); } };

/** `sys.stdin`: at least one byte, then what has come, up to a Ctrl-C: what follows that is for the prompt. */
function readInput(FS, buffer, offset, length) {
  for (;;) {
    const seen = shared.bell();
    if (takeStop()) scheduleInterrupt();
    // The VM raises what is scheduled, or reads again.
    if (takeScheduled()) throw new FS.ErrnoError(INTERRUPTED);
    let count = 0;
    for (let byte; count < length && !stops() && (byte = shared.pop()) >= 0; count++) buffer[offset + count] = byte;
    if (count > 0 || length === 0) return count;
    // A whole second: the bell rings for every byte and every Ctrl-C.
    shared.rest(seen, 1000);
  }
}

// emscripten offers no place to change the imports of the module, so they are changed on their way. The
// compiled module is kept: a reset then takes 10 ms instead of 60.
const { instantiate } = WebAssembly;
let compiled;
WebAssembly.instantiate = async (binary, imports) => {
  for (const names of new Set(Object.values(imports))) {
    flash.renumberErrors(names);
    names.mp_js_ticks_ms = () => hardware.ticks();
  }
  compiled ??= await WebAssembly.compile(binary);
  return { module: compiled, instance: await instantiate(compiled, imports) };
};

let announced = false;

/** Tells the process that started the board, once, that it answers from now on. */
function announce() {
  if (!announced) fs.writeSync(2, 'ready\n');
  announced = true;
}

/** A fresh interpreter with `files` on its flash. */
async function start(files) {
  mp = undefined;
  scheduled = false;
  const instance = await loadMicroPython({ heapsize: HEAP, pystack: PYSTACK, linebuffer: false, stdin: () => null,
    stdout: () => {}, stderr: () => {} });
  const { FS } = instance._module;
  const sink = { write: (_, buffer, offset, length) => {
    out.print(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
    return length;
  } };
  for (const fd of [1, 2]) FS.streams[fd].stream_ops = { ...FS.streams[fd].stream_ops, ...sink };
  FS.streams[0].stream_ops = { ...FS.streams[0].stream_ops,
    read: (_, buffer, offset, length) => shared.without(() => readInput(FS, buffer, offset, length)),
    poll: () => (shared.pending() > 0 || shared.stopPending() ? 1 : 0) };
  // Before the flash has a size, which may be used up.
  FS.mkdir('/rom');
  for (const name of ['machine.py', 'startup.py']) FS.writeFile('/rom/' + name, fs.readFileSync(here(name)));
  flash.mount(FS, files, Number(env.BOARD_FLASH), () => { if (eraseMs > 0) shared.erase(eraseMs); });
  instance.registerJsModule('_board', hardware.module());
  hardware.restart();
  mp = instance;
  FS.chdir('/rom');
  mp.runPython('import startup');
  mp.runPython('del startup');
}

/** Runs a file of the flash as a board does at its start; a traceback goes to the console. */
function runFile(name) {
  if (!mp._module.FS.analyzePath(`${flash.ROOT}/${name}`).exists) return;
  try {
    mp.runPython(`__import__('micropython').kbd_intr(3)\nexec(compile(open('/${name}').read(), '${name}', 'exec'))`);
  } catch (error) {
    if (error.name !== 'PythonError') throw error;
    const text = error.message.replace(/^ {2}File "<stdin>", line 2, in <module>\n/m, '').replace(/\n*$/, '\n');
    if (error.type !== 'SystemExit') out.print(Buffer.from(text));
  }
  try {
    mp.runPython("__import__('micropython').kbd_intr(-1)");
  } catch {
    // A Ctrl-C came between the program's end and this line.
    mp.runPython("__import__('micropython').kbd_intr(-1)");
  }
}

/** From a reset to the prompt. In raw mode main.py is left out and the prompt is the raw one. */
async function boot(files, raw) {
  for (;;) {
    try {
      await start(files);
      announce();
      runFile('boot.py');
      if (!raw) runFile('main.py');
      Object.assign(repl, { raw, lineLength: 0, held: [], paste: null });
      if (!raw) return mp.replInit();
      out.capture(() => {
        mp.replInit();
        mp.replProcessChar(CTRL_A);
      });
      return out.send(RAW_BANNER);
    } catch (error) {
      files = afterReset(error);
      raw = false;
    }
  }
}

/** What a reset leaves on the flash. A crash of the interpreter is a hard reset, as a watchdog's. */
function afterReset(error) {
  if (!(error instanceof Reset)) out.send(`\r\n${error.message}\r\n`);
  if (error.kind === 'soft') out.send('MPY: soft reboot\r\n');
  else hardware.powerOn();
  return flash.save(mp._module.FS);
}

/** One byte into the interpreter's REPL, and what follows from it. */
async function type(byte) {
  let result, banner = false;
  try {
    if (byte === CTRL_A && !repl.raw) {
      const text = out.capture(() => { result = mp.replProcessChar(byte); });
      banner = text.endsWith(RAW_BANNER);
      out.send(text);
    } else {
      result = mp.replProcessChar(byte);
    }
  } catch (error) {
    const raw = repl.raw && error.kind === 'soft';
    // On boards `soft_reset` is a SystemExit: the raw REPL ends its answer before the reset.
    if (raw) out.send('\x04\x04');
    return boot(afterReset(error), raw);
  }
  if (banner || (repl.raw && [CTRL_A, CTRL_C, CTRL_D].includes(byte))) repl.lineLength = 0;
  else repl.lineLength++;
  if (banner) repl.raw = true;
  else if (byte === CTRL_B) repl.raw = false;
  if (result & FORCED_EXIT) {
    out.send('MPY: soft reboot\r\n');
    await boot(flash.save(mp._module.FS), repl.raw);
  }
}

/** One received byte. Raw paste is answered here: in this port it would wait for a queue that nobody fills. */
async function receive(byte) {
  out.hostIsThere();
  if (repl.paste) return pasteByte(byte);
  if (repl.raw && repl.lineLength === 0) {
    if (byte === [CTRL_E, 'A'.charCodeAt(0), CTRL_A][repl.held.length]) {
      repl.held.push(byte);
      if (repl.held.length === 3) await pasteAsked();
      return;
    }
    const held = repl.held;
    repl.held = [];
    for (const earlier of held) await type(earlier);
  }
  await type(byte);
}

/** The answer to Ctrl-E A Ctrl-A. */
async function pasteAsked() {
  repl.held = [];
  // A board that does not know raw paste sees a Ctrl-A, which starts the raw REPL anew.
  if (env.BOARD_PASTE === 'unknown') return type(CTRL_A);
  if (env.BOARD_PASTE === 'refused') return out.send('R\x00>');
  repl.paste = { source: [], left: window };
  // A window is granted on top of the one that the answer announces.
  out.send(Uint8Array.of('R'.charCodeAt(0), 1, window & 255, window >> 8, 1));
}

/** Raw paste with the window accounting of MicroPython's pyexec.c. */
async function pasteByte(byte) {
  const { paste } = repl;
  if (byte !== CTRL_C && byte !== CTRL_D) {
    paste.source.push(byte);
    if (--paste.left === 0) {
      out.send('\x01');
      paste.left = window;
    }
    return;
  }
  repl.paste = null;
  out.send('\x04');
  let source = Buffer.from(byte === CTRL_D ? paste.source : 'raise KeyboardInterrupt');
  // The raw REPL below would act on control bytes: such a source goes through exec as a literal.
  if (source.some(code => code >= CTRL_A && code <= CTRL_E)) source = Buffer.from(`exec(${literal(source)})`);
  if (source.length === 0) source = Buffer.from('\n');
  for (const code of source) await type(code);
  // The raw REPL says OK before it runs the code; raw paste does not.
  out.skip = 2;
  await type(CTRL_D);
}

/** A Python bytes literal. */
const literal = bytes => "b'" + [...bytes].map(b => '\\x' + b.toString(16).padStart(2, '0')).join('') + "'";

shared.setBusy(true);
await boot(env.BOARD_ROOT ? flash.fromHost(fs, env.BOARD_ROOT) : [], false);
for (;;) {
  const seen = shared.bell();
  // Busy before the byte is taken: the reader thread must never see an empty ring and an idle board while
  // a program is about to start.
  shared.setBusy(true);
  for (let byte; (byte = shared.pop()) >= 0;) await receive(byte);
  shared.setBusy(false);
  if (shared.pending() <= 0) await shared.heard(seen);
}
