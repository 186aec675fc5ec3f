//! `mpdeck config`: the settings in force, and where each is from.

use serde_json::{Value, json};

use crate::cli::{Color, Found, Global, choice};
use crate::config::PROJECT_FILE;
use crate::config::explain::{Explained, Origin, explain};
use crate::model::Problem;

pub(super) fn values(global: &Global, explained: bool) -> Result<Found, Problem> {
    // Mistakes in the files are told before anything is shown of them.
    let chosen = choice::settings(global)?;
    let user = global.config.clone().unwrap_or_else(|| chosen.places.config_file());
    let project = chosen.project.as_ref().map(|project| project.folder.join(PROJECT_FILE));
    let mut all = explain(&user, project.as_deref())?;
    all.iter_mut().for_each(|one| on_the_line(global, one));
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

/// What this command line says goes before the files.
fn on_the_line(global: &Global, one: &mut Explained) {
    let said = match one.name.as_str() {
        "baud" => global.baud.map(|baud| baud.to_string()),
        "theme" => global.theme.as_ref().map(|theme| format!("{theme:?}")),
        "color" => match global.color {
            Color::Auto => None,
            Color::Always => Some("\"always\"".to_owned()),
            Color::Never => Some("\"never\"".to_owned()),
        },
        _ => None,
    };
    if let Some(value) = said {
        one.value = value;
        one.origin = Origin::Line;
    }
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
        Origin::Line => "from this command line".to_owned(),
    }
}

fn document(one: &Explained) -> Value {
    let value = (!one.value.is_empty()).then_some(&one.value);
    let file = match &one.origin {
        Origin::Default | Origin::Line => None,
        Origin::File(path) => Some(path.to_string_lossy()),
    };
    json!({ "name": one.name, "value": value, "file": file, "meaning": one.meaning })
}
