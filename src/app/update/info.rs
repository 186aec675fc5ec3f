//! The pages that tell what a board is and can do (the text of `mpdeck info`), and what
//! is known of a port before anything is sent to it.

use crate::app::overlay::{Overlay, Viewer};
use crate::app::state::State;
use crate::model::{BoardId, Device};

impl State {
    pub(super) fn show_info(&mut self, board: Option<BoardId>, text: &str) {
        let Some(board) = board.and_then(|id| self.board_mut(id)) else { return };
        let title = crate::app::clean(&board.full_name()).into_owned();
        self.overlays.push(Overlay::Viewer(Viewer::wrapped(title, text)));
    }

    /// What USB tells of the port under the cursor; nothing is sent to it.
    pub(super) fn show_device(&mut self) {
        let rows = self.device_rows();
        let Some(device) = rows.get(self.devices.cursor.at).and_then(|row| row.device) else {
            return;
        };
        let title = crate::app::clean(&device.port).into_owned();
        let text = page(device);
        self.overlays.push(Overlay::Viewer(Viewer::wrapped(title, &text)));
    }
}

fn page(device: &Device) -> String {
    let usb = device.usb.as_ref();
    let of_usb = |field: fn(&crate::model::UsbInfo) -> Option<String>| usb.and_then(field);
    let rows = [
        ("alias", device.alias.clone()),
        ("port", Some(device.port.clone())),
        ("by id", device.by_id.clone()),
        ("looks like", device.description.clone()),
        ("USB id", of_usb(|usb| Some(format!("{:04x}:{:04x}", usb.vid, usb.pid)))),
        ("vendor", of_usb(|usb| usb.vendor.clone())),
        ("product", of_usb(|usb| usb.product.clone())),
        ("serial", of_usb(|usb| usb.serial.clone())),
        ("USB path", of_usb(|usb| usb.path.clone())),
        ("interface", of_usb(|usb| usb.interface.clone())),
        ("identity", Some(device.identity.to_string())),
    ];
    let rows = rows.into_iter().filter_map(|(name, text)| Some((name, text?)));
    let mut page: String =
        rows.map(|(name, text)| format!("{name:<13} {}\n", crate::app::clean(&text))).collect();
    page.push_str("\nNothing was sent to it. Enter connects.\n");
    page
}
