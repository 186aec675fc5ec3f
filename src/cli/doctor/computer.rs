//! The computer itself: power, limits, settings.

use std::fs;

use super::{Check, Health, Host};

/// Folders of a large project; fewer watches than that and some saves go unseen.
const WATCHES: u64 = 8192;

pub(super) fn checks(host: &Host) -> Vec<Check> {
    let settings = host.settings.as_ref().map(|problem| {
        let check =
            Check::new("settings", Health::Bad, format!("{}: {}", problem.tried, problem.why));
        if problem.next.is_empty() { check } else { check.fix(problem.next.clone()) }
    });
    settings.into_iter().chain(power(host)).chain([inotify(host)]).collect()
}

/// A board that draws too much from a Pi's supply resets, or loses its port.
fn power(host: &Host) -> Option<Check> {
    let model = host.read("proc/device-tree/model")?;
    if !model.contains("Raspberry Pi") {
        return None;
    }
    let fix = "Use a supply of 5.1 V and 3 A (a Pi 5: 5 A), or a hub with its own for the boards";
    Some(match (low_now(host), low_before(host)) {
        (Some(true), _) => {
            Check::new("power", Health::Bad, "this Pi gets too little voltage now").fix(fix)
        }
        (_, Some(true)) => {
            Check::new("power", Health::Warn, "this Pi had too little voltage since it started")
                .fix(fix)
        }
        (Some(false), _) | (_, Some(false)) => {
            Check::new("power", Health::Good, "this Pi's voltage is fine")
        }
        (None, None) => Check::new("power", Health::Info, "this Pi does not tell its voltage"),
    })
}

/// The kernel's voltage monitor: an alarm of 1 means now.
fn low_now(host: &Host) -> Option<bool> {
    let monitors = host.list("sys/class/hwmon");
    let monitor = monitors.into_iter().find(|monitor| {
        fs::read_to_string(monitor.join("name")).is_ok_and(|name| name.trim() == "rpi_volt")
    });
    let alarm = monitor
        .and_then(|monitor| fs::read_to_string(monitor.join("in0_lcrit_alarm")).ok())
        .map(|alarm| alarm.trim() == "1");
    alarm.or_else(|| throttled(host).map(|bits| bits & 1 != 0))
}

fn low_before(host: &Host) -> Option<bool> {
    throttled(host).map(|bits| bits & 0x1_0000 != 0)
}

/// The firmware's word, from the kernel (older ones) or `vcgencmd`: bit 0 is
/// under-voltage now, bit 16 under-voltage since the start. Source: Raspberry Pi's
/// documentation of `vcgencmd get_throttled`.
fn throttled(host: &Host) -> Option<u32> {
    let file = host.read("sys/devices/platform/soc/soc:firmware/get_throttled");
    let text = file.or_else(|| (host.ask)("vcgencmd", &["get_throttled"]))?;
    let text = text.trim().rsplit('=').next()?;
    u32::from_str_radix(text.trim_start_matches("0x"), 16).ok()
}

/// Watching folders and `/dev` needs both limits; without them mpdeck looks again and
/// again instead.
fn inotify(host: &Host) -> Check {
    let limit = |name: &str| {
        let text = fs::read_to_string(host.system.proc.join("sys/fs/inotify").join(name)).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let (Some(watches), Some(instances)) = (limit("max_user_watches"), limit("max_user_instances"))
    else {
        return Check::new("inotify", Health::Info, "this system tells no limits");
    };
    let used = instances_used(host);
    let raise = |what: &str, to: u64| {
        format!(
            "echo fs.inotify.{what}={to} | sudo tee /etc/sysctl.d/60-inotify.conf && sudo sysctl --system"
        )
    };
    if used + 2 > instances {
        let found = format!("{used} of {instances} instances are in use: new files may go unseen");
        return Check::new("inotify", Health::Bad, found)
            .fix(raise("max_user_instances", (instances * 2).max(512)));
    }
    if watches < WATCHES {
        let found = format!("only {watches} folders can be watched");
        return Check::new("inotify", Health::Warn, found).fix(raise("max_user_watches", 65_536));
    }
    let found = format!("{watches} folders can be watched, {used} of {instances} instances in use");
    Check::new("inotify", Health::Good, found)
}

/// Those of the user's own processes: of others we see none.
fn instances_used(host: &Host) -> u64 {
    let processes = fs::read_dir(&host.system.proc).into_iter().flatten().flatten();
    let files = processes
        .filter_map(|process| fs::read_dir(process.path().join("fd")).ok())
        .flat_map(|files| files.flatten());
    let leads = |path: std::path::PathBuf| fs::read_link(path).ok();
    files
        .filter_map(|file| leads(file.path()))
        .filter(|target| target.to_string_lossy().ends_with("anon_inode:inotify"))
        .count() as u64
}
