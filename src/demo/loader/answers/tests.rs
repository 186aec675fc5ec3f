use super::*;
use crate::demo::loader::slip;

const MAC: [u8; 6] = [0x24, 0x0A, 0xC4, 1, 2, 3];
const BAUD: u32 = 115_200;

fn rom(chip: Chip) -> Loader {
    secured(chip, Security::default())
}

fn secured(chip: Chip, security: Security) -> Loader {
    Loader::rom(chip, MAC, security, Arc::new(Mutex::new(Flash::blank(1 << 20))))
}

fn ask(loader: &mut Loader, op: u8, body: &[u8], checksum: u8) -> Vec<Action> {
    let mut packet = vec![0, op];
    packet.extend((body.len() as u16).to_le_bytes());
    packet.extend([checksum, 0, 0, 0]);
    packet.extend(body);
    loader.take(&packet, BAUD)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn data(bytes: &[u8]) -> (Vec<u8>, u8) {
    let mut body = words(&[bytes.len() as u32, 0, 0, 0]);
    body.extend(bytes);
    (body, bytes.iter().fold(0xEF, |sum, byte| sum ^ byte))
}

fn sent(actions: &[Action]) -> Vec<&[u8]> {
    actions
        .iter()
        .filter_map(|action| match action {
            Action::Send(packet) => Some(packet.as_slice()),
            _ => None,
        })
        .collect()
}

/// Uploads something and starts it.
fn start_stub(loader: &mut Loader) -> Vec<Action> {
    ask(loader, op::MEM_BEGIN, &words(&[8, 1, 0x1800, 0x4010_0000]), 0);
    let (body, checksum) = data(&[1, 2, 3, 4, 5, 6, 7, 8]);
    ask(loader, op::MEM_DATA, &body, checksum);
    ask(loader, op::MEM_END, &words(&[0, 0x4010_0004]), 0)
}

#[test]
fn a_sync_is_answered_eight_times() {
    for chip in Chip::ALL {
        let mut loader = rom(chip);
        let body = [&[7, 7, 0x12, 0x20][..], &[0x55; 32]].concat();
        let actions = ask(&mut loader, op::SYNC, &body, 0);
        let answers = sent(&actions);
        assert_eq!(answers.len(), 8);
        let ending = if chip == Chip::Esp8266 { 2 } else { 4 };
        assert_eq!(answers[0][..8], [1, 8, ending, 0, 7, 7, 0x12, 0x20]);
        assert_eq!(answers[0][8..], vec![0; usize::from(ending)]);
    }
}

#[test]
fn the_old_rom_knows_opcodes_2_to_10_only() {
    let mut loader = rom(Chip::Esp8266);
    let known: Vec<u8> = (0..=255).filter(|op| loader.knows(*op)).collect();
    assert_eq!(known, (0x02..=0x0A).collect::<Vec<u8>>());
    // Right after a sync the answer comes under its opcode, and eight times.
    let actions = ask(&mut loader, op::SECURITY_INFO, &[], 0);
    assert_eq!(sent(&actions), [[1, 8, 2, 0, 0, 0, 0, 0, 1, 5]; 8]);
    ask(&mut loader, op::READ_REG, &words(&[0x4000_1000]), 0);
    let actions = ask(&mut loader, op::FLASH_MD5, &[0; 16], 0);
    assert_eq!(sent(&actions), [[1, 10, 2, 0, 0, 0, 0, 0, 1, 5]]);
}

#[test]
fn a_stub_says_hello_and_answers_as_stubs_do() {
    for chip in Chip::ALL {
        let mut loader = rom(chip);
        let actions = start_stub(&mut loader);
        assert_eq!(sent(&actions).last(), Some(&&b"OHAI"[..]), "{chip}");
        let actions = ask(&mut loader, 0x77, &[], 0);
        assert_eq!(sent(&actions), [[1, 0x77, 2, 0, 0, 0, 0, 0, 0xFF, 0]]);
        let body = [0x55; 36];
        assert_eq!(sent(&ask(&mut loader, op::SYNC, &body, 0))[0][4..8], [0; 4]);
    }
}

#[test]
fn code_that_did_not_arrive_whole_does_not_start() {
    let mut loader = rom(Chip::Esp32);
    ask(&mut loader, op::MEM_BEGIN, &words(&[8, 1, 0x1800, 0x4010_0000]), 0);
    let (body, checksum) = data(&[1, 2, 3, 4]);
    let bad = ask(&mut loader, op::MEM_DATA, &body, checksum ^ 1);
    assert_eq!(sent(&bad)[0][8..], [1, 7, 0, 0]);
    let actions = ask(&mut loader, op::MEM_END, &words(&[0, 0x4010_0000]), 0);
    assert_eq!(sent(&actions)[0][8..10], [1, 1]);
    assert!(!loader.is_stub());
}

#[test]
fn flash_is_written_and_its_digest_told_by_both() {
    let digest = Md5::digest([&[0xA5; 300][..], &[0xFF; 724]].concat());
    for stub in [false, true] {
        let mut loader = rom(Chip::Esp32c3);
        if stub {
            start_stub(&mut loader);
        }
        ask(&mut loader, op::FLASH_BEGIN, &words(&[1024, 1, 1024, 0, 0]), 0);
        let (body, checksum) = data(&[&[0xA5; 300][..], &[0xFF; 724]].concat());
        ask(&mut loader, op::FLASH_DATA, &body, checksum);
        let actions = ask(&mut loader, op::FLASH_MD5, &words(&[0, 1024, 0, 0]), 0);
        let told = sent(&actions)[0];
        if stub {
            assert_eq!(told[8..24], digest[..]);
        } else {
            let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(told[8..40], *text.as_bytes());
        }
    }
}

#[test]
fn ends_restart_run_or_stay() {
    let mut loader = rom(Chip::Esp8266);
    let run = ask(&mut loader, op::FLASH_END, &words(&[1]), 0);
    assert_eq!(run.last(), Some(&Action::Run));
    let restart = ask(&mut loader, op::FLASH_END, &words(&[0]), 0);
    assert_eq!(restart.last(), Some(&Action::Restart));
    start_stub(&mut loader);
    let unready = ask(&mut loader, op::FLASH_END, &words(&[1]), 0);
    assert_eq!(sent(&unready)[0][8..], [0xC6, 0]);
    ask(&mut loader, op::FLASH_BEGIN, &words(&[0, 0, 0x4000, 0]), 0);
    assert_eq!(ask(&mut loader, op::FLASH_END, &words(&[1]), 0).len(), 1);
    assert_eq!(ask(&mut loader, op::RUN_USER_CODE, &[], 0), [Action::Run]);
}

#[test]
fn locked_chips_say_so_and_tell_little_else() {
    let security = Security { secure_boot: true, encryption: true, secure_download: true };
    let mut loader = secured(Chip::Esp32s3, security);
    let actions = ask(&mut loader, op::SECURITY_INFO, &[], 0);
    let told = sent(&actions)[0];
    assert_eq!((told[8..13].to_vec(), told[20]), (vec![5, 0, 0, 0, 1], 9));
    let actions = ask(&mut loader, op::READ_REG, &words(&[0x4000_1000]), 0);
    assert_eq!(sent(&actions)[0][8..10], [1, 5]);
    assert!(loader.knows(op::FLASH_BEGIN) && !loader.knows(op::MEM_BEGIN));
}

#[test]
fn a_read_out_waits_for_its_acknowledgements() {
    let mut loader = rom(Chip::Esp8266);
    start_stub(&mut loader);
    let actions = ask(&mut loader, op::READ_FLASH, &words(&[0, 8192, 4096, 1]), 0);
    assert_eq!(sent(&actions).len(), 2);
    assert_eq!(loader.take(&4096u32.to_le_bytes(), BAUD).len(), 1);
    let last = loader.take(&8192u32.to_le_bytes(), BAUD);
    assert_eq!(sent(&last)[0], Md5::digest([0xFF; 8192]).as_slice());
    // The loader takes requests again.
    assert_eq!(ask(&mut loader, op::SYNC, &[0x55; 36], 0).len(), 8);
}

#[test]
fn packets_survive_their_framing() {
    let mut reader = slip::Reader::default();
    let packet = answer(op::READ_REG, 0xDBC0_C0DB, &[], Ok(()), Ending::Rom4);
    let read = slip::framed(&packet).into_iter().find_map(|byte| reader.take(byte));
    assert_eq!(read, Some(packet));
}
