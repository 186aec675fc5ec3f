//! docs/course.md: every row of its table names tests that are there.

use std::fs;
use std::path::Path;

use super::block::page;

/// All of a folder's sources, as one text.
fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|end| end == "rs") {
            all.push_str(&fs::read_to_string(path).expect("read it"));
        }
    }
}

fn is_test(code: &str, name: &str) -> bool {
    let function = format!("fn {name}(");
    let mut lines = code.lines().zip(code.lines().skip(1)).map(|(a, b)| (a.trim(), b.trim()));
    lines.any(|(above, line)| above.ends_with("test]") && line.contains(&function))
}

#[test]
fn every_capability_has_a_chapter_keys_and_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    sources(&root.join("tests"), &mut code);
    sources(&root.join("src"), &mut code);
    let text = page("course.md");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("|-"))
        .skip(1)
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 16, "{} rows", rows.len());
    for row in rows {
        let [what, chapter, keys, tests] = row.as_slice() else { panic!("four columns: {row:?}") };
        assert!(chapter.contains("](tutorial.md#"), "{what}: {chapter}");
        assert!(!keys.is_empty(), "{what}");
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{what} has no test");
        for name in names {
            assert!(is_test(&code, name), "{what}: no test {name}");
        }
    }
}
