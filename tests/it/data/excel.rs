//! Workbooks: cells are read as what they show, findings name the cell as Excel does, and no bytes stop the reader.

use std::io::{Cursor, Write};

use merit::data::{Input, InputFormat, ReadOptions, files, read};
use merit::diagnostics::render::{Format as Shape, Renderer};
use merit::diagnostics::{Code, Language};
use merit::program::RecordId;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::policy::{BRANCH, LOAN, MANAGER, TARGET, program, sources};
use super::writing::{base, values};

const HEADINGS: [&str; 14] =
    ["id", "姓名", "branch", "grade", "score", "deposits", "assets", "cards", "rate", "since", "active", "barred", "channel", "leader"];

fn day(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

/// The managers of `base/manager.csv`, as somebody would keep them in Excel.
fn managers(page: &mut Worksheet) {
    let (dates, percent, money) = (
        Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""),
        Format::new().set_num_format("0%"),
        Format::new().set_num_format("#,##0.00"),
    );
    page.set_name("manager").unwrap();
    page.write_row(0, 0, HEADINGS).unwrap();
    page.write_row(1, 0, ["A", "李军", "B01", "middle"]).unwrap();
    page.write_row(2, 0, ["B", "", "B02", "trainee"]).unwrap();
    page.write_number(1, 4, 85.0).unwrap();
    page.write_number_with_format(1, 5, 15_000_000.0, &money).unwrap();
    page.write_number_with_format(2, 5, 8_000_000.5, &money).unwrap();
    page.write_number(1, 6, 12.5).unwrap();
    page.write_string(2, 6, "0").unwrap();
    page.write_number(1, 7, 300.0).unwrap();
    page.write_number(2, 7, 0.0).unwrap();
    page.write_number_with_format(1, 8, 0.75, &percent).unwrap();
    page.write_datetime_with_format(1, 9, day("2022-06-30"), &dates).unwrap();
    page.write_string(2, 9, "2025/1/31").unwrap();
    page.write_boolean(1, 10, true).unwrap();
    page.write_string(2, 10, "否").unwrap();
    for row in 1..3 {
        page.write_string(row, 11, "F").unwrap();
        page.write_string(row, 12, "counter").unwrap();
    }
    page.write_string(2, 13, "A").unwrap();
}

