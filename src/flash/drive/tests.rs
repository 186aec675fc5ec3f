use super::*;
use crate::flash::image::made;

fn drive(info: &str) -> (tempfile::TempDir, Drive) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(INFO), info).unwrap();
    let drive = at(folder.path()).unwrap();
    (folder, drive)
}

/// As the Pico's boot loader has it.
const PICO: &str = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n";

fn image(folder: &Path, family: u32) -> Image {
    let file = folder.join("RPI_PICO-20251209-v1.27.0.uf2");
    fs::write(&file, made::uf2(family, 700)).unwrap();
    Image::read(&file).unwrap()
}

#[test]
fn knows_boards_by_their_boot_loaders() {
    for (board, chip) in [
        ("RPI-RP2", Some(Chip::Rp2040)),
        ("RP2350", Some(Chip::Rp2350)),
        ("SAMD21G18A-Feather-v0", Some(Chip::Samd21)),
        ("SAMD51J19A-Feather-v0", Some(Chip::Samd51)),
        ("ESP32S3-x", None),
    ] {
        let (_folder, drive) =
            drive(&format!("UF2 Bootloader v1\nModel: A\x1b[m\nBoard-ID: {board}\n"));
        assert_eq!((drive.board.as_str(), drive.chip), (board, chip));
        assert_eq!(drive.model, "A[m");
    }
    let nothing = tempfile::tempdir().unwrap();
    assert!(at(nothing.path()).unwrap_err().next.contains("BOOTSEL"));
}

#[test]
fn copies_a_whole_image_and_tells_how_far_it_is() {
    let (folder, drive) = drive(PICO);
    let image = image(tempfile::tempdir().unwrap().path(), 0xe48b_ff56);
    let mut seen = Vec::new();
    let progress = &mut |done| {
        seen.push(done);
        true
    };
    drive.copy(&image, progress).unwrap();
    assert_eq!(fs::read(folder.path().join("firmware.uf2")).unwrap(), image.bytes);
    assert_eq!(seen.first(), Some(&0));
    assert_eq!(seen.last(), Some(&(image.bytes.len() as u64)));
    assert!(seen.len() > 3, "{seen:?}");
}

#[test]
fn an_image_for_another_chip_is_not_written() {
    let (folder, drive) = drive(PICO);
    let image = image(tempfile::tempdir().unwrap().path(), 0xe48b_ff59);
    let problem = drive.copy(&image, &mut |_| true).unwrap_err();
    assert!(problem.why.contains("for RP2350") && problem.why.contains("has RP2040"), "{problem}");
    assert!(problem.next.contains("Nothing was written"), "{problem}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn stopped_or_cut_short_it_says_what_state_the_board_is_in() {
    let (folder, drive) = drive(PICO);
    let image = image(tempfile::tempdir().unwrap().path(), 0xe48b_ff56);
    let problem = drive.copy(&image, &mut |done| done < 100_000).unwrap_err();
    assert_eq!(problem.exit, crate::model::Exit::Interrupted);
    assert!(problem.next.contains("no whole firmware"), "{problem}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    // a drive that takes nothing
    std::os::unix::fs::symlink("/dev/full", folder.path().join("firmware.uf2")).unwrap();
    let problem = drive.copy(&image, &mut |_| true).unwrap_err();
    assert!(problem.why.contains("after 0 of"), "{problem}");
    assert!(problem.next.contains("no whole firmware"), "{problem}");
}

#[test]
fn a_drive_that_goes_with_its_last_block_had_all_of_it() {
    let (folder, drive) = drive(PICO);
    let image = image(tempfile::tempdir().unwrap().path(), 0xe48b_ff56);
    // /dev/full takes nothing: with one piece left and the drive gone, that is the end
    std::os::unix::fs::symlink("/dev/full", folder.path().join("firmware.uf2")).unwrap();
    let short = Image { bytes: image.bytes[..PIECE].to_vec(), ..image };
    fs::remove_file(folder.path().join(INFO)).unwrap();
    assert_eq!(drive.copy(&short, &mut |_| true), Ok(()));
}
