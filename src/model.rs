//! Plain data that every layer shares: ids, keys, remote paths, entries, requests,
//! commands to and events from a board. Nothing here does I/O, and nothing here
//! imports another layer.

mod arrangement;
mod board;
mod chip;
mod command;
mod conflict;
mod device;
mod edit;
mod entry;
mod event;
mod firmware;
mod flashing;
mod id;
mod key;
mod loader;
mod path;
mod plan;
mod problem;
mod progress;
mod request;
mod stop;
mod undo;
mod wish;

pub use arrangement::{Arrangement, Edge, Preset};
pub use board::{
    AttachPolicy, BoardFacts, BoardInfo, Capabilities, ControlLines, Mode, MountFacts, MpyTag,
    ResetKind, ResetWay,
};
pub use chip::{Chip, Way};
pub use command::{Command, Completion, Expect, Landing, Reply, Upload, argv};
pub use conflict::{Comparison, Conflict, Keep, Settled, Version};
pub use device::{Device, DeviceState, Holder, Identity, UsbInfo, port_name};
pub use edit::{Fetched, PutBack};
pub use entry::{Digest, Entry, EntryKind, Space};
pub use event::{Answer, Event, Level, Listener, LogLine, Question, QuestionId, Stream, WorkEvent};
pub use firmware::{Firmware, FirmwareBoard, ImageFile, ImageKind, ImagePlace, Release};
pub use flashing::{FlashEvent, FlashPlan, Flashed, FoundChip};
pub use id::{BoardId, Generation, JobId};
pub use key::{Chord, Key, KeyCode};
pub use loader::{After, Before, FlashOptions, LoaderOptions, LoaderReset};
pub use path::{PathError, RemotePath};
pub use plan::{AfterSync, Bytecode, Change, Compile, Plan, PlanItem, SyncState, SyncSummary};
pub use problem::{Exit, Problem};
pub use progress::Progress;
pub use request::{
    About, ClockOptions, CompileOptions, FirmwareOptions, MonitorOptions, Request, Shell,
    StopOptions, SyncOptions,
};
pub use stop::StopStep;
pub use undo::{LastChange, Undone};
pub use wish::Wish;
