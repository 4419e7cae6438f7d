//! Files made to fill the memory: what a Parquet or Arrow file claims to hold is refused before room is made for it.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use merit::data::{Input, InputFormat, ReadOptions, read};
use merit::diagnostics::Code;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;

use super::policy::{LOAN, program};
use super::writing::{base, values};

fn loans(managers: &[&str]) -> RecordBatch {
    let manager: ArrayRef = Arc::new(StringArray::from(managers.to_vec()));
    let balance: ArrayRef = Arc::new(Int64Array::from_iter_values((0i64..).take(managers.len())));
    RecordBatch::try_from_iter([("manager", manager), ("balance", balance)]).unwrap()
}

fn parquet(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// The loans that are read, or the words of the one finding that says why not.
fn loans_of(format: InputFormat, bytes: Vec<u8>) -> Result<usize, String> {
    let program = program();
    let mut inputs = base();
    inputs.iter_mut().find(|(id, _)| *id == LOAN).unwrap().1 = Input { name: "loan".to_owned(), bytes, format };
    let (tables, findings) = read(&program, &inputs, &ReadOptions::default());
    match findings.as_slice() {
        [] => Ok(values(&program, &tables, LOAN).len() / 2),
        [finding] => {
            assert_eq!(finding.code, Code::E0514);
            let help: Vec<&str> = finding.helps.iter().map(|help| help.en.as_str()).collect();
            Err(format!("{}; {}", finding.message.en, help.join("; ")))
        }
        findings => panic!("{findings:?}"),
    }
}

/// Where the first page of a column begins.
fn first_page(bytes: &[u8], column: usize) -> usize {
    let file = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap();
    let (from, _) = file.metadata().row_group(0).column(column).byte_range();
    usize::try_from(from).unwrap()
}

/// A number of Thrift, and behind how many bytes the next field begins.
fn number(bytes: &[u8]) -> (u32, usize) {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let number = bytes[..length].iter().rev().fold(0u32, |number, byte| number << 7 | u32::from(byte & 0x7F));
    (number / 2, length)
}

fn written(number: u32) -> Vec<u8> {
    let mut rest = u64::from(number) * 2;
    let mut bytes = Vec::new();
    while rest > 0x7F {
        bytes.push(0x80 | u8::try_from(rest & 0x7F).unwrap());
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap());
    bytes
}

/// The file with another number in the header of a page, of the struct in it that begins behind this byte. The page becomes shorter by
/// as many bytes as its header gets longer.
fn with_claim(mut bytes: Vec<u8>, page: usize, within: Option<u8>, claim: u32) -> Vec<u8> {
    let (_, kind) = number(&bytes[page + 1..]);
    let unpacked = page + 1 + kind + 1;
    let (_, length) = number(&bytes[unpacked..]);
    let packed = unpacked + length + 1;
    let (size, length_of_size) = number(&bytes[packed..]);
    let end = packed + length_of_size;
    let at = within.map_or(unpacked, |begins| end + bytes[end..].iter().position(|byte| *byte == begins).unwrap() + 2);
    let (_, length) = number(&bytes[at..]);
    let claim = written(claim);
    let longer = claim.len() - length;
    let shorter = written(size - u32::try_from(longer).unwrap());
    assert_eq!(shorter.len(), length_of_size);
    bytes.splice(packed..end, shorter);
    // The last bytes of the page make room.
    let behind = at + claim.len() + 64;
    bytes.splice(at..at + length, claim);
    bytes.drain(behind..behind + longer);
    bytes
}

#[test]
fn a_page_cannot_claim_more_than_it_holds() {
    let managers: Vec<String> = (0..2_000).map(|row| format!("{row:064}")).collect();
    let batch = loans(&managers.iter().map(String::as_str).collect::<Vec<_>>());
    let ways = [Compression::SNAPPY, Compression::LZ4_RAW, Compression::ZSTD(Default::default()), Compression::GZIP(Default::default())];
    for compression in ways {
        let properties = WriterProperties::builder().set_compression(compression).set_dictionary_enabled(false).build();
        let bytes = parquet(&batch, properties);
        let page = first_page(&bytes, 0);
        let told = loans_of(InputFormat::Parquet, with_claim(bytes, page, None, i32::MAX as u32)).unwrap_err();
        assert!(told.contains("claims to hold more than it can"), "{compression}: {told}");
    }
}

#[test]
fn a_page_cannot_claim_more_values_than_its_group_has_rows() {
    let managers: Vec<String> = (0..500).map(|row| format!("{row:064}")).collect();
    let batch = loans(&managers.iter().map(String::as_str).collect::<Vec<_>>());
    for encoding in [Encoding::PLAIN, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY] {
        let properties = WriterProperties::builder()
            .set_compression(Compression::UNCOMPRESSED)
            .set_dictionary_enabled(false)
            .set_column_encoding("manager".into(), encoding);
        let bytes = parquet(&batch, properties.build());
        let page = first_page(&bytes, 0);
        let told = loans_of(InputFormat::Parquet, with_claim(bytes, page, Some(0x2C), i32::MAX as u32)).unwrap_err();
        assert!(told.contains("a page claims more values than its group has rows"), "{encoding}: {told}");
    }
}

#[test]
fn a_dictionary_cannot_claim_more_values_than_it_has_bytes() {
    let managers: Vec<String> = (0..500).map(|row| format!("{row:064}")).collect();
    let batch = loans(&managers.iter().map(String::as_str).collect::<Vec<_>>());
    for column in [0, 1] {
        let bytes = parquet(&batch, WriterProperties::builder().set_compression(Compression::UNCOMPRESSED).build());
        let page = first_page(&bytes, column);
        let told = loans_of(InputFormat::Parquet, with_claim(bytes, page, Some(0x4C), i32::MAX as u32)).unwrap_err();
        assert!(told.contains("a dictionary claims more values than it has bytes"), "{column}: {told}");
    }
}

/// Texts of one kind or the other of differences.
fn differences(managers: &[&str], encoding: Encoding, version: WriterVersion) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::UNCOMPRESSED)
        .set_dictionary_enabled(false)
        .set_writer_version(version)
        .set_encoding(Encoding::DELTA_BINARY_PACKED)
        .set_column_encoding("manager".into(), encoding);
    parquet(&loans(managers), properties.build())
}

