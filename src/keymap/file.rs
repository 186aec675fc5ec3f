//! One keymap file to bindings, and the mistakes in it.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Binding, key};
use crate::app::{Action, Context, command, commands};
use crate::config::document::{Document, Finding, did_you_mean};
use crate::model::{Chord, Key, KeyCode, Problem};

/// What takes a key away.
const NONE: &str = "none";

pub(super) fn read(document: &Document) -> Result<Vec<Binding>, Problem> {
    let mut bindings: Vec<(usize, Binding)> = Vec::new();
    let mut findings = Vec::new();
    for (name, table) in &document.parse()? {
        let Some(context) = named::<Context>(name.get_ref()) else {
            let names = Context::ALL.map(context_name);
            findings.push(document.finding(
                &name.span(),
                format!("unknown context `{}`", name.get_ref()),
                did_you_mean(
                    name.get_ref(),
                    names.iter().map(String::as_str),
                    &format!("There are: {}.", names.join(", ")),
                ),
            ));
            continue;
        };
        let DeValue::Table(table) = table.get_ref() else {
            findings.push(document.finding(
                &table.span(),
                format!("`{}` must be a table of keys", name.get_ref()),
                format!("Write it as [{}] with its keys below.", name.get_ref()),
            ));
            continue;
        };
        context_table(document, context, table, &mut bindings, &mut findings);
    }
    if !findings.is_empty() {
        return Err(document.problem(findings));
    }
    bindings.sort_by_key(|(at, _)| *at);
    Ok(bindings.into_iter().map(|(_, binding)| binding).collect())
}

fn context_table(
    document: &Document,
    context: Context,
    table: &DeTable<'_>,
    bindings: &mut Vec<(usize, Binding)>,
    findings: &mut Vec<Finding>,
) {
    for (keys, action) in table {
        let chord = match key::parse(keys.get_ref()) {
            Ok(chord) => chord,
            Err(why) => {
                findings.push(document.finding(
                    &keys.span(),
                    why,
                    "Keys are written like \"ctrl-c\", \"alt-1\", \"f5\", \"page-up\" or \"g g\".",
                ));
                continue;
            }
        };
        let action = match meant(document, context, action) {
            Ok(action) => action,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        // Tab is a letter only for a board
        let tab = |key: &Key| {
            matches!(context, Context::Input | Context::Editor) && key.code == KeyCode::Tab
        };
        let stolen = chord.first().filter(|key| is_text(key) && !tab(key));
        if let Some(key) = stolen.filter(|_| context == Context::Everywhere || context.takes_text())
        {
            findings.push(document.finding(
                &keys.span(),
                format!(
                    "`{}` in [{}] could not be typed any more",
                    key::label(&[*key]),
                    context_name(context)
                ),
                "Take a key with ctrl or alt, or one from f1 to f12.",
            ));
            continue;
        }
        let clash = bindings.iter().find(|(_, other)| {
            other.context == context
                && (other.chord.starts_with(&chord) || chord.starts_with(&other.chord))
        });
        if let Some((_, other)) = clash {
            findings.push(clashing(document, keys, &chord, &other.chord));
            continue;
        }
        bindings.push((keys.span().start, Binding { context, chord, action }));
    }
}

/// The action of a line; none for `none`.
fn meant(
    document: &Document,
    context: Context,
    value: &Spanned<DeValue<'_>>,
) -> Result<Option<Action>, Finding> {
    let Some(word) = value.get_ref().as_str() else {
        return Err(document.finding(
            &value.span(),
            "an action must be a word in quotes",
            "`mpdeck`'s help (?) lists them; \"none\" takes a key away.",
        ));
    };
    if word == NONE {
        return Ok(None);
    }
    let Some(action) = named::<Action>(word) else {
        let names = commands().iter().map(|command| command.name).chain([NONE]);
        return Err(document.finding(
            &value.span(),
            format!("unknown action `{word}`"),
            did_you_mean(word, names, "The help (?) lists every action."),
        ));
    };
    if works_in(action, context) {
        return Ok(Some(action));
    }
    let places: Vec<String> = command(action)
        .into_iter()
        .flat_map(|command| command.contexts)
        .map(|place| format!("[{}]", context_name(*place)))
        .collect();
    Err(document.finding(
        &value.span(),
        format!("`{word}` does nothing in [{}]", context_name(context)),
        format!("It works in {}.", places.join(", ")),
    ))
}

/// In one of the action's own contexts, in one below, or in one above that reaches it.
fn works_in(action: Action, context: Context) -> bool {
    command(action).is_some_and(|command| {
        command
            .contexts
            .iter()
            .any(|place| context.chain().contains(place) || place.chain().contains(&context))
    })
}

fn is_text(key: &Key) -> bool {
    let text = matches!(key.code, KeyCode::Char(_) | KeyCode::Tab | KeyCode::Backspace);
    text && !key.ctrl && !key.alt
}

fn clashing(
    document: &Document,
    keys: &Spanned<std::borrow::Cow<'_, str>>,
    chord: &Chord,
    other: &Chord,
) -> Finding {
    let what = if chord == other {
        format!("`{}` stands twice in this table", key::label(chord))
    } else {
        format!("`{}` and `{}` begin with the same keys", key::label(chord), key::label(other))
    };
    document.finding(&keys.span(), what, "Keep one of them.")
}

fn named<'de, T: Deserialize<'de>>(word: &'de str) -> Option<T> {
    let word: StrDeserializer<'de, Error> = word.into_deserializer();
    T::deserialize(word).ok()
}

/// The serde name: every context is one word.
pub(super) fn context_name(context: Context) -> String {
    format!("{context:?}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_has_the_name_that_it_is_read_by() {
        for context in Context::ALL {
            assert_eq!(named(&context_name(context)), Some(context));
        }
    }
}
