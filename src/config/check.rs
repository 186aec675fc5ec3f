//! Holds a parsed file against the table of keys.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{Document, Finding, did_you_mean};
use super::keys::{Kind, SETTINGS, Scope, Setting};
use crate::model::Problem;

/// # Errors
/// Every unknown key, refused key and wrong value, with its line.
pub fn check(document: &Document, scope: Scope) -> Result<(), Problem> {
    let table = document.parse()?;
    let mut findings = Vec::new();
    walk(document, scope, &table, "", &mut findings);
    if findings.is_empty() { Ok(()) } else { Err(document.problem(findings)) }
}

/// `pattern` is the dotted name of the table, with `*` for names the user chose.
fn walk(
    document: &Document,
    scope: Scope,
    table: &DeTable<'_>,
    pattern: &str,
    findings: &mut Vec<Finding>,
) {
    for (key, value) in table {
        let name = join(pattern, key.get_ref());
        if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) {
            if !setting.allowed_in(scope) {
                findings.push(refused(document, key, setting));
            } else if let Some(finding) = wrong_value(document, setting, value) {
                findings.push(finding);
            }
            continue;
        }
        let starred = join(pattern, "*");
        let inner = [name, starred].into_iter().find(|name| holds_tables(name, scope));
        match (inner, value.get_ref()) {
            (Some(inner), DeValue::Table(table)) => {
                walk(document, scope, table, &inner, findings);
            }
            (Some(inner), other) => findings.push(document.finding(
                &value.span(),
                format!("`{}` must be a table, not {}", key.get_ref(), kind_of(other)),
                format!("Write it as [{}] with its keys below.", inner.replace('*', "\"NAME\"")),
            )),
            (None, _) => findings.push(unknown(document, scope, pattern, key)),
        }
    }
}

fn join(pattern: &str, key: &str) -> String {
    if pattern.is_empty() { key.to_owned() } else { format!("{pattern}.{key}") }
}

fn holds_tables(name: &str, scope: Scope) -> bool {
    SETTINGS.iter().any(|setting| {
        setting.allowed_in(scope)
            && setting.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
    })
}

fn unknown(
    document: &Document,
    scope: Scope,
    pattern: &str,
    key: &Spanned<std::borrow::Cow<'_, str>>,
) -> Finding {
    let depth = if pattern.is_empty() { 0 } else { pattern.split('.').count() };
    let names = SETTINGS
        .iter()
        .filter(|setting| setting.allowed_in(scope) && setting.name.starts_with(pattern))
        .filter_map(|setting| setting.name.split('.').nth(depth))
        .collect::<BTreeSet<_>>();
    let all = names.iter().copied().collect::<Vec<_>>().join(", ");
    document.finding(
        &key.span(),
        format!("unknown key `{}`", key.get_ref()),
        did_you_mean(key.get_ref(), names, &format!("There are: {all}.")),
    )
}

fn refused(
    document: &Document,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    setting: &Setting,
) -> Finding {
    let (what, next) = match setting.scope {
        Scope::User => (
            format!("`{}` is not allowed in a project: {}", setting.name, setting.refused),
            "Move it to your own config.toml, usually in ~/.config/mpdeck.",
        ),
        _ => (
            format!("`{}` belongs to a project", setting.name),
            "Move it to the mpdeck.toml in the project's folder.",
        ),
    };
    document.finding(&key.span(), what, next)
}

