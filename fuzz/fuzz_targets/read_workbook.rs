#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| merit_fuzz::read_workbook(bytes));
