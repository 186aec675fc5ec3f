//! What a Python file imports, as far as its lines show.

/// The modules a source names in `import` and `from` statements, dotted names in
/// full; relative imports are left out. Good enough for a warning, no parser.
pub fn of(source: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for line in source.lines() {
        let line = line.split('#').next().unwrap_or(line).trim();
        if let Some(rest) = line.strip_prefix("import ") {
            modules.extend(rest.split([',', ';']).filter_map(first_word));
        } else if let Some(rest) = line.strip_prefix("from ")
            && rest.contains(" import")
        {
            modules.extend(first_word(rest).filter(|module| !module.starts_with('.')));
        }
    }
    modules.sort();
    modules.dedup();
    modules
}

fn first_word(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.').then(|| word.to_owned())
}

/// The files and folders that could be a module, relative to a project: `a.b` is
/// `a/b.py`, or something in the package `a/b` or `a`, also below `lib`.
pub fn places(module: &str) -> Vec<String> {
    let path = module.replace('.', "/");
    let package = path.split('/').next().unwrap_or(&path).to_owned();
    let mut places = vec![format!("{path}.py"), path.clone(), format!("{path}/__init__.py")];
    if package != path {
        places.push(package.clone());
    }
    let below_lib: Vec<String> = places.iter().map(|place| format!("lib/{place}")).collect();
    places.extend(below_lib);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_source_names() {
        let source = "import os, sys as s\nfrom secrets import KEY # import no\n  import lib.x\n\
                      from . import y\nfrom .z import q\n'import'\nimport a;print(1)\nfrom x\n";
        assert_eq!(of(source), ["a", "lib.x", "os", "secrets", "sys"]);
    }

    #[test]
    fn knows_where_a_module_can_be() {
        let places = places("a.b");
        for place in ["a/b.py", "a/b", "a", "a/b/__init__.py", "lib/a/b.py", "lib/a"] {
            assert!(places.iter().any(|found| found == place), "{place} in {places:?}");
        }
    }
}
