//! The download pages of micropython.org, read for their links: there is no index for
//! programs. `/download/?port=esp32` links to boards, `/download/BOARD/` to files below
//! `/resources/firmware/`. Whatever else the pages hold does not matter here.

use super::image::{Named, chip_by_name};
use crate::model::{Chip, FirmwareBoard, Release};

const DOWNLOADS: &str = "/download/";
const FILES: &str = "/resources/firmware/";
/// Endings of files that [`Image`](super::Image) reads.
const ENDINGS: [&str; 2] = [".bin", ".uf2"];

/// The boards that a page of a port lists, in its order.
pub fn boards(page: &str) -> Vec<FirmwareBoard> {
    let mut boards: Vec<FirmwareBoard> = Vec::new();
    for (href, text) in links(page) {
        let Some(board) = board_of(&href) else { continue };
        if boards.iter().any(|known| known.board == board) {
            continue;
        }
        let chip = chip_by_name(board).or_else(|| Chip::mentioned(&text));
        boards.push(FirmwareBoard { board: board.to_owned(), title: text, chip });
    }
    boards
}

/// The firmware files that a board's page links to, in its order: the newest first, the
/// previews and variants in parts of their own.
pub fn releases(page: &str) -> Vec<Release> {
    let mut releases: Vec<Release> = Vec::new();
    for (href, _) in links(page) {
        let Some(file) = path_of(&href).strip_prefix(FILES) else { continue };
        let Some(ending) = ENDINGS.iter().find(|ending| file.ends_with(*ending)) else { continue };
        if !is_name(file) || releases.iter().any(|known| known.file == file) {
            continue;
        }
        let named = Named::of(file.trim_end_matches(ending));
        releases.push(Release {
            file: file.to_owned(),
            path: format!("{FILES}{file}"),
            board: named.board.unwrap_or_default(),
            version: named.version,
            date: named.date,
        });
    }
    releases
}

/// The board that a link on a page of boards leads to; the links there are relative.
fn board_of(href: &str) -> Option<&str> {
    if href.contains(['?', '#']) {
        return None;
    }
    let path = path_of(href);
    let name = match path.strip_prefix('/') {
        Some(_) => path.strip_prefix(DOWNLOADS)?,
        None => path.strip_prefix("./").unwrap_or(path),
    };
    let name = name.strip_suffix('/').unwrap_or(name);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    // a board is in capitals, as its folder in MicroPython's sources
    let board = name.len() > 2 && name.chars().all(plain) && !name.chars().all(char::is_lowercase);
    board.then_some(name)
}

/// A link's path, whichever host it names: the files are asked for at the host that the
/// user chose.
fn path_of(href: &str) -> &str {
    let Some((_, rest)) = href.split_once("://") else { return href };
    rest.find('/').map_or("", |at| &rest[at..])
}

/// No folder, nothing hidden, nothing that an address would take for something else.
fn is_name(file: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    !file.starts_with('.') && file.len() < 200 && file.chars().all(plain)
}

/// The links of a page: where each leads, and its text.
fn links(page: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find("<a") {
        rest = &rest[at + 2..];
        // `<abbr>` and the like
        if !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let inside = after.find("</a").map_or("", |end| &after[..end]);
        if let Some(href) = attribute(tag, "href") {
            links.push((plain(href), plain(inside)));
        }
        rest = after;
    }
    links
}

/// The value of `name="value"`, with either kind of quotes or none.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let alone = rest[..at].ends_with(|c: char| c.is_ascii_whitespace());
        rest = &rest[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| alone) else { continue };
        let value = value.trim_start();
        let quoted = |quote: char| value.strip_prefix(quote)?.split(quote).next();
        let bare = || value.split_ascii_whitespace().next();
        return quoted('"').or_else(|| quoted('\'')).or_else(bare);
    }
    None
}

/// Text without tags, entities and runs of white space.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shapes of the real pages: cards with relative links, a bar of filters, files with
    /// other endings beside.
    const PORT: &str = r#"<nav><a href="/">Home</a> <a href="/download/">Downloads</a>
        <a href="/download/?port=esp32">esp32</a><a href="/download/?mcu=esp32c3">C3</a></nav>
        <abbr href="NOT_A_BOARD">x</abbr>
        <a class="board-card" href="ESP32_GENERIC_S3"><img src='x.jpg'>
          <div class="board-product">ESP32-S3</div> <div class="board-vendor">Espressif</div></a>
        <a href='./M5STACK_ATOM/' class='board-card'><div>Atom &amp; Co</div></a>
        <a class="board-card" href="https://micropython.org/download/ESP32_GENERIC/">ESP32 / WROOM</a>
        <a class="board-card" href="ESP32_GENERIC_S3">again</a><a href="mailto:x@y.z">mail</a>"#;
    const BOARD: &str = r##"<h2>Firmware</h2><a href="#releases">Releases</a>
        <strong><a href="/resources/firmware/ESP32_GENERIC-20251209-v1.27.0.bin">v1.27.0 (2025-12-09) .bin</a></strong>
        / <a href="/resources/firmware/ESP32_GENERIC-20251209-v1.27.0.app-bin">[.app-bin]</a>
        / <a href="/resources/firmware/ESP32_GENERIC-20251209-v1.27.0.elf">[.elf]</a>
        <a href="https://github.com/micropython/micropython/releases/tag/v1.27.0">[Release notes]</a>
        <a href="/resources/firmware/ESP32_GENERIC-20260102-v1.28.0-preview.12.gabc.bin">preview</a>
        <a href="/resources/firmware/ESP32_GENERIC-SPIRAM-20251209-v1.27.0.bin">SPIRAM</a>
        <a href="/resources/firmware/../../etc/x.bin">up</a><a href="/resources/firmware/.x.bin">h</a>"##;

    #[test]
    fn finds_the_boards_of_a_port() {
        let found = boards(PORT);
        let names: Vec<&str> = found.iter().map(|board| board.board.as_str()).collect();
        assert_eq!(names, ["ESP32_GENERIC_S3", "M5STACK_ATOM", "ESP32_GENERIC"]);
        assert_eq!(found[0].title, "ESP32-S3 Espressif");
        assert_eq!(found[0].chip, Some(Chip::Esp32S3));
        assert_eq!((found[1].title.as_str(), found[1].chip), ("Atom & Co", None));
    }

    #[test]
    fn finds_the_files_of_a_board() {
        let found = releases(BOARD);
        let files: Vec<&str> = found.iter().map(|release| release.file.as_str()).collect();
        assert_eq!(
            files,
            [
                "ESP32_GENERIC-20251209-v1.27.0.bin",
                "ESP32_GENERIC-20260102-v1.28.0-preview.12.gabc.bin",
                "ESP32_GENERIC-SPIRAM-20251209-v1.27.0.bin"
            ]
        );
        assert_eq!(found[0].version.as_deref(), Some("v1.27.0"));
        assert!(!found[0].is_preview() && found[1].is_preview());
        assert_eq!(found[2].board, "ESP32_GENERIC-SPIRAM");
    }

    #[test]
    fn a_page_of_another_shape_has_no_links() {
        for page in ["", "<a", "<a href", "<a href=>", "<a href=\"", "<html>504</html>", "<a >"] {
            assert!(boards(page).is_empty() && releases(page).is_empty(), "{page}");
        }
    }
}
