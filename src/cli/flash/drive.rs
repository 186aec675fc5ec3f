//! `flash` of a UF2 file: by way of the drive that the board's boot loader shows up as.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Desk, ask};
use crate::cli::flash::tell::Teller;
use crate::cli::{choice, several};
use crate::device;
use crate::flash::Image;
use crate::flash::drive::Drive;
use crate::model::{Answer, Device, Exit, FlashOptions, Problem, Request, ResetKind};
use crate::work::DriveFlasher;

/// How long a person may take to hold BOOTSEL and plug the board in.
const HANDS: Duration = Duration::from_secs(60);

/// How long a board may take to come back with its new firmware, and how often to look.
const COMES: Duration = Duration::from_secs(8);
const LOOK: Duration = Duration::from_millis(200);

/// Where the firmware goes.
enum Place {
    Drive(Drive),
    /// A board that goes into its boot loader when it is told to.
    Board(Box<Device>),
    /// Whatever somebody brings up.
    Hands,
}

impl Desk<'_> {
    pub(super) async fn copy(
        &mut self,
        options: &FlashOptions,
        image: Image,
    ) -> Result<(), Problem> {
        refuse_what_is_for_chips(options)?;
        let teller = Teller::new(self.printer);
        let flasher = DriveFlasher::new(Arc::new(move |event| teller.tell(event)));
        let place = self.place(options, &flasher)?;
        let to = match &place {
            Place::Drive(drive) => {
                drive.check(&image.about)?;
                format!("the {} at {}", drive.model, drive.folder.display())
            }
            Place::Board(device) => format!("the board at {}", device.port),
            Place::Hands => "the board whose drive comes up".to_owned(),
        };
        Teller::new(self.printer).copy_plan(&image.about, &to);
        if !options.yes {
            let question = format!("The firmware that is in it will be overwritten. Flash {to}?");
            if ask::agreed(&question).await? != Answer::Yes {
                return Err(Problem::new(Exit::Interrupted, "flash", "not wanted"));
            }
        }
        let drive = match place {
            Place::Drive(drive) => drive,
            Place::Board(device) => {
                self.enter_boot_loader(*device).await?;
                self.wait(&flasher).await?
            }
            Place::Hands => self.wait(&flasher).await?,
        };
        let before = ports();
        let own = flasher.clone();
        let flow = tokio::spawn(async move { own.copy(drive, image).await });
        let flashed = self.attend(|| flasher.cancel(), flow).await;
        let flashed = flashed.map_err(|problem| self.say_what_is_left(problem))?;
        let port = if flashed.restarted { new_port(&before).await } else { None };
        Teller::new(self.printer).copied(&flashed, port.as_deref());
        Ok(())
    }

    fn place(&self, options: &FlashOptions, flasher: &DriveFlasher) -> Result<Place, Problem> {
        let chosen = choice::settings(self.global)?;
        let named = self.global.port.iter().any(|port| !port.is_empty());
        let meant = named || choice::by_project(self.global, &chosen);
        match (flasher.there(options.drive.as_deref())?, meant && options.drive.is_none()) {
            (Some(drive), true) => Err(Problem::usage(
                "flash",
                format!(
                    "a drive is at {} already, and a port is meant too",
                    drive.folder.display()
                ),
            )
            .next("Name the drive with --drive, or unplug that other board.")),
            (Some(drive), false) => Ok(Place::Drive(drive)),
            (None, true) => {
                choice::board(self.global, &chosen, "flash").map(Box::new).map(Place::Board)
            }
            (None, false) => Ok(Place::Hands),
        }
    }

    async fn enter_boot_loader(&mut self, device: Device) -> Result<(), Problem> {
        let chosen = choice::settings(self.global)?;
        let request = Request::Reset { kind: ResetKind::Bootloader };
        let port = device.port.clone();
        let devices = (vec![device], false);
        let code =
            several::on_each(self.global, &request, &chosen, devices, self.printer, self.signals)
                .await;
        if code == 0 {
            return Ok(());
        }
        Err(Problem::failed(
            "flash",
            format!("the board at {port} did not go into its boot loader"),
        )
        .next("Hold BOOTSEL (or double-tap RESET) while you plug it in, and run this without -p."))
    }

    async fn wait(&mut self, flasher: &DriveFlasher) -> Result<Drive, Problem> {
        let own = flasher.clone();
        let flow = tokio::spawn(async move { own.wait(HANDS).await });
        self.attend(|| flasher.cancel(), flow).await
    }
}

/// A UF2 file says by itself where it goes, and the boot loader reads nothing out.
fn refuse_what_is_for_chips(options: &FlashOptions) -> Result<(), Problem> {
    let word = match options {
        FlashOptions { offset: Some(_), .. } => "--offset",
        FlashOptions { erase: true, .. } => "--erase",
        FlashOptions { backup: Some(_), .. } => "--backup",
        _ => return Ok(()),
    };
    Err(Problem::usage(
        format!("flash {}", options.image.display()),
        format!("{word} is not for UF2 files: they go to the drive of a boot loader"),
    )
    .next(format!("Leave {word} out.")))
}

fn ports() -> Vec<String> {
    device::list().into_iter().map(|device| device.port).collect()
}

/// The port that a board comes back at.
async fn new_port(before: &[String]) -> Option<String> {
    let end = Instant::now() + COMES;
    loop {
        let new = ports().into_iter().find(|port| !before.contains(port));
        if new.is_some() || Instant::now() >= end {
            return new;
        }
        sleep(LOOK).await;
    }
}