#[test]
fn texts_told_by_their_differences_are_read() {
    let managers: Vec<&str> = (0..9_000).map(|row| if row * row % 7 < 3 { "A" } else { "B" }).collect();
    for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            assert_eq!(loans_of(InputFormat::Parquet, differences(&managers, encoding, version)), Ok(9_000), "{encoding}");
        }
    }
}

#[test]
fn differences_cannot_claim_more_values_than_their_page() {
    for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
        let mut bytes = differences(&["A"; 100], encoding, WriterVersion::PARQUET_2_0);
        // A block of 128 numbers in 4 parts, and 100 of them.
        let head = [0x80, 0x01, 0x04, 100];
        let at = bytes.windows(4).position(|bytes| bytes == head).unwrap();
        bytes.splice(at..at + 8, [0x80, 0x01, 0x04, 0x80, 0x80, 0x80, 0x80, 0x10]);
        let told = loans_of(InputFormat::Parquet, bytes).unwrap_err();
        assert!(told.contains("a page claims more values than it has"), "{encoding}: {told}");
    }
}

#[test]
fn a_beginning_that_is_repeated_cannot_stand_for_any_number_of_bytes() {
    let long = "A".repeat(100_000);
    let bytes = differences(&vec![long.as_str(); 4_096], Encoding::DELTA_BYTE_ARRAY, WriterVersion::PARQUET_2_0);
    assert!(bytes.len() < 500_000);
    let told = loans_of(InputFormat::Parquet, bytes).unwrap_err();
    assert!(told.contains("texts of a page repeat one another"), "{told}");
}

#[test]
fn a_text_that_stands_for_many_rows_is_held_once() {
    // With a text of its own for each row these would be a quarter of a billion bytes.
    let long = "A".repeat(60_000);
    let bytes = parquet(&loans(&vec![long.as_str(); 4_096]), WriterProperties::builder().build());
    assert!(bytes.len() < 1_000_000);
    let mut inputs = base();
    inputs.iter_mut().find(|(id, _)| *id == LOAN).unwrap().1 = Input { name: "loan".to_owned(), bytes, format: InputFormat::Parquet };
    let findings = read(&program(), &inputs, &ReadOptions { limit: 2, ..ReadOptions::default() }).1;
    assert!(findings.iter().all(|finding| finding.code == Code::E0507 || finding.code == Code::E0513), "{findings:?}");
}

#[test]
fn a_compressed_buffer_cannot_claim_more_than_it_holds() {
    let batch = loans(&["A"; 5_000]);
    for how in [CompressionType::LZ4_FRAME, CompressionType::ZSTD] {
        let options = IpcWriteOptions::default().try_with_compression(Some(how)).unwrap();
        let mut bytes = Vec::new();
        let mut writer = FileWriter::try_new_with_options(&mut bytes, &batch.schema(), options).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
        drop(writer);
        assert_eq!(loans_of(InputFormat::Arrow, bytes.clone()), Ok(5_000));
        let held = 5_000i64 * 8;
        let at = bytes.windows(8).position(|bytes| bytes == held.to_le_bytes()).unwrap();
        bytes[at..at + 8].copy_from_slice(&(1i64 << 32).to_le_bytes());
        let told = loans_of(InputFormat::Arrow, bytes).unwrap_err();
        assert!(told.contains("claims to hold more than it can"), "{told}");
    }
}
