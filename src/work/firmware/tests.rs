use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use super::*;
use crate::flash::image::made;

const FILE: &str = "ESP32_GENERIC_C3-20251209-v1.27.0.bin";

/// A server on the loopback for as many requests as there are answers: each is the path
/// that has to be asked for, and what comes back.
fn server(answers: Vec<(String, Vec<u8>)>) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let mut asked = Vec::new();
        for (path, answer) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let got = asked_for(&stream);
            let answer = if got == path { answer } else { b"HTTP/1.1 500 x\r\n\r\n".to_vec() };
            asked.push(got);
            stream.write_all(&answer).unwrap();
        }
        asked
    });
    (base, serving)
}

fn asked_for(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap().unwrap();
    for line in lines {
        if line.unwrap().is_empty() {
            break;
        }
    }
    first.split(' ').nth(1).unwrap().to_owned()
}

fn answer(status: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content].concat()
}

fn site(base: &str, cache: &Path) -> FirmwareSite {
    let settings = Settings { firmware_url: base.to_owned(), ..Settings::default() };
    FirmwareSite::new(&settings, cache)
}

fn release() -> Release {
    pages::releases(&format!("<a href='/resources/firmware/{FILE}'>x</a>")).remove(0)
}

#[tokio::test]
async fn lists_boards_and_files_and_fetches_one_once() {
    let cache = tempfile::tempdir().unwrap();
    let image = made::esp32(5, 0, 60_000);
    let boards = "<a class='board-card' href='UM_TINYC3'>Tiny</a><a class=\"board-card\" \
                  href=\"ESP32_GENERIC\">ESP32</a><a class='board-card' href='ESP32_GENERIC_C3'>C3</a>";
    let files = format!("<a href='/resources/firmware/{FILE}'>v1.27.0</a>");
    let (base, serving) = server(vec![
        ("/download/?port=esp32".into(), answer("200 OK", boards.as_bytes())),
        ("/download/ESP32_GENERIC_C3/".into(), answer("200 OK", files.as_bytes())),
        (format!("/resources/firmware/{FILE}"), answer("200 OK", &image)),
    ]);
    let site = site(&base, cache.path());
    let boards = site.boards(Chip::Esp32C3).await.unwrap();
    let names: Vec<&str> = boards.iter().map(|board| board.board.as_str()).collect();
    assert_eq!(names, ["ESP32_GENERIC_C3", "UM_TINYC3"]);
    let releases = site.releases("ESP32_GENERIC_C3").await.unwrap();
    assert_eq!(releases, [release()]);

    let mut seen = Vec::new();
    let about = site.fetch(&releases[0], &mut |done, of| seen.push((done, of))).await.unwrap();
    let size = image.len() as u64;
    assert_eq!((about.chip, about.size), (Chip::Esp32C3, size));
    assert_eq!(seen.last(), Some(&(size, Some(size))));
    assert_eq!(std::fs::read(&about.path).unwrap(), image);
    assert_eq!(site.kept(), std::slice::from_ref(&about.path));
    // the server has no further answer: this one comes from the cache
    let again = site.fetch(&releases[0], &mut |_, _| {}).await.unwrap();
    assert_eq!(again, about);
    serving.join().unwrap();
}

#[tokio::test]
async fn what_comes_short_or_damaged_is_not_kept() {
    let image = made::esp32(5, 0, 60_000);
    let mut damaged = image.clone();
    // in the application
    let place = damaged.len() - 5000;
    damaged[place] ^= 0x10;
    let mut short = answer("200 OK", &image);
    short.truncate(short.len() - 100);
    for (answer, why) in [
        (short, "bytes"),
        (answer("200 OK", &damaged), "damaged"),
        (answer("200 OK", b"<!DOCTYPE html><html>busy</html>"), "web page"),
        (answer("404 Not Found", b""), "no such page"),
        (answer("503 Busy", b""), "503"),
    ] {
        let cache = tempfile::tempdir().unwrap();
        let (base, serving) = server(vec![(format!("/resources/firmware/{FILE}"), answer)]);
        let site = site(&base, cache.path());
        let problem = site.fetch(&release(), &mut |_, _| {}).await.unwrap_err();
        assert!(problem.to_string().contains(why), "{problem}");
        assert!(!problem.next.is_empty(), "{problem}");
        assert_eq!(site.kept(), Vec::<PathBuf>::new(), "{why}");
        let left: Vec<_> = std::fs::read_dir(cache.path().join("firmware")).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        serving.join().unwrap();
    }
}

#[tokio::test]
async fn without_a_connection_it_says_so_and_offers_what_is_here() {
    let cache = tempfile::tempdir().unwrap();
    // a port that nobody listens on: taken and given back
    let base = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let site = site(&format!("http://{base}/"), cache.path());
    let problem = site.boards(Chip::Esp8266).await.unwrap_err();
    assert!(problem.next.contains("give mpdeck the file"), "{problem}");
    std::fs::create_dir(cache.path().join("firmware")).unwrap();
    std::fs::write(cache.path().join("firmware").join(FILE), made::esp32(5, 0, 60_000)).unwrap();
    let problem = site.releases("ESP8266_GENERIC").await.unwrap_err();
    assert!(problem.next.contains(FILE), "{problem}");
    // and a file that is here needs no connection
    assert!(site.fetch(&release(), &mut |_, _| {}).await.is_ok());
}

#[tokio::test]
async fn a_name_that_is_none_is_not_asked_for() {
    let cache = tempfile::tempdir().unwrap();
    let site = site("http://127.0.0.1:1", cache.path());
    for name in ["", "../x", "a b", "x/y", "?port=esp32"] {
        let problem = site.releases(name).await.unwrap_err();
        assert!(problem.why.contains("no board's name"), "{problem}");
    }
}

#[tokio::test]
async fn says_that_curl_is_missing() {
    let cache = tempfile::tempdir().unwrap();
    let settings = Settings { curl: Some("/nowhere/curl".into()), ..Settings::default() };
    let site = FirmwareSite::new(&settings, cache.path());
    let problem = site.boards(Chip::Esp32).await.unwrap_err();
    assert!(problem.why.contains("curl is not installed"), "{problem}");
}
