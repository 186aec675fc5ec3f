//! A web site on the loopback, for what mpdeck fetches.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

/// Serves what `page` has for a path, until the tests end; answers where.
pub fn serve(page: impl Fn(&str) -> Option<Vec<u8>> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a visitor");
            let mut lines = BufReader::new(stream.try_clone().expect("clone")).lines();
            let first = lines.next().expect("a request").expect("a line");
            while lines.next().is_some_and(|line| !line.expect("a line").is_empty()) {}
            let content = page(first.split(' ').nth(1).expect("a path"));
            let status = if content.is_some() { "200 OK" } else { "404 Not Found" };
            let content = content.unwrap_or_default();
            let length = content.len();
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n");
            stream.write_all(&[head.as_bytes(), &content].concat()).expect("answer");
        }
    });
    format!("http://{address}")
}
