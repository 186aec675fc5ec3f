//! The documents for programs. Fields are added, never renamed: `tests/json` has an
//! example of each.

use serde_json::{Value, json};

use super::{Copied, Found};
use crate::model::{Digest, Entry, RemotePath, Space};

impl Found {
    /// The document of this result.
    pub fn json(&self) -> Value {
        match self {
            Found::Devices(devices) => json!({ "devices": devices }),
            Found::Doctor(checks) => json!({ "checks": checks }),
            Found::Info { port, info, facts, ahead } => json!({
                "port": port,
                "chip": info.chip(),
                "info": info,
                "facts": {
                    "mac": facts.mac,
                    "reset_reason": facts.reset_reason,
                    "flash_bytes": facts.flash_bytes,
                    "mounts": facts.mounts,
                    "modules": facts.modules,
                    "clock": facts.clock.as_ref().map(super::text::clock),
                    "ahead_seconds": ahead,
                },
            }),
            Found::Folder { path, entries, .. } | Found::Tree { path, entries } => {
                let entries: Vec<Value> = entries.iter().map(entry).collect();
                json!({ "path": path, "entries": entries })
            }
            Found::Spaces(spaces) => {
                let spaces: Vec<Value> = spaces.iter().map(space).collect();
                json!({ "file_systems": spaces })
            }
            Found::Content { path, bytes } => content(path, bytes),
            Found::Copied(all) => {
                let bytes: u64 = all.iter().filter_map(|one| one.size).sum();
                let copied: Vec<Value> = all.iter().map(copied).collect();
                json!({ "event": "done", "copied": copied, "bytes": bytes })
            }
            Found::Removed(paths) => json!({ "removed": paths }),
            Found::Made(path) => json!({ "made": path }),
            Found::Moved { from, to } => json!({ "from": from, "to": to }),
            Found::Touched(path) => json!({ "touched": path }),
            Found::Hashes(hashes) => {
                let hashes: Vec<Value> =
                    hashes.iter().map(|(path, digest)| hash(path, digest)).collect();
                json!({ "hashes": hashes })
            }
            Found::Value(value) => json!({ "value": value }),
            Found::Clock { time, utc, set, ahead } => json!({
                "time": super::text::clock(time),
                "utc": utc,
                "set": set,
                "ahead_seconds": ahead,
            }),
            Found::Reset(kind) => json!({ "reset": kind }),
            Found::Stopped(step) => json!({ "stopped": step }),
            Found::Ran => json!({ "event": "done" }),
            Found::Told { json, .. } => json.clone(),
        }
    }
}

fn entry(entry: &Entry) -> Value {
    let mut value = json!({
        "name": entry.path.name(),
        "path": entry.path,
        "kind": entry.kind,
        "size": entry.size,
    });
    if entry.mount {
        value["mount"] = Value::Bool(true);
    }
    value
}

fn space(space: &Space) -> Value {
    json!({
        "mount": space.mount,
        "total": space.total,
        "used": space.used(),
        "free": space.free,
    })
}

fn content(path: &RemotePath, bytes: &[u8]) -> Value {
    let (encoding, content) = match std::str::from_utf8(bytes) {
        Ok(text) => ("utf-8", text.to_owned()),
        Err(_) => ("hex", bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
    };
    json!({ "path": path, "size": bytes.len(), "encoding": encoding, "content": content })
}

fn copied(copied: &Copied) -> Value {
    json!({
        "local": copied.local.to_string_lossy(),
        "remote": copied.remote,
        "kind": if copied.size.is_some() { "file" } else { "folder" },
        "size": copied.size,
    })
}

fn hash(path: &RemotePath, digest: &Digest) -> Value {
    let mut value = json!({ "path": path });
    if let (Value::Object(into), Ok(Value::Object(fields))) =
        (&mut value, serde_json::to_value(digest))
    {
        into.extend(fields);
    }
    value
}
