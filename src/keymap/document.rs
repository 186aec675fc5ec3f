//! `docs/keys.md`: every key of every preset, from the one table of commands.

use super::{Keymap, PRESETS};
use crate::app::{Command, Context, GROUPS, rows_of};

const HEAD: &str = "\
# Keys

This page is made from the table of commands and the keymaps by a test; change those, not this page. `?` or F1
shows the same in the workbench, for the keys in force.

Choose a preset in `~/.config/mpdeck/config.toml` with `keymap = \"vim\"` or `\"emacs\"`. Your own keys stand in
`keymap.toml` beside it, laid over the preset: a table for each context, `\"KEYS\" = \"action\"`; `\"none\"` takes a
key away. The words of the last column are the actions.

```toml
[files]
\"U\" = \"upload\"
\"u\" = \"none\"
```
";

/// The page as Markdown.
pub fn document() -> String {
    let keymaps = PRESETS.map(|(name, _)| Keymap::preset(name));
    let mut page = HEAD.to_owned();
    for (context, title) in GROUPS {
        let rows: Vec<String> = rows_of(*context, |at, action| {
            keymaps.iter().any(|map| map.label(at, action).is_some())
        })
        .filter_map(|row| line(&keymaps, *context, row))
        .collect();
        if rows.is_empty() {
            continue;
        }
        page.push_str(&format!("\n## {title}\n\n| default | vim | emacs | does | action |\n"));
        page.push_str("|---|---|---|---|---|\n");
        page.extend(rows);
    }
    page
}

/// None where no preset has a key for it.
fn line(keymaps: &[Keymap], context: Context, row: &Command) -> Option<String> {
    let keys: Vec<String> = keymaps
        .iter()
        .map(|keymap| {
            let labels = keymap.labels(context, row.action);
            let quoted: Vec<String> = labels.iter().map(|label| code(label)).collect();
            quoted.join(", ")
        })
        .collect();
    if keys.iter().all(String::is_empty) {
        return None;
    }
    Some(format!("| {} | {} | `{}` |\n", keys.join(" | "), row.help, row.name))
}

/// As code, with what Markdown would take for the end of a cell made harmless.
fn code(label: &str) -> String {
    format!("`{}`", label.replace('|', "\\|"))
}
