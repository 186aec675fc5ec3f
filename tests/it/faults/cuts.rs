//! The line goes away at a random byte of a sync.

use super::project::{Project, Tree, board, tree_soon};
use super::{Random, fast, number, seed};
use crate::line::{Line, Wiring};

/// What a name may end with while a file is on its way.
pub const UNFINISHED: &str = ".mpdeck~";

/// Files of different sizes, some that hardly shrink; each version differs in length and content.
pub fn write_version(project: &Project, n: u64, random: &mut Random) {
    let names = ["main.py", "lib/a.py", "lib/b c.py", "data/deep/x.txt", "it's \"ü\".txt"];
    for (k, name) in names.iter().enumerate() {
        let text = format!("# {name} in version {n}\n").repeat(10 + 12 * k + (n % 7) as usize);
        project.write(name, text.as_bytes());
    }
    let count = 1500 + random.below(2000) as usize;
    project.write("data/noise.bin", &random.bytes(count));
}

/// Each file is the old or the new, and there are no others.
pub fn assert_old_or_new(found: &Tree, old: &Tree, new: &Tree, when: &str) {
    for (path, hash) in found.iter().filter(|(path, _)| !path.ends_with(UNFINISHED)) {
        let whole = [old.get(path), new.get(path)].contains(&Some(hash));
        assert!(whole, "{when}: {path} is neither the old nor the new");
    }
    for path in old.keys() {
        assert!(found.contains_key(path), "{when}: {path} is gone");
    }
    for path in found.keys().filter(|path| path.ends_with(UNFINISHED)) {
        let of = &path[..path.len() - UNFINISHED.len()];
        assert!(new.contains_key(of), "{when}: {path} belongs to nothing");
    }
}

#[test]
fn every_file_is_the_old_or_the_new_and_the_next_sync_finishes() {
    let (seed, cuts) = (seed(), number("MPDECK_TEST_CUTS", 40));
    let mut random = Random::new(seed);
    let (board, project) = (board(&[], |_| {}), Project::new());
    let mut all = 0;
    let mut broken = 0;
    for n in 0..=cuts {
        let old = project.tree();
        write_version(&project, n, &mut random);
        // also a file that was not there before
        project.write(&format!("new/{}.py", n % 10), format!("NUMBER = {n}\n").as_bytes());
        let mut when = "the first sync".to_owned();
        if n > 0 {
            let cut = 1 + random.below(all);
            when = format!("seed {seed}, cut {n} at byte {cut} of {all}");
            let line = Line::to(&board.port, Wiring { cut: Some(cut), ..fast() });
            let said = project.mpdeck(&line.port, &["sync"]);
            assert!([0, 1, 3].contains(&said.code), "{when}: {said:?}");
            assert!(said.code == 0 || !said.err.is_empty(), "{when}: {said:?}");
            broken += u64::from(said.code != 0);
            drop(line);
            let found = tree_soon(&board.port, &when);
            assert_old_or_new(&found, &old, &project.tree(), &when);
        }
        let line = Line::to(&board.port, fast());
        project.sync(&line.port, &when);
        if n == 0 {
            let (down, up) = line.carried();
            all = down + up;
        }
        drop(line);
        project.assert_same(&board.port, &when);
    }
    println!("{broken} of {cuts} cuts broke a sync; {all} bytes each");
    // One that comes in the last bytes hurts nobody.
    assert!(broken * 10 >= cuts * 5, "only {broken} of {cuts} cuts broke a sync");
}
