//! The page that tells what a board is and can do.

use crate::app::overlay::{Overlay, Viewer};
use crate::app::state::State;
use crate::model::{BoardId, BoardInfo};

impl State {
    pub(super) fn show_info(&mut self, board: Option<BoardId>, info: Box<BoardInfo>) {
        let Some(board) = board.and_then(|id| self.board_mut(id)) else { return };
        let title = crate::app::clean(&board.full_name()).into_owned();
        let text = page(&board.port, &info);
        board.info = Some(info);
        self.overlays.push(Overlay::Viewer(Viewer::text(title, &text)));
    }
}

fn page(port: &str, info: &BoardInfo) -> String {
    let yes = |can: bool| if can { "yes" } else { "no" }.to_owned();
    let can = &info.capabilities;
    let mut rows = vec![
        ("Port", port.to_owned()),
        ("Firmware", format!("{} {}", info.implementation, info.version)),
        ("Build", info.build.clone()),
        ("Machine", info.machine.clone()),
        ("Platform", info.platform.clone()),
        ("Unique id", info.unique_id.clone().unwrap_or_default()),
        (
            "Frequency",
            info.frequency_hz.map(|hz| format!("{} MHz", hz / 1_000_000)).unwrap_or_default(),
        ),
        ("Heap", format!("{} bytes free, {} used", info.heap_free, info.heap_used)),
        ("Boot folder", info.boot_folder.to_string()),
    ];
    if let Some(space) = &info.space {
        let text = format!("{} bytes free of {} on {}", space.free, space.total, space.mount);
        rows.push(("Flash", text));
    }
    if let Some(mpy) = info.mpy {
        rows.push((".mpy", format!("version {}.{}", mpy.version, mpy.sub_version)));
    }
    if let Some(epoch) = info.epoch {
        rows.push(("Clock since", epoch.to_string()));
    }
    rows.extend([
        ("Raw paste", yes(can.raw_paste)),
        ("Folders", yes(can.folders)),
        ("Rename", yes(can.rename)),
        ("SHA-256", yes(can.sha256)),
        ("CRC-32", yes(can.crc32)),
        ("Inflate", can.inflate.clone().unwrap_or_else(|| "no".to_owned())),
        ("Clock", yes(can.rtc)),
    ]);
    let rows = rows.iter().filter(|(_, text)| !text.is_empty());
    rows.map(|(name, text)| format!("{name:<14}{}\n", crate::app::clean(text))).collect()
}
