//! A serial port (or a pty) as a link.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};
use tokio_serial::{
    ClearBuffer, DataBits, ErrorKind, FlowControl, Parity, SerialPort, SerialPortBuilderExt,
    SerialStream, StopBits,
};

/// What the flasher works on: a concrete port, as espflash wants it.
#[cfg(unix)]
pub type Port = serialport::TTYPort;
#[cfg(windows)]
pub type Port = serialport::COMPort;

use super::refusal::Refusal;
use crate::board::{Link, Opener};
use crate::model::{ControlLines, Holder, Problem, ResetWay};

/// What tokio-serial says of a device that is no terminal (ENOTTY); it has no kind.
const NO_TERMINAL: &str = "Not a typewriter";
/// How long closing waits for bytes to leave, and how often it looks.
const DRAIN: Duration = Duration::from_millis(300);
const LOOK: Duration = Duration::from_millis(2);

/// Opens one serial port, as often as it comes back.
pub struct SerialOpener {
    /// As the user knows it.
    address: String,
    /// Where the board was found last.
    port: String,
    baud: u32,
    who_holds: fn(&str) -> Option<Holder>,
    /// Where the board is now; none where that is not known.
    find: Option<Find>,
    lines: Option<ControlLines>,
    reset: ResetWay,
}

/// Looks for a board that may have come back at another port.
pub type Find = Box<dyn Fn() -> Option<String> + Send>;

impl SerialOpener {
    /// `port` is a path (a symbolic link will do) or `COM9`; `baud` is in bits per
    /// second; `who_holds` finds the process that has a busy port open.
    pub fn new(port: &str, baud: u32, who_holds: fn(&str) -> Option<Holder>) -> Self {
        SerialOpener {
            address: port.to_owned(),
            port: port.to_owned(),
            baud,
            who_holds,
            find: None,
            lines: None,
            reset: ResetWay::Auto,
        }
    }

    /// Each time it opens, it asks where the board is now.
    pub fn finding(mut self, find: Find) -> Self {
        self.find = Some(find);
        self
    }

    /// What the control lines are after opening, and how the chip is restarted. Without
    /// it the lines stay as the system sets them.
    pub fn wired(mut self, lines: Option<ControlLines>, reset: ResetWay) -> Self {
        self.lines = lines;
        self.reset = reset;
        self
    }

    /// 8N1 without flow control, for us alone. The control lines stay as the system
    /// sets them at open (both on): any other order of the two resets or halts boards
    /// with an auto-reset circuit, and USB boards send nothing without DTR.
    fn open_port(&self) -> Result<SerialStream, Refusal> {
        tokio_serial::new(&self.port, self.baud)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .open_native_async()
            .map_err(|error| self.refusal(&error))
    }

    /// The port for work that waits by itself, on a thread of its own: the flasher's.
    ///
    /// # Errors
    /// It is not there, busy, or not ours.
    pub fn open_waiting(&self) -> Result<Port, Problem> {
        tokio_serial::new(&self.port, self.baud)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .open_native()
            .map(|port| self.settle(port))
            .map_err(|error| self.refusal(&error).into_problem(&self.port))
    }

    /// The control lines as they are to be once a port is open.
    fn settle(&self, mut port: Port) -> Port {
        if let Some((dtr, rts)) = self.lines.map(ControlLines::levels) {
            // a pty has none, and needs none
            let _ = port.write_data_terminal_ready(dtr);
            let _ = port.write_request_to_send(rts);
        }
        port
    }

    fn refusal(&self, error: &tokio_serial::Error) -> Refusal {
        match error.kind {
            ErrorKind::Io(io::ErrorKind::NotFound) => Refusal::Missing,
            ErrorKind::Io(io::ErrorKind::PermissionDenied) => {
                Refusal::Permission(owning_group(&self.port))
            }
            // tokio-serial calls a port that somebody else holds "no device".
            ErrorKind::NoDevice => Refusal::Busy((self.who_holds)(&self.port)),
            ErrorKind::Unknown if error.description == NO_TERMINAL => Refusal::NotSerial,
            _ if !is_device(&self.port) => Refusal::NotSerial,
            _ => Refusal::Other(error.description.clone()),
        }
    }
}

