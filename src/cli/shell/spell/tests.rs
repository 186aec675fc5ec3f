//! Lines of rshell and mpfshell, as they are read here.

use super::*;

fn plain(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::Plain((*name).to_owned())).collect()
}

fn glob(folder: &str, pattern: &str) -> Vec<Name> {
    vec![matching(folder, Pattern::glob(pattern).unwrap())]
}

fn exec(code: &str) -> Request {
    Request::Exec { code: code.to_owned(), argv: Vec::new() }
}

#[test]
fn reads_what_other_shells_take() {
    let put = |from, to: &str, recursive| Typed::Put { from, to: to.into(), recursive };
    let get = |from, to: &str, recursive| Typed::Get { from, to: to.into(), recursive };
    let list = |paths, long| Typed::List { paths, long };
    for (line, typed) in [
        ("ls", list(plain(&[""]), false)),
        ("ls -l /flash", list(plain(&["/flash"]), true)),
        ("ls -la /pyboard/*.py", list(glob("/pyboard", "*.py"), true)),
        ("put boot.py", put(plain(&["boot.py"]), ".", false)),
        ("put *.py /lib", put(glob("", "*.py"), "/lib", false)),
        ("mput *.py", put(glob("", "*.py"), ".", false)),
        ("mget *.py", get(glob("", "*.py"), "", false)),
        ("get *.py", get(glob("", "*.py"), "", false)),
        ("cp hello.py /flash", put(plain(&["hello.py"]), "/flash", false)),
        ("cp -r lib \"a b\" /pyboard/x", put(plain(&["lib", "a b"]), "/pyboard/x", true)),
        ("cp /pyboard/*.py .", get(glob("/pyboard", "*.py"), ".", false)),
        ("rsync src /flash", put(plain(&["src/."]), "/flash", true)),
        ("cp :a :b", Typed::CopyThere { from: plain(&[":a"]), to: ":b".into() }),
        (
            "rm -rf /pyboard/x",
            Typed::Remove { paths: plain(&["/pyboard/x"]), recursive: true, force: true },
        ),
        ("rm *.py", Typed::Remove { paths: glob("", "*.py"), recursive: false, force: false }),
        ("cd", Typed::ChangeFolder(String::new())),
        ("cd ..", Typed::ChangeFolder("..".into())),
        ("lcd src", Typed::ChangeHere("src".into())),
        ("putc a.py b.mpy", Typed::PutCompiled { file: "a.py".into(), to: "b.mpy".into() }),
        ("connect serial /dev/ttyACM0 115200", Typed::Connect("/dev/ttyACM0".into())),
        ("open ttyUSB0", Typed::Connect("/dev/ttyUSB0".into())),
        ("open ser:/dev/x", Typed::Connect("/dev/x".into())),
        ("repl ~ import x ~ x.run() ~", Typed::Repl(vec!["import x".into(), "x.run()".into()])),
        ("edit \"a b.py\"", Typed::Edit("a b.py".into())),
        ("!make deploy", Typed::Shell("make deploy".into())),
        (
            "echo 'name=\"b\"' > /pyboard/board.py",
            Typed::Echo { text: "name=\"b\"\n".into(), to: Some("/pyboard/board.py".into()) },
        ),
        ("exec print(\"uname:\",'a  b')", Typed::Request(exec("print(\"uname:\",'a  b')"))),
        ("exec 'print(1)'", Typed::Request(exec("print(1)"))),
        ("md test", Typed::Request(Request::MakeFolder { path: "test".into(), parents: false })),
        (
            "runfile x.py",
            Typed::Request(Request::Run { file: "x.py".into(), arguments: Vec::new() }),
        ),
        ("boards", Typed::Request(Request::Devices)),
        ("df -h", Typed::Request(Request::Space)),
        (
            "get \"with white space.txt\"",
            Typed::Request(Request::Get {
                from: "with white space.txt".into(),
                to: None,
                recursive: false,
            }),
        ),
    ] {
        assert_eq!(read(line).unwrap(), [typed], "{line}");
    }
    assert_eq!(read("cat a b").unwrap().len(), 2);
    assert_eq!(read("mkdir a b").unwrap().len(), 2);
}

#[test]
fn says_what_to_type_instead() {
    for (line, said) in [
        ("cp a b", "put and get"),
        ("open ws:192.168.1.1,python", "connect serial"),
        ("rsync -m src /flash", "sync --delete"),
        ("ls t*/*.py", "the last part"),
    ] {
        let problem = read(line).unwrap_err();
        assert!(problem.next.contains(said), "{line}: {problem}");
        assert_eq!(problem.exit.code(), 2, "{line}");
    }
    assert!(read("lss").unwrap_err().next.contains("ls"));
}