fn book(make: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    make(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// A workbook of one sheet `loan`, whose cells are written out.
fn written(rows: &str, attributes: &str) -> Vec<u8> {
    package(&[
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns:r=\"r\"><workbookPr {attributes}/><sheets><sheet name=\"loan\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/styles.xml", "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn package(files: &[(&str, &str)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        package.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

fn inputs(record: RecordId, bytes: Vec<u8>) -> Vec<(RecordId, Input)> {
    let mut inputs = base();
    let input = Input { name: "data/book.xlsx".to_owned(), bytes, format: InputFormat::Excel };
    inputs.iter_mut().find(|(id, _)| *id == record).unwrap().1 = input;
    inputs
}

/// What is found in a workbook, in both languages.
fn found(record: RecordId, bytes: Vec<u8>) -> String {
    let (tables, findings) = read(&program(), &inputs(record, bytes), &ReadOptions::default());
    assert!(tables.tables.is_empty());
    let render = |language| Renderer { format: Shape::Plain, language, ..Renderer::default() }.render(&sources(), &findings);
    format!("{}\n{}", render(Language::English), render(Language::Chinese))
}

fn snapshot(name: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => "../../cases/data/excel", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn a_sheet_is_read_as_its_text_is() {
    let program = program();
    let (right, _) = read(&program, &base(), &ReadOptions::default());
    let (tables, findings) = read(&program, &inputs(MANAGER, book(managers)), &ReadOptions::default());
    assert_eq!(findings, []);
    assert_eq!(values(&program, &tables, MANAGER), values(&program, &right, MANAGER));

    // Blank rows above, between and below, columns to the left, and a column that is not read.
    let moved = book(|page| {
        page.set_name("anything").unwrap();
        for (row, cells) in [(3, ["manager", "note", "balance"]), (5, ["A", "x", "98"]), (8, ["B", "", "2.00"])] {
            page.write_row(row, 2, cells).unwrap();
        }
        page.write_blank(20, 4, &Format::new().set_bold()).unwrap();
    });
    let (tables, findings) = read(&program, &inputs(LOAN, moved), &ReadOptions::default());
    assert!(findings.iter().all(|finding| !finding.is_error()), "{findings:?}");
    assert_eq!(findings.last().unwrap().data.as_ref().unwrap().cell.as_deref(), Some("anything!D4"));
    assert_eq!(values(&program, &tables, LOAN), values(&program, &right, LOAN));
}

#[test]
fn dates_are_counted_from_1900_or_from_1904() {
    let row = |serial: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>manager</v></c><c r=\"B1\" t=\"str\"><v>balance</v></c><c r=\"C1\" t=\"str\"><v>since</v></c></row>\
                 <row r=\"2\"><c r=\"A2\" t=\"str\"><v>A</v></c><c r=\"B2\"><v>1</v></c><c r=\"C2\" s=\"1\"><v>{serial}</v></c></row>"
        )
    };
    let policy = "policy \"Days\" { currency CNY }\nrecord loan { manager text; balance money; since date }\n";
    let policy = merit::engine::Engine::compile("days.merit", policy).unwrap();
    let read = |serial: &str, attributes: &str| {
        let input = Input { name: "loan".into(), bytes: written(&row(serial), attributes), format: InputFormat::Excel };
        let (tables, findings) = read(policy.program(), &[(RecordId(1), input)], &ReadOptions::default());
        match findings.as_slice() {
            [] => values(policy.program(), &tables, RecordId(1)).pop().unwrap(),
            [finding, ..] => format!("{} {}", finding.message.en, finding.data.as_ref().unwrap().cell.as_deref().unwrap()),
        }
    };
    for (serial, attributes, awaited) in [
        ("1", "", "Ok(Date(1900-01-01))"),
        ("59", "", "Ok(Date(1900-02-28))"),
        ("60", "", "this is not a date of the calendar loan!C2"),
        ("61", "", "Ok(Date(1900-03-01))"),
        ("46203", "", "Ok(Date(2026-06-30))"),
        ("0", "", "this is not a date of the calendar loan!C2"),
        ("-5", "", "this is not a date of the calendar loan!C2"),
        ("2958465", "", "Ok(Date(9999-12-31))"),
        ("2958466", "", "this is not a date of the calendar loan!C2"),
        ("46203.5", "", "this is a moment of a day, not a day loan!C2"),
        ("0", "date1904=\"1\"", "Ok(Date(1904-01-01))"),
        ("44741", "date1904=\"1\"", "Ok(Date(2026-06-30))"),
    ] {
        assert_eq!(read(serial, attributes), awaited, "{serial} {attributes}");
    }
}

#[test]
fn what_is_wrong_with_a_cell_is_found() {
    let wrong = book(|page| {
        managers(page);
        let (percent, moments) = (Format::new().set_num_format("0.0%"), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
        page.write_string(2, 0, "A").unwrap();
        page.write_string(1, 3, "midle").unwrap();
        page.write_number_with_format(1, 4, 0.85, &percent).unwrap();
        page.write_string(1, 5, "15,000,000.00").unwrap();
        page.write_number(2, 5, 0.1 + 0.2).unwrap();
        page.write_number(1, 6, 12.345).unwrap();
        page.write_number(1, 7, 3.5).unwrap();
        page.write_number_with_format(1, 8, 0.123_456, &percent).unwrap();
        page.write_datetime_with_format(1, 9, day("2022-06-30 08:30:00"), &moments).unwrap();
        page.write_string(2, 9, "30.06.2022").unwrap();
        page.write_number(1, 10, 2.0).unwrap();
        page.write_string(1, 13, "Z").unwrap();
        page.merge_range(3, 2, 5, 2, "B01", &Format::new()).unwrap();
    });
    snapshot("cells", &found(MANAGER, wrong));
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>manager</v></c><c r=\"B1\" t=\"str\"><v>balance</v></c></row>\
                <row r=\"2\"><c r=\"A2\" t=\"str\"><v>A</v></c><c r=\"B2\" t=\"e\"><v>#N/A</v></c></row>\
                <row r=\"3\"><c r=\"A3\" t=\"str\"><v>A</v></c><c r=\"B3\"><f>B2*2</f></c></row>\
                <row r=\"4\"><c r=\"A4\"><v>110101199003070000</v></c><c r=\"B4\"><v>1</v></c></row>";
    snapshot("formulas", &found(LOAN, written(rows, "")));
    let headings = book(|page| {
        page.write_row(0, 0, ["manager", "balances", "manager"]).unwrap();
        page.write_row(1, 0, ["A", "1", "B"]).unwrap();
    });
    snapshot("headings", &found(LOAN, headings));
}

#[test]
fn a_broken_workbook_is_one_finding() {
    let right = book(managers);
    let bomb = " ".repeat(90 << 20);
    let mut shown = String::new();
    for bytes in [
        Vec::new(),
        right[..right.len() / 2].to_vec(),
        b"id,name\nA,B\n".to_vec(),
        [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1].as_slice(), &[0; 600]].concat(),
        package(&[("word/document.xml", "<document/>")]),
        package(&[("xl/sharedStrings.xml", &bomb)]),
        written("<row r=\"9\"><c r=\"A9\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", ""),
        written("<row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row>", ""),
        written("", ""),
    ] {
        shown.push_str(&found(LOAN, bytes));
    }
    snapshot("broken", &shown);
}

#[test]
fn one_workbook_holds_the_sheets_of_several_records() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let mut book = Workbook::new();
    managers(book.add_worksheet());
    for (sheet, rows) in
        [("branch", [["id", "region"], ["B01", "urban"], ["B02", "county"]]), ("loan", [["manager", "balance"], ["A", "98"], ["B", "2"]])]
    {
        let page = book.add_worksheet();
        page.set_name(sheet).unwrap();
        page.write_row_matrix(0, 0, rows).unwrap();
    }
    book.add_worksheet().set_name("target").unwrap().set_hidden(true);
    let bytes = book.save_to_buffer().unwrap();
    std::fs::write(folder.path().join("data/june.xlsx"), &bytes).unwrap();
    std::fs::write(folder.path().join("data/~$june.xlsx"), "open").unwrap();
    std::fs::write(folder.path().join("target.csv"), &base()[3].1.bytes).unwrap();
    let program = program();
    let (paths, findings) = files::find(folder.path(), &program);
    assert_eq!(findings, []);
    let names: Vec<_> = paths.iter().map(|(record, path)| (*record, path.file_name().unwrap().to_str().unwrap())).collect();
    assert_eq!(names, [(BRANCH, "june.xlsx"), (MANAGER, "june.xlsx"), (LOAN, "june.xlsx"), (TARGET, "target.csv")]);
    let inputs: Vec<_> = paths.iter().map(|(record, path)| (*record, files::open(path).unwrap())).collect();
    let (tables, findings) = read(&program, &inputs, &ReadOptions::default());
    assert_eq!(findings, []);
    let (right, _) = read(&program, &base(), &ReadOptions::default());
    for record in [BRANCH, MANAGER, LOAN, TARGET] {
        assert_eq!(values(&program, &tables, record), values(&program, &right, record));
    }
    // Two workbooks with one sheet, or a workbook and a file: which one is meant is not known.
    std::fs::write(folder.path().join("data/july.xlsx"), &bytes).unwrap();
    let codes: Vec<Code> = files::find(folder.path(), &program).1.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::E0516; 3]);
    assert!(files::open(&folder.path().join("old.xls")).unwrap_err().helps[0].en.contains("save the workbook as `.xlsx`"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_mutation_stops_the_reader(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5), stored in any::<bool>()) {
        static BOOK: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| book(managers));
        let mut bytes = BOOK.clone();
        if stored {
            // Without compression the parts themselves are changed, not their packing alone; checksums are left as they are made.
            let mut parts = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
            let mut package = ZipWriter::new(Cursor::new(Vec::new()));
            for at in 0..parts.len() {
                let mut part = parts.by_index(at).unwrap();
                let mut text = Vec::new();
                std::io::Read::read_to_end(&mut part, &mut text).unwrap();
                let name = part.name().unwrap().into_owned();
                if ["sheet1", "sharedStrings", "workbook"].iter().any(|part| name.contains(part)) {
                    for (place, byte) in &changes {
                        let place = place.index(text.len());
                        text[place] = *byte;
                    }
                }
                package.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
                package.write_all(&text).unwrap();
            }
            bytes = package.finish().unwrap().into_inner();
        } else {
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
        }
        let (tables, findings) = read(&program(), &inputs(MANAGER, bytes), &ReadOptions::default());
        prop_assert_eq!(tables.tables.is_empty(), findings.iter().any(|finding| finding.is_error()));
    }
}
