use super::*;

fn about(name: &str, bytes: &[u8]) -> Result<Firmware, String> {
    inspect(Path::new(name), bytes).map_err(|refused| refused.to_string())
}

#[test]
fn reads_whole_images_of_each_family() {
    let esp8266 = about("esp8266-20191220-v1.12.bin", &made::esp8266(60_000)).unwrap();
    assert_eq!((esp8266.chip, esp8266.kind), (Chip::Esp8266, ImageKind::Whole));
    assert_eq!((esp8266.checked, esp8266.flash_size), ("MD5", Some(4 << 20)));
    assert_eq!(esp8266.version.as_deref(), Some("v1.12"));
    for (id, chip) in [(0, Chip::Esp32), (5, Chip::Esp32C3), (9, Chip::Esp32S3)] {
        let image = about("x.bin", &made::esp32(id, chip.offset(), 30_000)).unwrap();
        assert_eq!((image.chip, image.kind, image.checked), (chip, ImageKind::Whole, "SHA-256"));
        assert_eq!(image.version.as_deref(), Some("v1.27.0"), "from the image itself");
    }
    let pico = about("RPI_PICO-20251209-v1.27.0.uf2", &made::uf2(0xe48b_ff56, 40)).unwrap();
    assert_eq!((pico.chip, pico.kind), (Chip::Rp2040, ImageKind::Uf2));
    assert_eq!(pico.board.as_deref(), Some("RPI_PICO"));
}

#[test]
fn an_application_alone_is_told_from_a_whole_image() {
    let app = about("ESP32_GENERIC-20251209-v1.27.0.app-bin", &made::application(0, 9000)).unwrap();
    assert_eq!((app.chip, app.kind), (Chip::Esp32, ImageKind::Application));
}

#[test]
fn a_cut_at_any_place_is_noticed() {
    for whole in [
        made::esp8266(20_000),
        made::esp32(0, 0x1000, 20_000),
        made::application(9, 5000),
        made::uf2(0xe48b_ff56, 9),
    ] {
        for part in 1..40 {
            let cut = whole.len() * part / 40;
            let said = about("x.bin", &whole[..cut]).unwrap_err();
            let expected = ["too early", "no partition table", "no kind", "empty"];
            assert!(expected.iter().any(|text| said.contains(text)), "{cut}: {said}");
        }
    }
}

#[test]
fn a_flipped_bit_is_noticed() {
    let whole = made::esp32(0, 0x1000, 20_000);
    // in the loader's data, its checksum, its hash, the application's data
    for at in [100, 0xd00, 0xf100, whole.len() - 40] {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        let result = about("x.bin", &flipped);
        if at == 0xd00 {
            // the padding between is in no checksum
            assert!(result.is_ok());
        } else {
            assert!(result.unwrap_err().contains("does not match"), "{at}");
        }
    }
    let mut rom = made::esp8266(20_000);
    rom[0xa000] ^= 1;
    assert!(about("x.bin", &rom).unwrap_err().contains("MD5"));
    let mut blocks = made::uf2(0x68ed_2b88, 4);
    blocks[512 + 20] = 9;
    assert!(about("x.uf2", &blocks).unwrap_err().contains("out of order"));
}

#[test]
fn what_is_no_firmware_is_named() {
    let said = about("x.bin", b"<!DOCTYPE html>").unwrap_err();
    assert!(said.contains("web page"), "{said}");
    assert!(about("x.uf2", &made::uf2(0x1234_5678, 2)).unwrap_err().contains("0x12345678"));
    assert!(about("x.bin", &made::part(77, 0x3fff_0000, b"abcd")).unwrap_err().contains("77"));
    let loader = made::part(0, 0x3fff_0020, &made::noise(3000, 1));
    assert!(about("boot.bin", &loader).unwrap_err().contains("too early"));
}

#[test]
fn nothing_makes_it_panic() {
    let whole = made::esp32(0, 0x1000, 2000);
    for seed in 1..400_u32 {
        let mut bytes = whole.clone();
        for (at, noise) in made::noise(200, seed).into_iter().enumerate() {
            let place = (seed as usize * 7919 + at * 104_729) % bytes.len();
            bytes[if at % 2 == 0 { place } else { place % 64 }] = noise;
        }
        bytes[0] = MAGIC_BYTE;
        let _ = about("x.bin", &bytes);
    }
}

const MAGIC_BYTE: u8 = 0xe9;

#[test]
fn a_list_knows_chips_by_their_names() {
    for (name, chip) in [
        ("ESP32_GENERIC_S3-20251209-v1.27.0.bin", Some(Chip::Esp32S3)),
        ("esp8266-20191220-v1.12.bin", Some(Chip::Esp8266)),
        ("RPI_PICO2-20251209-v1.27.0.uf2", Some(Chip::Rp2350)),
        ("notes.bin", None),
    ] {
        assert_eq!(chip_by_name(name), chip, "{name}");
    }
}
