//! The built-in themes hold what they promise, and a mistake in a user's is named.

use super::depth::READABLE;
use super::*;

/// WCAG's bound for large or bold text.
const LARGE: f64 = 3.0;

fn load(name: &str) -> Theme {
    Theme::load(name, None).unwrap()
}

#[test]
fn every_text_role_of_every_theme_can_be_read_at_every_depth() {
    for (name, _) in BUILT_IN {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::Mono] {
            let theme = load(name).reduced(depth);
            for role in Role::ALL.into_iter().filter(|role| role.is_text()) {
                let style = theme.style(role);
                let ground = if style.bg == Color::Default { theme.background } else { style.bg };
                // The terminal's own words on its own ground are the user's choice, but
                // on a ground of ours they could vanish.
                if style.fg == Color::Default {
                    assert_eq!(style.bg, Color::Default, "{name}, {depth:?}, {role:?}");
                    continue;
                }
                let contrast = style.fg.contrast(ground).unwrap();
                assert!(contrast >= READABLE, "{name}, {depth:?}, {role:?}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn there_are_themes_for_every_taste_and_terminal() {
    let bright = |name: &&(&str, &str)| {
        let theme = load(name.0);
        theme.background.contrast(Color::Ansi(15)).is_some_and(|contrast| contrast < 1.5)
    };
    assert!(BUILT_IN.len() >= 8);
    assert!(BUILT_IN.iter().filter(bright).count() >= 2, "two light ones");
    for role in Role::ALL {
        let plain = load("mono").style(role);
        assert_eq!((plain.fg, plain.bg), (Color::Default, Color::Default), "{role:?}");
        let sixteen = load("sixteen").style(role);
        for color in [sixteen.fg, sixteen.bg] {
            assert_eq!(color, color.to_ansi(), "{role:?}");
        }
        let strong = load("high-contrast").style(role);
        if role.is_text() {
            assert!(strong.fg.contrast(strong.bg).unwrap() >= 7.0, "{role:?}");
        }
    }
}

#[test]
fn what_stands_in_the_status_line_can_be_read_on_its_ground() {
    for (name, _) in BUILT_IN {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
            let theme = load(name).reduced(depth);
            let ground = theme.style(Role::Status).bg;
            for role in [Role::KeyHint, Role::Dim, Role::Good, Role::Info, Role::Warn, Role::Error]
            {
                let least = if role == Role::Error { LARGE } else { READABLE };
                let contrast = theme.style(role).fg.contrast(ground).unwrap_or(21.0);
                assert!(contrast >= least, "{name}, {depth:?}, {role:?}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn the_selection_and_the_status_stand_out_at_every_depth() {
    for (name, _) in BUILT_IN {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::Mono] {
            let theme = load(name).reduced(depth);
            let text = theme.style(Role::Text);
            for role in [Role::Selection, Role::StatusMode] {
                let style = theme.style(role);
                assert!(
                    style.reversed || style.bg != text.bg,
                    "{name}, {depth:?}: {role:?} looks like text"
                );
            }
        }
    }
}

#[test]
fn the_default_theme_names_every_role_so_that_others_can_inherit() {
    let text = BUILT_IN[0].1;
    for role in Role::ALL {
        assert!(text.contains(&format!("\n{} = ", role.name())), "{role:?}");
    }
}

#[test]
fn the_default_theme_leaves_the_ground_to_the_terminal() {
    // A ground of our own would cost a byte for every empty cell of the first frame.
    assert_eq!(load("default").style(Role::Text), Style::default());
}

#[test]
fn a_child_changes_the_palette_of_its_parents() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    };
    write(
        "base",
        "[palette]\nleaf = \"green\"\n[roles]\ngood = \"leaf\"\nwarn = { fg = 3, bold = true }\n",
    );
    write("autumn", "inherits = \"base\"\n[palette]\nleaf = \"#a05000\"\n[roles]\nerror = 9\n");
    let theme = Theme::load("autumn", Some(folder.path())).unwrap();
    assert_eq!(theme.style(Role::Good).fg, Color::Rgb(0xa0, 0x50, 0));
    assert_eq!(
        theme.style(Role::Warn),
        Style { fg: Color::Ansi(3), bold: true, ..Style::default() }
    );
    assert_eq!(theme.style(Role::Error).fg, Color::Ansi(9));
    assert!(names(Some(folder.path())).contains(&"autumn".to_owned()));

    // A user's `default` may build on ours.
    write("default", "inherits = \"default\"\n[roles]\ngood = \"leaf\"\n");
    write("round", "inherits = \"about\"\n");
    write("about", "inherits = \"round\"\n");
    let problem = Theme::load("round", Some(folder.path())).unwrap_err();
    assert!(problem.why.contains("for ever"), "{problem}");
    let problem = Theme::load("default", Some(folder.path())).unwrap_err();
    assert!(problem.why.contains("line 3: unknown colour `leaf`"), "{problem}");
}

#[test]
fn a_mistake_names_file_line_and_fix() {
    let folder = tempfile::tempdir().unwrap();
    for (text, said) in [
        ("[roles]\ngod = \"red\"\n", "line 2: unknown role `god`. Did you mean `good`?"),
        ("[roles]\ngood = \"redd\"\n", "line 2: unknown colour `redd`. Did you mean `red`?"),
        (
            "[roles]\ngood = { fg = \"red\", bolt = true }\n",
            "line 2: unknown key `bolt`. Did you mean `bold`?",
        ),
        ("\n[role]\n", "line 2: unknown key `role`. Did you mean `roles`?"),
        ("[roles]\ngood = { bold = 1 }\n", "line 2: `bold` must be true or false"),
        ("[palette]\na = [1]\n", "line 2: `a` is no colour. A colour is"),
        ("inherits = 3\n", "line 1: `inherits` must be the name of a theme in quotes"),
        ("roles = 3\n", "line 1: `roles` must be a table. Write it as [roles]"),
    ] {
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).unwrap();
        let problem = Theme::load("mine", Some(folder.path())).unwrap_err().to_string();
        let wanted = format!("read {}: {said}", path.display());
        assert!(problem.starts_with(&wanted), "{text}: {problem}");
    }
    let problem = Theme::load("ligth", None).unwrap_err();
    assert_eq!(problem.next, "Did you mean `light`?");
    assert!(Theme::load("../x", Some(folder.path())).is_err());
}
