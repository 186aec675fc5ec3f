//! Work on chips and lists of firmware, for the wizard.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{sync::oneshot, task::JoinHandle};

use super::{effects::World, line};
use crate::{
    app::{BackUp, FirmwareOp, FlashOrder, Msg, Outcome},
    cli,
    config::Choices,
    device::{self, Memory},
    model::{
        Answer, BoardId, Event, FlashEvent, ImagePlace, JobId, Listener, Problem, Progress,
        Request, port_name,
    },
    session::Session,
    work::{FirmwareSite, Flasher, look_at_image},
};

/// What runs, by its job.
#[derive(Default)]
pub(super) struct Flashing(BTreeMap<JobId, Running>);

struct Running {
    task: JoinHandle<()>,
    /// None for a download, which may just end.
    chip: Option<OnChip>,
}

struct OnChip {
    flasher: Flasher,
    session: Option<Session>,
    answer: Option<oneshot::Sender<Answer>>,
}

impl Flashing {
    fn add(&mut self, job: JobId, running: Running) {
        self.0.retain(|_, running| !running.task.is_finished());
        self.0.insert(job, running);
    }

    pub(super) fn answer(&mut self, job: JobId, answer: Answer) {
        let chip = self.0.get_mut(&job).and_then(|running| running.chip.as_mut());
        if let Some(asked) = chip.and_then(|chip| chip.answer.take()) {
            // it may have been stopped meanwhile
            let _ = asked.send(answer);
        }
    }

    pub(super) fn stop(&mut self, job: JobId) {
        match self.0.get(&job) {
            Some(Running { chip: Some(chip), .. }) => chip.stop(),
            Some(running) => running.task.abort(),
            None => {}
        }
    }

    /// Stops all, and waits until every chip is left.
    pub(super) async fn end(&mut self) {
        for running in std::mem::take(&mut self.0).into_values() {
            match running.chip {
                Some(chip) => {
                    chip.stop();
                    let _ = running.task.await;
                }
                None => running.task.abort(),
            }
        }
    }
}

impl OnChip {
    fn stop(&self) {
        self.flasher.cancel();
        // its files may be on their way
        if let Some(session) = &self.session {
            session.cancel();
        }
    }
}

impl World {
    pub(super) fn flash(
        &mut self,
        job: JobId,
        board: Option<BoardId>,
        port: &str,
        order: FlashOrder,
    ) {
        let device = device::at(&self.devices, port);
        let own = cli::own(&device, &self.settings, &Memory::load(&self.state));
        let session = self.session(board);
        let listener = self.listener.clone();
        let hears = Arc::new(move |event| listener(Event::Flash { job, event }));
        let reach = cli::reach(&device, &own);
        let flasher = Flasher::new(&device.port, reach, hears).lent_by(session.clone());
        let (answer, asked) = oneshot::channel();
        let (name, state) = (own.alias.clone(), self.state.clone());
        let name = name.unwrap_or_else(|| port_name(port).to_owned());
        let keeper = Keeper { seat: self.seat(board), listener: self.listener.clone(), job };
        let (flasher_here, answers) = (flasher.clone(), self.answers.clone());
        let task = tokio::spawn(async move {
            let result = carry_out(flasher, order, asked, (&state, &name), keeper).await;
            // the receiver is gone only while the program ends
            let _ = answers.send(Msg::Answered { job, result });
        });
        let chip = OnChip { flasher: flasher_here, session, answer: Some(answer) };
        self.flashing.add(job, Running { task, chip: Some(chip) });
    }

    pub(super) fn firmware(&mut self, job: JobId, op: FirmwareOp) {
        let site = FirmwareSite::new(&self.settings, &self.cache);
        let (state, listener) = (self.state.clone(), self.listener.clone());
        let answers = self.answers.clone();
        let task = tokio::spawn(async move {
            let result = look(site, op, state, (job, listener)).await;
            let _ = answers.send(Msg::Answered { job, result });
        });
        self.flashing.add(job, Running { task, chip: None });
    }
}

/// Keeps the files of a board.
struct Keeper {
    seat: line::Seat,
    listener: Listener,
    job: JobId,
}

impl Keeper {
    async fn keep(self, folder: PathBuf) -> Result<(), Problem> {
        let (from, to) = ("/".to_owned(), Some(folder.clone()));
        line::request(Request::Get { from, to, recursive: true }, self.seat).await?;
        (self.listener)(Event::Flash { job: self.job, event: FlashEvent::Kept(folder) });
        Ok(())
    }
}

async fn carry_out(
    flasher: Flasher,
    order: FlashOrder,
    asked: oneshot::Receiver<Answer>,
    (state, name): (&Path, &str),
    keeper: Keeper,
) -> Result<Outcome, Problem> {
    let (mut options, back_up) = match order {
        FlashOrder::Identify(options) => {
            return flasher.identify(&options).await.map(Outcome::Chip);
        }
        FlashOrder::Flash { options, back_up } => (options, back_up),
    };
    match back_up {
        BackUp::Nothing => {}
        BackUp::Files => keeper.keep(place(state, name, "files")?).await?,
        BackUp::Flash => options.backup = Some(place(state, name, "flash.bin")?),
    }
    let ask = |_| async move { Ok(asked.await.unwrap_or(Answer::No)) };
    flasher.flash(&options, ask).await.map(|flashed| Outcome::Flashed(Box::new(flashed)))
}

/// Where something of a board is kept: `backups/ttyUSB0-20261126-021530-files`.
fn place(state: &Path, name: &str, what: &str) -> Result<PathBuf, Problem> {
    let folder = state.join("backups");
    std::fs::create_dir_all(&folder).map_err(|error| {
        Problem::failed(format!("make the folder {}", folder.display()), error.to_string())
    })?;
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let now = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
    Ok(folder.join(format!("{name}-{now}-{what}")))
}

async fn look(
    site: FirmwareSite,
    op: FirmwareOp,
    state: PathBuf,
    (job, listener): (JobId, Listener),
) -> Result<Outcome, Problem> {
    match op {
        FirmwareOp::Images => {
            let here = std::env::current_dir().unwrap_or_default();
            let list = move || site.images(&Choices::load(&state).images, &here);
            on_thread(list).await.map(Outcome::Images)
        }
        FirmwareOp::Look(text) => {
            let read = move || look_at_image(at(&text), ImagePlace::Here);
            on_thread(read).await.map(|image| Outcome::Image(Box::new(image)))
        }
        FirmwareOp::Boards(chip) => site.boards(chip).await.map(Outcome::FirmwareBoards),
        FirmwareOp::Releases(board) => site.releases(&board).await.map(Outcome::Releases),
        FirmwareOp::Fetch(release) => {
            let what = format!("download {}", release.file);
            let mut tell = move |done, total: Option<u64>| {
                let total = total.unwrap_or_default();
                let progress = Progress { what: what.clone(), done, total, ..Progress::default() };
                listener(Event::Flash { job, event: FlashEvent::Progress(progress) });
            };
            let firmware = site.fetch(&release, &mut tell).await?;
            let read = move || look_at_image(firmware.path, ImagePlace::Downloaded);
            on_thread(read).await.map(|image| Outcome::Image(Box::new(image)))
        }
    }
}

/// `~` is the home folder, as a shell has it; the rest is seen from where mpdeck started.
fn at(text: &str) -> PathBuf {
    let home = std::env::var_os("HOME");
    let path = match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(text),
    };
    std::path::absolute(&path).unwrap_or(path)
}

async fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Problem::failed("look for firmware", error.to_string()))
}
