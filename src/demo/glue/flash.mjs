// The board's file system: emscripten's memory file system made to look like a small flash chip.

/** Both sizes as MicroPython's littlefs has them on most boards. */
const BLOCK = 4096, BLOCKS_PER_FOLDER = 2;

/** The folder of emscripten's file system that is mounted as the board's `/`; `/dev` and `/proc` stay out of sight. */
export const ROOT = '/flash';

// emscripten numbers its errors in the order of WASI; boards number them as Linux does. EINTR (27) is left
// alone: MicroPython's own C code compares with it to raise KeyboardInterrupt out of a read.
const ERRNO = {
  1: 7, 2: 13, 6: 11, 8: 9, 10: 16, 20: 17, 22: 27, 28: 22, 29: 5, 31: 21, 32: 40, 33: 24, 34: 31, 37: 36, 41: 23,
  43: 19, 44: 2, 48: 12, 51: 28, 52: 38, 54: 20, 55: 39, 58: 95, 60: 6, 61: 75, 63: 1, 64: 32, 68: 34, 69: 30,
  70: 29, 74: 26, 75: 18,
};
const NO_SPACE = 51;

/** Renumbers errors where the WebAssembly code calls out to emscripten's system calls. */
export function renumberErrors(imports) {
  for (const [name, call] of Object.entries(imports)) {
    if (name.startsWith('__syscall')) {
      imports[name] = (...args) => {
        const result = call(...args);
        return result < 0 ? -(ERRNO[-result] ?? -result) : result;
      };
    } else if (name.startsWith('fd_')) {
      imports[name] = (...args) => {
        const error = call(...args);
        return ERRNO[error] ?? error;
      };
    }
  }
}

const blocks = bytes => Math.ceil(bytes / BLOCK);

/** Blocks in use below a node of the memory file system. */
function used(FS, node) {
  if (!FS.isDir(node.mode)) return blocks(node.usedBytes);
  return Object.values(node.contents).reduce((sum, child) => sum + used(FS, child), BLOCKS_PER_FOLDER);
}

/**
 * Puts `files` (from `save` or `fromHost`) on a fresh instance and bounds its size to `size` bytes. `erase` is
 * called once for every block's worth of bytes that a program writes.
 */
export function mount(FS, files, size, erase) {
  FS.mkdir(ROOT);
  for (const { path, data, time } of files) {
    if (data) FS.writeFile(ROOT + path, data);
    else FS.mkdir(ROOT + path);
    FS.utime(ROOT + path, time, time);
  }
  FS.chdir(ROOT);
  const root = FS.lookupPath(ROOT).node;
  const total = blocks(size);
  const free = () => Math.max(0, total - used(FS, root));
  const reserve = count => { if (count > 0 && count > free()) throw new FS.ErrnoError(NO_SPACE); };

  FS.statfsNode = () => ({
    bsize: BLOCK, frsize: BLOCK, blocks: total, bfree: free(), bavail: free(),
    files: 0, ffree: 0, fsid: 0, flags: 0, namelen: 255,
  });
  // The operations are shared by all nodes of a kind, so each is wrapped once, on any node of that kind.
  const probe = FS.create(ROOT + '/probe~');
  const file = probe.stream_ops, folder = root.node_ops;
  FS.unlink(ROOT + '/probe~');
  const { write } = file, { mknod } = folder;
  let written = 0;
  file.write = (stream, buffer, offset, length, position, canOwn) => {
    const node = stream.node, end = Math.max(node.usedBytes, position + length);
    reserve(blocks(end) - blocks(node.usedBytes));
    for (written += length; written >= BLOCK; written -= BLOCK) erase();
    return write(stream, buffer, offset, length, position, canOwn);
  };
  folder.mknod = (parent, name, mode, device) => {
    reserve(FS.isDir(mode) ? BLOCKS_PER_FOLDER : 1);
    return mknod(parent, name, mode, device);
  };
}

/** All files and folders, parents first, to carry them over a reset. */
export function save(FS) {
  const files = [];
  const walk = (node, path) => {
    for (const [name, child] of Object.entries(node.contents)) {
      const inner = `${path}/${name}`, folder = FS.isDir(child.mode);
      const data = folder ? null : (child.contents ?? new Uint8Array()).slice(0, child.usedBytes);
      files.push({ path: inner, data, time: +child.mtime });
      if (folder) walk(child, inner);
    }
  };
  walk(FS.lookupPath(ROOT).node, '');
  return files;
}

/** The same list from a folder of the host: what is on the flash at power-on. */
export function fromHost(fs, folder) {
  const files = [];
  const walk = path => {
    for (const entry of fs.readdirSync(folder + path, { withFileTypes: true })) {
      const inner = `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        files.push({ path: inner, data: null, time: Date.now() });
        walk(inner);
      } else if (entry.isFile()) {
        files.push({ path: inner, data: fs.readFileSync(folder + inner), time: Date.now() });
      }
    }
  };
  walk('');
  return files;
}
