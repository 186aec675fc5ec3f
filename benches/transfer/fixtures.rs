//! The files that go over the line.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::{Compress, Compression, FlushCompress};

/// The wheel of microdot; its modules are what is copied.
const MICRODOT: &str = "microdot==2.0.6 \
     --hash=sha256:bbe04fc7edcfa13bc52f544ec132ea2ed45180cde26a2939d4fcf28de3e965c8\n";
const MICRODOT_BYTES: usize = 107_671;

/// Path below a folder, and content.
pub type Files = Vec<(String, Vec<u8>)>;

pub struct Fixtures {
    folder: tempfile::TempDir,
    pub microdot: Files,
    pub random: Vec<u8>,
    pub hundred: Files,
    changing: String,
}

impl Fixtures {
    pub fn make() -> Result<Fixtures> {
        let folder = tempfile::tempdir()?;
        let microdot = microdot(&cache()?)?;
        let bytes: usize = microdot.iter().map(|(_, content)| content.len()).sum();
        ensure!(
            (microdot.len(), bytes) == (12, MICRODOT_BYTES),
            "microdot has {} modules with {bytes} bytes",
            microdot.len()
        );
        let hundred = (0..100).map(|n| (format!("lib{}/m{n:02}.py", n / 25), module(n, 1)));
        let (random, hundred) = (random(50_000), hundred.collect());
        let changing = changing(&microdot)?;
        Ok(Fixtures { folder, microdot, random, hundred, changing })
    }

    /// A module of about 4 kB; versions differ in one line.
    pub fn changing(&self, version: u32) -> Vec<u8> {
        format!("VERSION = {version}\n{}", self.changing).into_bytes()
    }

    /// A folder with these files.
    pub fn folder(&self, name: &str, files: &Files) -> Result<PathBuf> {
        let folder = self.folder.path().join(name);
        write(&folder, files)?;
        Ok(folder)
    }
}

pub fn write(folder: &Path, files: &Files) -> Result<()> {
    for (path, content) in files {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().context("a file has a folder")?)?;
        fs::write(full, content)?;
    }
    Ok(())
}

/// What is fetched is kept here.
pub fn cache() -> Result<PathBuf> {
    let cache = mpdeck::config::Places::find()
        .map_err(|problem| anyhow::anyhow!("{problem}"))?
        .cache
        .join("bench");
    fs::create_dir_all(&cache)?;
    Ok(cache)
}

/// Runs a command to its end; its messages become the error.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?}: {}\n{said}", output.status);
    Ok(())
}

fn microdot(cache: &Path) -> Result<Files> {
    let kept = cache.join("microdot-2.0.6");
    if !kept.exists() {
        let fresh = tempfile::tempdir_in(cache)?;
        let requirements = fresh.path().join("microdot.txt");
        fs::write(&requirements, MICRODOT)?;
        run(Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
            .args(["--no-compile", "--require-hashes", "--only-binary=:all:", "--target"])
            .arg(fresh.path())
            .arg("--requirement")
            .arg(&requirements))?;
        // Whoever was faster has the same files.
        let _ = fs::rename(fresh.keep(), &kept);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(kept.join("microdot"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".py") {
            files.push((format!("microdot/{name}"), fs::read(entry.path())?));
        }
    }
    files.sort();
    Ok(files)
}

/// Seeded: the same bytes in every run.
fn random(count: usize) -> Vec<u8> {
    let mut state = 0x5eed_u64;
    let step = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(step).take(count).collect()
}

/// A module of some 600 bytes that looks like one.
fn module(n: usize, version: u32) -> Vec<u8> {
    let mut text = format!("# module {n}\nVERSION = {version}\n");
    for k in 0..8 {
        text +=
            &format!("\n\ndef value_{k}(pin, scale={n}):\n    return pin.read() * scale + {k}\n");
    }
    text.into_bytes()
}

/// A real module of about 4 kB, with one line that tells its version.
fn changing(microdot: &Files) -> Result<String> {
    let cors = microdot.iter().find(|(name, _)| name.ends_with("/cors.py"));
    let (_, content) = cors.context("microdot has a cors.py")?;
    let mut text = String::new();
    for part in std::str::from_utf8(content)?.split_inclusive('\n') {
        if text.len() > 3900 && part.starts_with("    def ") {
            break;
        }
        text += part;
    }
    Ok(text)
}

/// Bytes of all `files` as one deflate stream with a window of 2^`bits`.
pub fn deflated(files: &Files, bits: u8) -> Result<u64> {
    let mut all = Vec::new();
    for (_, content) in files {
        all.write_all(content)?;
    }
    let mut stream = Compress::new_with_window_bits(Compression::best(), false, bits);
    let mut out = Vec::with_capacity(all.len() + 1024);
    stream.compress_vec(&all, &mut out, FlushCompress::Finish)?;
    Ok(stream.total_out())
}
