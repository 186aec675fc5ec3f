//! `mpdeck guide`: the pages of the guide, as text.

use serde_json::json;

use crate::catalog::Catalog;
use crate::catalog::guide::{PAGES, Page};
use crate::cli::Found;
use crate::config::document::did_you_mean;
use crate::model::Problem;

pub(super) fn guide(
    catalog: &Catalog,
    page: Option<&str>,
    board: Option<&str>,
) -> Result<Found, Problem> {
    let Some(name) = page else { return Ok(list()) };
    let page = Page::by_name(name).ok_or_else(|| {
        let names = PAGES.iter().map(|page| page.name);
        Problem::usage(format!("show `{name}` of the guide"), "there is no such page")
            .next(did_you_mean(name, names, "`mpdeck guide` lists them."))
    })?;
    let board = board.map(|name| {
        catalog.board(name).ok_or_else(|| {
            let names = catalog.boards().iter().map(|board| board.id.as_str());
            Problem::usage(format!("tell of `{name}`"), "no board has this name")
                .next(did_you_mean(name, names, "`mpdeck pins` lists the boards."))
        })
    });
    let text = page.text(board.transpose()?.as_deref());
    let heading = [page.title().to_owned(), String::new()];
    Ok(Found::Told {
        lines: heading.into_iter().chain(text.lines().map(str::to_owned)).collect(),
        json: json!({ "page": page.name, "title": page.title(), "text": text }),
    })
}

fn list() -> Found {
    let row = |page: &Page| format!("{:<12}  {}", page.name, page.title());
    let json = |page: &Page| json!({ "page": page.name, "title": page.title() });
    Found::Told {
        lines: PAGES.iter().map(row).collect(),
        json: json!({ "pages": PAGES.iter().map(json).collect::<Vec<_>>() }),
    }
}
