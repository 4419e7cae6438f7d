//! Texts that come compressed are read as they are without; what is damaged or too large is found.

use std::io::Write;

use merit::data::{Encoding, Input, InputFormat, ReadOptions, read};
use merit::diagnostics::Language;
use merit::diagnostics::render::{Format, Renderer};
use proptest::prelude::*;

use super::policy::{BRANCH, LOAN, MANAGER, program, sources};
use super::writing::{base, values};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

fn zstandard(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 3).unwrap()
}

fn with_loans(name: &str, bytes: Vec<u8>, format: InputFormat) -> Vec<(merit::program::RecordId, Input)> {
    let mut inputs = base();
    inputs[2].1 = Input { name: name.to_owned(), bytes, format };
    inputs
}

#[test]
fn a_compressed_text_is_read_as_it_is_without() {
    let program = program();
    let (right, _) = read(&program, &base(), &ReadOptions::default());
    let csv = &base()[2].1.bytes;
    let (begin, end) = csv.split_at(csv.len() / 2);
    let json = br#"[{"manager": "A", "balance": "98.00"}, {"manager": "B", "balance": 2.00}]"#;
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(csv.iter().flat_map(|byte| [*byte, 0])).collect();
    for (name, bytes, format) in [
        ("loan.csv.gz", gzip(csv), InputFormat::Csv),
        ("loan.csv.zst", zstandard(csv), InputFormat::Csv),
        ("two members", [gzip(begin), gzip(end)].concat(), InputFormat::Csv),
        ("two frames", [zstandard(begin), zstandard(end)].concat(), InputFormat::Csv),
        ("UTF-16", gzip(&utf_16), InputFormat::Csv),
        ("loan.json.gz", gzip(json), InputFormat::Json),
    ] {
        let (tables, findings) = read(&program, &with_loans(name, bytes, format), &ReadOptions::default());
        assert_eq!(findings, [], "{name}");
        assert_eq!(values(&program, &tables, LOAN), values(&program, &right, LOAN), "{name}");
    }
    // The encoding is that of the text within.
    let branches = encoding_rs::GB18030.encode("id,region\nB01,城区\nB02,县域\n").0.into_owned();
    let mut inputs = base();
    inputs[0].1.bytes = zstandard(&branches);
    inputs[1].1.bytes = encoding_rs::GB18030.encode(std::str::from_utf8(&inputs[1].1.bytes.clone()).unwrap()).0.into_owned();
    let (tables, findings) = read(&program, &inputs, &ReadOptions { encoding: Encoding::Gb18030, ..ReadOptions::default() });
    assert_eq!(findings, []);
    assert_eq!(tables.get(BRANCH).unwrap().rows + tables.get(MANAGER).unwrap().rows, 4);
}

#[test]
fn what_is_wrong_with_a_compressed_text_is_found() {
    let csv = &base()[2].1.bytes;
    let (gz, zst) = (gzip(csv), zstandard(csv));
    let mut flipped = gz.clone();
    let checksum = flipped.len() - 6;
    flipped[checksum] ^= 1;
    let bomb = vec![b'\n'; 80 << 20];
    let mut shown = String::new();
    for (name, bytes) in [
        ("cut.csv.gz", gz[..gz.len() / 2].to_vec()),
        ("cut.csv.zst", zst[..zst.len() - 3].to_vec()),
        ("checksum.csv.gz", flipped),
        ("behind.csv.gz", [gz, b"more".to_vec()].concat()),
        ("empty.csv.gz", gzip(b"")),
        ("bomb.csv.zst", zstandard(&bomb)),
        ("twice.csv.gz", gzip(&gzip(csv))),
        ("ragged.csv.gz", gzip(b"manager,balance\nA\n")),
    ] {
        let (tables, findings) = read(&program(), &with_loans(name, bytes, InputFormat::Csv), &ReadOptions::default());
        assert!(tables.tables.is_empty(), "{name}");
        for language in [Language::English, Language::Chinese] {
            shown.push_str(&Renderer { format: Format::Plain, language, ..Renderer::default() }.render(&sources(), &findings));
        }
    }
    insta::with_settings!({ snapshot_path => "../../cases/data/compressed", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("findings", shown);
    });
}

proptest! {
    #[test]
    fn no_bytes_stop_the_decompressors(bytes in proptest::collection::vec(any::<u8>(), 0..60), changed in any::<prop::sample::Index>(), how in 0usize..4) {
        let csv = &base()[2].1.bytes;
        let mut file = match how {
            0 => [b"\x1F\x8B\x08\0".as_slice(), &bytes].concat(),
            1 => [b"\x28\xB5\x2F\xFD".as_slice(), &bytes].concat(),
            2 => gzip(csv),
            _ => zstandard(csv),
        };
        if how > 1 && let Some(byte) = bytes.first() {
            let at = changed.index(file.len());
            file[at] = *byte;
        }
        let (tables, findings) = read(&program(), &with_loans("x", file, InputFormat::Csv), &ReadOptions::default());
        prop_assert_eq!(tables.tables.is_empty(), findings.iter().any(|finding| finding.is_error()));
    }
}
