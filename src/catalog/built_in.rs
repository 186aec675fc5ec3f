//! The files that are built in, by name. A board that is like another one stands
//! behind it.

pub(super) const CHIPS: [(&str, &str); 6] = [
    ("esp8266", include_str!("chips/esp8266.toml")),
    ("esp32", include_str!("chips/esp32.toml")),
    ("esp32s3", include_str!("chips/esp32s3.toml")),
    ("esp32c3", include_str!("chips/esp32c3.toml")),
    ("rp2040", include_str!("chips/rp2040.toml")),
    ("nrf51822", include_str!("chips/nrf51822.toml")),
];

pub(super) const BOARDS: [(&str, &str); 13] = [
    ("nodemcu", include_str!("boards/nodemcu.toml")),
    ("d1-mini", include_str!("boards/d1-mini.toml")),
    ("esp32-devkit-30", include_str!("boards/esp32-devkit-30.toml")),
    ("esp32-devkit-38", include_str!("boards/esp32-devkit-38.toml")),
    ("esp32-cam", include_str!("boards/esp32-cam.toml")),
    ("esp32-s3-devkitc-1", include_str!("boards/esp32-s3-devkitc-1.toml")),
    ("esp32-c3-devkitm-1", include_str!("boards/esp32-c3-devkitm-1.toml")),
    ("esp32-c3-supermini", include_str!("boards/esp32-c3-supermini.toml")),
    ("xiao-esp32c3", include_str!("boards/xiao-esp32c3.toml")),
    ("pico", include_str!("boards/pico.toml")),
    ("pico-w", include_str!("boards/pico-w.toml")),
    ("microbit", include_str!("boards/microbit.toml")),
    ("demo", include_str!("boards/demo.toml")),
];