fn wrong_value(
    document: &Document,
    setting: &Setting,
    value: &Spanned<DeValue<'_>>,
) -> Option<Finding> {
    let found = value.get_ref();
    let (right, words): (bool, &[&str]) = match setting.kind {
        Kind::Text => (found.is_str(), &[]),
        Kind::Texts => (
            found.as_array().is_some_and(|list| list.iter().all(|one| one.get_ref().is_str())),
            &[],
        ),
        Kind::Flag => (found.is_bool(), &[]),
        Kind::Number { from, to } => {
            (number(found).is_some_and(|number| (from..=to).contains(&number)), &[])
        }
        Kind::Choice(words) => (found.as_str().is_some_and(|word| words.contains(&word)), words),
        Kind::AfterSync(words) => {
            let known = found.as_str().is_some_and(|word| words.contains(&word));
            (known || found.as_table().is_some_and(is_run), words)
        }
    };
    if right {
        return None;
    }
    let shown = match found.as_str() {
        Some(word) if !words.is_empty() => format!("\"{word}\""),
        _ => match number(found) {
            Some(number) => number.to_string(),
            None => kind_of(found).to_owned(),
        },
    };
    let next = found
        .as_str()
        .map(|word| did_you_mean(word, words.iter().copied(), ""))
        .unwrap_or_default();
    Some(document.finding(
        &value.span(),
        format!("`{}` must be {}, not {shown}", setting.name, setting.kind.expects()),
        next,
    ))
}

fn is_run(table: &DeTable<'_>) -> bool {
    table.len() == 1
        && table.iter().all(|(key, value)| key.get_ref() == "run" && value.get_ref().is_str())
}

fn number(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The kind of a value as a beginner would call it.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(scope: Scope, text: &str) -> String {
        match check(&Document::new("f.toml", text), scope) {
            Ok(()) => "fine".to_owned(),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn mistakes_name_line_and_fix() {
        for (text, said) in [
            ("baud = 9600\n", "fine"),
            ("board.\"usb:1\".alias = \"lamp\"\n", "fine"),
            ("after_sync = { run = \"x.py\" }\n", "fine"),
            ("after_sync = \"import\"\n", "fine"),
            (
                "mouse = true\nthme = \"x\"\n",
                "read f.toml: line 2: unknown key `thme`. Did you mean `theme`?",
            ),
            (
                "\n[board.\"usb:1\"]\naliass = \"x\"\n",
                "read f.toml: line 3: unknown key `aliass`. Did you mean `alias`?",
            ),
            (
                "[board.x]\nzzzzz = 1\n",
                "read f.toml: line 2: unknown key `zzzzz`. There are: alias, attach, baud, clock, lines, loader, log, never_probe, reset.",
            ),
            (
                "baud = \"fast\"\n",
                "read f.toml: line 1: `baud` must be a whole number from 300 to 4000000, not text",
            ),
            (
                "baud = 0x10\n",
                "read f.toml: line 1: `baud` must be a whole number from 300 to 4000000, not 16",
            ),
            (
                "attach = \"asks\"\n",
                "read f.toml: line 1: `attach` must be \"ask\", \"interrupt\" or \"passive\", not \"asks\". Did you mean `ask`?",
            ),
            ("mouse = 1\n", "read f.toml: line 1: `mouse` must be true or false, not 1"),
            (
                "board = 1\n",
                "read f.toml: line 1: `board` must be a table, not a whole number. Write it as [board] with its keys below.",
            ),
            (
                "source = \".\"\n",
                "read f.toml: line 1: `source` belongs to a project. Move it to the mpdeck.toml in the project's folder.",
            ),
        ] {
            assert_eq!(problem(Scope::User, text), said, "{text}");
        }
    }

    #[test]
    fn a_project_may_not_name_host_programs() {
        let said = problem(Scope::Project, "source = \".\"\neditor = \"rm\"\n");
        assert!(said.contains("line 2: `editor` is not allowed in a project"), "{said}");
        assert!(said.contains("which program runs on your computer"), "{said}");
    }

    #[test]
    fn several_mistakes_come_in_one_message() {
        let said = problem(Scope::Project, "ignore = \"x\"\nsurce = \"y\"\n");
        assert_eq!(
            said,
            "read f.toml: line 1: `ignore` must be a list of texts, like [\"a\", \"b\"], not text; \
             line 2: unknown key `surce` (Did you mean `source`?)"
        );
    }
}
