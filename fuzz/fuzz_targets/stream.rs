#![no_main]

libfuzzer_sys::fuzz_target!(init: merit_fuzz::let_guarded_panics_pass(), |bytes: &[u8]| merit_fuzz::stream(bytes));
