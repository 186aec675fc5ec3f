//! `mpdeck config`: the settings in force, and where each is from.

use serde_json::{Value, json};

use crate::cli::{Found, Global, choice};
use crate::config::PROJECT_FILE;
use crate::config::explain::{Explained, Origin, explain};
use crate::model::Problem;

pub(super) fn values(global: &Global, explained: bool) -> Result<Found, Problem> {
    // Mistakes in the files are told before anything is shown of them.
    let chosen = choice::settings(global)?;
    let user = global.config.clone().unwrap_or_else(|| chosen.places.config_file());
    let project = chosen.project.as_ref().map(|project| project.folder.join(PROJECT_FILE));
    let all = explain(&user, project.as_deref())?;
    let mut lines = Vec::new();
    if explained {
        lines.push(format!("# yours: {}{}", user.display(), there(user.is_file())));
        if let Some(project) = &project {
            let there = there(project.is_file());
            lines.push(format!("# the project's: {}{there}", project.display()));
        }
        lines.push(format!("# keys: {}", chosen.places.keymap_file().display()));
        lines.push(format!("# themes, boards: below {}", chosen.places.config.display()));
        lines.push(String::new());
    }
    lines.extend(all.iter().flat_map(|one| line(one, explained)));
    let json: Vec<Value> = all.iter().map(document).collect();
    Ok(Found::Told { lines, json: json!({ "settings": json }) })
}

fn there(is: bool) -> &'static str {
    if is { "" } else { " (not there)" }
}

fn line(one: &Explained, explained: bool) -> Vec<String> {
    let set = match one.value.as_str() {
        "" => format!("# {} is not set", one.name),
        value => format!("{} = {value}", one.name),
    };
    if !explained {
        return vec![set];
    }
    vec![format!("# {}; {}", one.meaning, origin(one)), set]
}

fn origin(one: &Explained) -> String {
    match &one.origin {
        Origin::Default => "the default".to_owned(),
        Origin::File(path) => format!("from {}", path.display()),
    }
}

fn document(one: &Explained) -> Value {
    let value = (!one.value.is_empty()).then_some(&one.value);
    let file = match &one.origin {
        Origin::Default => None,
        Origin::File(path) => Some(path.to_string_lossy()),
    };
    json!({ "name": one.name, "value": value, "file": file, "meaning": one.meaning })
}