impl Opener for SerialOpener {
    fn address(&self) -> String {
        self.address.clone()
    }

    fn open<'a>(
        &'a mut self,
    ) -> Pin<Box<dyn Future<Output = Result<Box<dyn Link>, Problem>> + Send + 'a>> {
        Box::pin(async move {
            if let Some(port) = self.find.as_ref().and_then(|find| find()) {
                self.port = port;
            }
            match self.open_port() {
                Ok(port) => {
                    let mut link = SerialLink::new(port, self.baud, self.reset);
                    if let Some((dtr, rts)) = self.lines.map(ControlLines::levels) {
                        // a pty has none, and needs none
                        let _ = link.set_lines(dtr, rts);
                    }
                    Ok(Box::new(link) as Box<dyn Link>)
                }
                Err(refusal) => Err(refusal.into_problem(&self.port)),
            }
        })
    }
}

/// An open port.
struct SerialLink {
    port: SerialStream,
    baud: u32,
    reset: ResetWay,
    /// When a shutdown stops waiting; set by the first look.
    drained_by: Option<Instant>,
    look: Pin<Box<Sleep>>,
}

impl SerialLink {
    fn new(port: SerialStream, baud: u32, reset: ResetWay) -> Self {
        SerialLink { port, baud, reset, drained_by: None, look: Box::pin(sleep(Duration::ZERO)) }
    }
}

impl Link for SerialLink {
    fn set_lines(&mut self, dtr: bool, rts: bool) -> io::Result<()> {
        self.port
            .write_data_terminal_ready(dtr)
            .and_then(|()| self.port.write_request_to_send(rts))
            .map_err(no_such_line)
    }

    fn set_baud(&mut self, baud: u32) -> io::Result<()> {
        self.port.set_baud_rate(baud)?;
        self.baud = baud;
        Ok(())
    }

    fn reset_way(&self) -> ResetWay {
        self.reset
    }

    fn baud(&self) -> u32 {
        self.baud
    }
}

/// A pty answers ENOTTY, which serialport does not know: the port has no such lines.
fn no_such_line(error: tokio_serial::Error) -> io::Error {
    match error.kind {
        ErrorKind::Unknown => io::Error::new(io::ErrorKind::Unsupported, error.description),
        _ => error.into(),
    }
}

impl AsyncRead for SerialLink {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.port).poll_read(cx, buf)
    }
}

impl AsyncWrite for SerialLink {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.port).poll_write(cx, bytes)
    }

    /// What is written is on its way; waiting for the line to drain (tcdrain) would
    /// block the whole thread, for ever on a board that does not listen.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Waits until what was written has left this machine, so that closing the port
    /// after it does not block: the system waits up to 30 s there for a board that
    /// takes no more. What such a board has not taken by then is thrown away.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let link = &mut *self;
        let end = *link.drained_by.get_or_insert_with(|| Instant::now() + DRAIN);
        loop {
            if !link.port.bytes_to_write().is_ok_and(|left| left > 0) {
                return Poll::Ready(Ok(()));
            }
            if Instant::now() >= end {
                return Poll::Ready(link.port.clear(ClearBuffer::Output).map_err(Into::into));
            }
            ready!(link.look.as_mut().poll(cx));
            link.look.as_mut().reset(Instant::now() + LOOK);
        }
    }
}

#[cfg(unix)]
fn owning_group(port: &str) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let node = std::fs::metadata(port).ok()?;
    // Joining a group helps only where the group may read and write, and the group
    // of root would open far more than a port.
    if node.mode() & 0o060 != 0o060 || node.gid() == 0 {
        return None;
    }
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    super::refusal::group_name(&groups, node.gid()).map(str::to_owned)
}

#[cfg(not(unix))]
fn owning_group(_: &str) -> Option<String> {
    None
}

#[cfg(unix)]
fn is_device(port: &str) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(port).is_ok_and(|node| node.file_type().is_char_device())
}

#[cfg(not(unix))]
fn is_device(_: &str) -> bool {
    true
}
