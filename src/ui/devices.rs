//! The Devices pane: a row per port.

use ratatui::text::Span;

use super::arrange::Place;
use super::frame::{Caption, frame, teach};
use super::pen::{Pen, row, visible};
use super::status::mode_word;
use crate::app::{DeviceRow, Pane, Spot, State, clean};
use crate::model::{DeviceState, Holder, Mode, port_name};
use crate::theme::Role;

/// From this many columns on a row tells all that is known of a device.
const WIDE: u16 = 76;

pub(super) fn draw(pen: &mut Pen<'_>, place: &Place, state: &State) {
    let focused = state.focus == Pane::Devices;
    let rows = state.device_rows();
    let mut caption = Caption::default();
    if place.folded {
        let names = state.board().map(|board| board.name().to_owned());
        let text = names.unwrap_or_else(|| "no board connected".to_owned());
        caption.title = vec![Span::styled(text, pen.style(Role::Dim))];
    }
    let marked = state.devices.marked.len();
    if marked > 0 {
        caption.state = vec![Span::styled(format!("{marked} marked"), pen.style(Role::Marked))];
    } else if rows.len() > 1 {
        let connected = state.boards.iter().filter(|board| board.connected()).count();
        let text = format!("{connected} of {} connected", rows.len());
        caption.state = vec![Span::styled(text, pen.style(Role::Dim))];
    }
    let area = frame(pen, place, focused, caption);
    if area.is_empty() {
        return;
    }
    pen.layout.devices = area.height;
    if rows.is_empty() {
        let texts =
            ["No board found.", "Plug one in by USB, or try `mpdeck demo`, a simulated one."];
        teach(pen, area, &texts);
        return;
    }
    pen.spot(area, Spot::Devices);
    let (offset, at) = visible(state.devices.cursor, rows.len(), area.height);
    for (line, device) in rows.iter().enumerate().skip(offset).take(usize::from(area.height)) {
        let place = row(area, line - offset);
        let (left, right) = spans(pen, state, device, place.width >= WIDE);
        pen.sides(place, &left, &right);
        if line == at {
            pen.select(place, focused);
        }
    }
    pen.thumb(area, offset, rows.len(), focused);
}

fn spans(
    pen: &Pen<'_>,
    state: &State,
    device: &DeviceRow<'_>,
    wide: bool,
) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
    let word = |role: Role, text: String| Span::styled(text, pen.style(role));
    let port = port_name(device.port);
    let alias = device
        .board
        .and_then(|board| board.alias.as_deref())
        .or_else(|| device.device.and_then(|device| device.alias.as_deref()));
    let name = alias.unwrap_or(port);
    let selected = device.board.is_some_and(|board| Some(board.id) == state.selected);
    let held = match device.device.map(|device| &device.state) {
        Some(DeviceState::Busy(holder)) if device.board.is_none() => Some(holder),
        _ => None,
    };
    let (mark, role) = match device.board {
        Some(board) if board.connected() => (pen.glyphs.connected, Role::Good),
        Some(board) if board.mode == Mode::Lost => (pen.glyphs.failed, Role::Error),
        Some(_) => (pen.glyphs.free, Role::Warn),
        None if held.is_some() => (pen.glyphs.failed, Role::Warn),
        None => (pen.glyphs.free, Role::Dim),
    };
    let marked = state.devices.marked.contains(device.port);
    let named = match (marked, selected) {
        (true, _) => Role::Marked,
        (false, true) => Role::Accent,
        (false, false) => Role::Text,
    };
    let before = if marked { pen.glyphs.marked } else { " " };
    let mut left =
        vec![word(role, mark.to_owned()), word(named, format!("{before}{}", clean(name)))];
    if alias.is_some() && wide {
        left.push(word(Role::Dim, format!("  {}", clean(port))));
    }
    if let Some(text) = what(device) {
        left.push(word(Role::Dim, format!("  {text}")));
    }
    if wide {
        let more = particulars(device);
        left.extend(more.into_iter().map(|text| word(Role::Dim, format!("  {text}"))));
    }
    let right = match (device.board, held) {
        (Some(board), _) => {
            let lost = board.mode == Mode::Lost;
            let role = if lost { Role::Error } else { Role::Dim };
            let text = match device.device.map(|device| &device.state) {
                // a port that no list has, as that of a simulated board, is only lost
                None if lost && board.was_listed() => "gone".to_owned(),
                Some(DeviceState::Busy(holder)) if lost => busy(holder),
                _ => mode_word(board.mode).to_owned(),
            };
            let mut right = vec![word(role, text)];
            if board.unread {
                right.insert(0, word(Role::Info, "new ".to_owned()));
            }
            if board.news > 0 {
                right.insert(0, word(Role::Warn, format!("{}! ", board.news)));
            }
            right
        }
        (None, Some(holder)) => {
            vec![word(Role::Warn, busy(holder))]
        }
        (None, None) => match device.device.map(|device| &device.state) {
            Some(DeviceState::Drive) => vec![word(Role::Info, "UF2 drive".to_owned())],
            Some(DeviceState::Loader) => vec![word(Role::Info, "boot loader".to_owned())],
            _ => Vec::new(),
        },
    };
    (left, right)
}

fn busy(holder: &Holder) -> String {
    format!("busy: {} {}", clean(&holder.name), holder.pid)
}

/// MicroPython's version, VID:PID, serial number and the name that udev gives.
fn particulars(row: &DeviceRow<'_>) -> Vec<String> {
    let info = row.board.and_then(|board| board.info.as_ref());
    let version = info.map(|info| format!("{} {}", info.implementation, info.version));
    let usb = row.device.and_then(|device| device.usb.as_ref());
    let numbers = usb.map(|usb| format!("{:04x}:{:04x}", usb.vid, usb.pid));
    let serial = usb.and_then(|usb| usb.serial.clone());
    let vendor = usb.and_then(|usb| usb.vendor.clone());
    let by_id = row.device.and_then(|device| device.by_id.as_deref());
    let by_id = by_id.and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let all = [version, numbers, serial, vendor, by_id];
    all.into_iter().flatten().map(|text| clean(&text).into_owned()).collect()
}

/// What it is: the board's own word, else what its VID:PID says.
fn what(row: &DeviceRow<'_>) -> Option<String> {
    let told = row.board.and_then(|board| board.info.as_ref()).map(|info| info.machine.as_str());
    let looks = row.device.and_then(|device| {
        let usb = device.usb.as_ref();
        device.description.as_deref().or_else(|| usb.and_then(|usb| usb.product.as_deref()))
    });
    told.filter(|text| !text.is_empty()).or(looks).map(|text| clean(text).into_owned())
}
