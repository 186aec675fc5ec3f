//! One theme file: its palette, its roles, and the mistakes in it.

use std::collections::HashMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Color, Role, Style, Theme};
use crate::config::document::{Document, Finding, did_you_mean};
use crate::model::Problem;

/// A file as it was read; names of colours are looked up once the parents are there.
pub(super) struct Sheet {
    pub name: String,
    pub inherits: Option<String>,
    background: Option<Written>,
    palette: HashMap<String, Color>,
    roles: Vec<(Role, Look)>,
    document: Document,
}

/// A colour as it stands in the file.
#[derive(Clone)]
struct Written {
    text: String,
    span: Range<usize>,
}

#[derive(Default)]
struct Look {
    fg: Option<Written>,
    bg: Option<Written>,
    bold: bool,
    dim: bool,
    italic: bool,
    underlined: bool,
    reversed: bool,
}

const KEYS: [&str; 4] = ["inherits", "background", "palette", "roles"];
const LOOKS: [&str; 7] = ["fg", "bg", "bold", "dim", "italic", "underlined", "reversed"];
const COLORS: &str = "A colour is \"#rrggbb\", a number from 0 to 255, a name like \"bright-red\", \"default\", or one of the palette.";

pub(super) fn read(name: &str, document: Document) -> Result<Sheet, Problem> {
    let mut sheet = Sheet {
        name: name.to_owned(),
        inherits: None,
        background: None,
        palette: HashMap::new(),
        roles: Vec::new(),
        document: document.clone(),
    };
    let mut findings = Vec::new();
    for (key, value) in &document.parse()? {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("inherits", DeValue::String(parent)) => sheet.inherits = Some(parent.to_string()),
            ("background", found) => match written(found, value.span()) {
                Some(color) => sheet.background = Some(color),
                None => findings.push(no_color(&document, &value.span(), "background")),
            },
            ("palette", DeValue::Table(table)) => {
                palette(&document, table, &mut sheet.palette, &mut findings);
            }
            ("roles", DeValue::Table(table)) => {
                roles(&document, table, &mut sheet.roles, &mut findings);
            }
            ("inherits", _) => {
                findings.push(document.finding(
                    &value.span(),
                    "`inherits` must be the name of a theme in quotes",
                    "",
                ));
            }
            (table @ ("palette" | "roles"), _) => findings.push(document.finding(
                &value.span(),
                format!("`{table}` must be a table"),
                format!("Write it as [{table}] with its keys below."),
            )),
            (other, _) => findings.push(document.finding(
                &key.span(),
                format!("unknown key `{other}`"),
                did_you_mean(
                    other,
                    KEYS,
                    "A theme has inherits, background, [palette] and [roles].",
                ),
            )),
        }
    }
    if findings.is_empty() { Ok(sheet) } else { Err(document.problem(findings)) }
}

fn written(value: &DeValue<'_>, span: Range<usize>) -> Option<Written> {
    let text = match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        _ => return None,
    };
    Some(Written { text, span })
}

fn no_color(document: &Document, span: &Range<usize>, name: &str) -> Finding {
    document.finding(span, format!("`{name}` is no colour"), COLORS)
}

fn palette(
    document: &Document,
    table: &DeTable<'_>,
    palette: &mut HashMap<String, Color>,
    findings: &mut Vec<Finding>,
) {
    for (key, value) in table {
        let color =
            written(value.get_ref(), value.span()).and_then(|written| Color::parse(&written.text));
        match color {
            Some(color) => {
                palette.insert(key.get_ref().to_string(), color);
            }
            None => findings.push(no_color(document, &value.span(), key.get_ref())),
        }
    }
}

fn roles(
    document: &Document,
    table: &DeTable<'_>,
    roles: &mut Vec<(Role, Look)>,
    findings: &mut Vec<Finding>,
) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let Some(role) = Role::ALL.into_iter().find(|role| role.name() == name) else {
            findings.push(document.finding(
                &key.span(),
                format!("unknown role `{name}`"),
                did_you_mean(
                    name,
                    Role::ALL.map(Role::name),
                    "themes/default.toml has every role.",
                ),
            ));
            continue;
        };
        let look = match value.get_ref() {
            DeValue::Table(table) => look(document, table, findings),
            found => match written(found, value.span()) {
                Some(fg) => Look { fg: Some(fg), ..Look::default() },
                None => {
                    findings.push(no_color(document, &value.span(), name));
                    continue;
                }
            },
        };
        roles.push((role, look));
    }
}

fn look(document: &Document, table: &DeTable<'_>, findings: &mut Vec<Finding>) -> Look {
    let mut look = Look::default();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let flag = match name {
            "fg" | "bg" => {
                let color = written(value.get_ref(), value.span());
                if color.is_none() {
                    findings.push(no_color(document, &value.span(), name));
                }
                *(if name == "fg" { &mut look.fg } else { &mut look.bg }) = color;
                continue;
            }
            "bold" => &mut look.bold,
            "dim" => &mut look.dim,
            "italic" => &mut look.italic,
            "underlined" => &mut look.underlined,
            "reversed" => &mut look.reversed,
            _ => {
                findings.push(document.finding(
                    &key.span(),
                    format!("unknown key `{name}`"),
                    did_you_mean(name, LOOKS, &format!("A role has {}.", LOOKS.join(", "))),
                ));
                continue;
            }
        };
        match value.get_ref().as_bool() {
            Some(on) => *flag = on,
            None => findings.push(document.finding(
                &value.span(),
                format!("`{name}` must be true or false"),
                "",
            )),
        }
    }
    look
}

/// From the file itself (first) and its parents: the child's palette colours the
/// parents' roles too.
pub(super) fn build(name: &str, sheets: &[Sheet]) -> Result<Theme, Problem> {
    let mut palette: HashMap<String, Color> = HashMap::new();
    for sheet in sheets.iter().rev() {
        palette.extend(sheet.palette.clone());
    }
    let mut theme = Theme { name: name.to_owned(), ..Theme::default() };
    theme.styles = [Style::default(); Role::ALL.len()];
    for sheet in sheets.iter().rev() {
        let mut findings = Vec::new();
        let mut color = |written: &Option<Written>| {
            let Some(Written { text, span }) = written else { return Color::Default };
            let known = palette.get(text.as_str()).copied().or_else(|| Color::parse(text));
            known.unwrap_or_else(|| {
                let mut names: Vec<&str> = Color::names().collect();
                names.extend(palette.keys().map(String::as_str));
                findings.push(sheet.document.finding(
                    span,
                    format!("unknown colour `{text}`"),
                    did_you_mean(text, names, COLORS),
                ));
                Color::Default
            })
        };
        if sheet.background.is_some() {
            theme.background = color(&sheet.background);
        }
        for (role, look) in &sheet.roles {
            theme.styles[*role as usize] = Style {
                fg: color(&look.fg),
                bg: color(&look.bg),
                bold: look.bold,
                dim: look.dim,
                italic: look.italic,
                underlined: look.underlined,
                reversed: look.reversed,
            };
        }
        if !findings.is_empty() {
            return Err(sheet.document.problem(findings));
        }
    }
    Ok(theme)
}
