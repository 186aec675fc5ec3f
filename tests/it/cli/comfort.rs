//! Help, suggestions, completions, manual pages, and the settings explained.

use std::fs;
use std::process::{Command, Stdio};

use super::mpdeck;

/// The commands that `--help` lists.
fn commands() -> Vec<String> {
    let help = mpdeck(["--help"]).run().ends(0).text();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let rows = listed.take_while(|line| !line.is_empty());
    let named = rows.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_command_helps_with_an_example_and_has_a_manual_page() {
    let commands = commands();
    assert!(commands.len() > 20, "{commands:?}");
    let whole = mpdeck(["man"]).run().ends(0).text();
    for command in &commands {
        let help = mpdeck([command, "--help"]).run().ends(0).text();
        assert!(help.contains("Example"), "{command} --help has no example:\n{help}");
        assert!(
            help.contains(&format!("mpdeck {command}")) || help.contains(&format!(" {command}"))
        );
        let page = mpdeck(["man", command]).run().ends(0).text();
        let title = format!(".TH MPDECK-{}", command.to_uppercase());
        assert!(page.contains(&title), "{command}:\n{page}");
        assert!(whole.contains(&format!("mpdeck\\-{}", command.replace('-', "\\-"))), "{command}");
    }
    assert_eq!(
        mpdeck(["man", "snyc"]).run().ends(2).err.lines().last(),
        Some("  Did you mean `sync`?")
    );
}

#[test]
fn a_typo_is_told_what_was_meant() {
    for (typed, meant) in [("sycn", "sync"), ("device", "devices"), ("moniter", "monitor")] {
        let ran = mpdeck([typed]).run().ends(2);
        assert!(ran.err.contains(meant), "{typed}: {}", ran.err);
    }
    let ran = mpdeck(["sync", "--wach"]).run().ends(2);
    assert!(ran.err.contains("--watch"), "{}", ran.err);
}

#[test]
fn completions_are_scripts_that_their_shell_reads() {
    for shell in ["bash", "zsh", "fish"] {
        let script = mpdeck(["completions", shell]).run().ends(0).text();
        for word in commands() {
            assert!(script.contains(&word), "{shell}: {word}");
        }
        let parse =
            Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
        // A shell that is not installed cannot read anything; bash always is.
        let Ok(mut parse) = parse else {
            assert_ne!(shell, "bash");
            continue;
        };
        let mut input = parse.stdin.take().expect("its stdin");
        std::io::Write::write_all(&mut input, script.as_bytes()).expect("write");
        drop(input);
        let read = parse.wait_with_output().expect("its end");
        assert!(read.status.success(), "{shell}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn bash_completes_a_command_and_an_option() {
    let script = mpdeck(["completions", "bash"]).run().ends(0).text();
    let ask =
        "COMP_WORDS=(mpdeck syn); COMP_CWORD=1; _mpdeck mpdeck syn mpdeck; echo ${COMPREPLY[@]}
COMP_WORDS=(mpdeck sync --wat); COMP_CWORD=2; _mpdeck mpdeck --wat sync; echo ${COMPREPLY[@]}";
    let said =
        Command::new("bash").arg("-c").arg(format!("{script}\n{ask}")).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&said.stdout), "sync\n--watch\n");
}

#[test]
fn settings_are_shown_with_the_file_they_are_from() {
    let home = tempfile::tempdir().expect("a home");
    let config = home.path().join(".config/mpdeck");
    fs::create_dir_all(&config).expect("make it");
    let sample = mpdeck(["config", "--sample"]).run().ends(0).text();
    fs::write(
        config.join("config.toml"),
        sample.replace("# baud = 115200\n\n# A program", "baud = 9600\n\n# A program"),
    )
    .expect("write");
    let there = |words: &[&str]| {
        let mut command = mpdeck(words);
        command.command.env("HOME", home.path());
        command.run()
    };
    let plain = there(&["config"]).ends(0).text();
    assert!(plain.contains("baud = 9600\n"), "{plain}");
    assert!(plain.contains("theme = \"default\"\n"), "{plain}");
    let explained = there(&["config", "--explain"]).ends(0).text();
    let file = config.join("config.toml");
    assert!(explained.contains(&format!("from {}\nbaud = 9600\n", file.display())), "{explained}");
    assert!(explained.contains("; the default\nmouse = true\n"), "{explained}");
    let said =
        there(&["config", "--explain", "--theme", "mono", "--color", "never"]).ends(0).text();
    assert!(said.contains("; from this command line\ntheme = \"mono\"\n"), "{said}");
    assert!(said.contains("\ncolor = \"never\"\n"), "{said}");
    fs::write(&file, "baudd = 1\n").expect("write");
    let ran = there(&["config"]).ends(2);
    assert!(ran.err.contains("line 1: unknown key `baudd`"), "{}", ran.err);
    let project = mpdeck(["config", "--sample-project"]).run().ends(0).text();
    fs::write(home.path().join("mpdeck.toml"), project).expect("write");
    mpdeck(["config"]).folder(home.path()).run().ends(0);
}
