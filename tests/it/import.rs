//! `merit import`: what is made of sheets, as Excel and other programs write them.

use std::path::Path;
use std::process::Command;

use merit::data::files;
use merit::diagnostics::Language;
use merit::diagnostics::render::{Format, Renderer};
use merit::engine::Engine;
use merit::import::{Imported, Options, record, table};
use proptest::prelude::*;
use rust_xlsxwriter::{Format as CellFormat, Workbook};

/// Workbooks written by openpyxl, and a CSV.
fn cases() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import")
}

/// What the command says of a sheet.
fn said(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merit"));
    command.arg("import").args(arguments).args(["--error-format", "plain"]).current_dir(cases()).env_remove("MERIT_LANG");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    format!("$ merit import {}\n{}{}ends with {code}\n\n", arguments.join(" "), text(output.stdout), text(output.stderr))
}

fn check(name: &str, given: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(cases());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, given));
}

#[test]
fn tables_of_workbooks() {
    let english = ["Pay", "Growth", "Products"].map(|sheet| said(&["pay.xlsx", "--sheet", sheet]));
    let options = [
        said(&["rates.csv"]),
        said(&["pay.xlsx", "--sheet", "Growth", "--upper-included", "--name", "growth_rate", "--by", "deposit_growth"]),
        said(&["pay.xlsx", "--range", "A4:C6", "--by", "level,place"]),
        said(&["pay.xlsx", "--sheet", "Growth", "--lang", "zh"]),
    ];
    check("english", &(english.concat() + &options.concat()));
    let chinese = ["绩效标准", "系数", "考试", "矩阵", "区间"].map(|sheet| said(&["标准.xlsx", "--sheet", sheet, "--lang", "zh"]));
    let others = [
        said(&["标准.xlsx", "--sheet", "绩效标准", "--lang", "en"]),
        said(&["above-and-below.csv", "--lang", "zh"]),
        said(&["above-and-below.csv"]),
        said(&["numerals.csv", "--lang", "zh"]),
        said(&["numerals.csv"]),
        said(&["numerals-bare.csv", "--lang", "zh"]),
        said(&["numerals-doubtful.csv", "--lang", "zh"]),
        said(&["two-tables.csv", "--lang", "zh"]),
        said(&["two-tables.csv"]),
        said(&["two-tables.csv", "--range", "A7:B9"]),
    ];
    check("chinese", &(chinese.concat() + &others.concat()));
}

/// Sheets with all that people put on them: merged headings of two rows, units in headings and above, labels of bands, totals, notes and
/// signatures below, days, one row read across, ends in one column or two.
#[test]
fn tables_as_offices_write_them() {
    let chinese = [
        "存款奖励",
        "扣罚",
        "考试系数",
        "计价",
        "星级",
        "分段",
        "单位",
        "执行日期",
        "入职",
        "起止",
        "等次",
        "上限",
        "标准",
        "文字",
        "错误",
    ]
    .map(|sheet| said(&["办公室.xlsx", "--sheet", sheet, "--lang", "zh"]));
    let all_keys = said(&["办公室.xlsx", "--sheet", "计价", "--lang", "zh", "--by", "大类,产品,单位"]);
    let prices = ["计价", "提成", "年度", "逾期", "文字"].map(|sheet| said(&["单价.xlsx", "--sheet", sheet, "--lang", "zh"]));
    check("offices-chinese", &(chinese.concat() + &all_keys + &prices.concat()));
    let english = ["Payout grid", "Growth", "Pool", "Multiplier", "Bonus", "Revenue", "Hire", "Wrong"]
        .map(|sheet| said(&["offices.xlsx", "--sheet", sheet]));
    check("offices-english", &(english.concat() + &said(&["staff.xlsx"])));
}

#[test]
fn records_of_workbooks() {
    let record = |file, lang| said(&[file, "--record", "--lang", lang]);
    check("records", &(record("staff.xlsx", "en") + &record("staff.xlsx", "zh") + &said(&["pay.xlsx", "--sheet", "Products", "--record"])));
}

/// Writes a workbook, and imports from it.
fn imported(
    write: impl FnOnce(&mut rust_xlsxwriter::Worksheet),
    of: fn(&merit::data::Input, &Options) -> Result<Imported, Vec<merit::diagnostics::Diagnostic>>,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rates.xlsx");
    let mut book = Workbook::new();
    write(book.add_worksheet());
    book.save(&path).unwrap();
    let options = Options { language: Language::English, ..Options::default() };
    match of(&files::open(&path).unwrap(), &options) {
        Ok(imported) => {
            let shown = Renderer { format: Format::Plain, ..Renderer::default() }.render(&imported.sources, &imported.findings);
            assert!(imported.findings.is_empty(), "{}\n{shown}", imported.text);
            imported.text
        }
        Err(findings) => findings.iter().map(|finding| format!("{finding}\n")).collect(),
    }
}

/// The headings of two columns say whether the ends are in, and each in which unit its own figures are.
#[test]
fn ends_in_two_columns_are_as_their_headings_say() {
    for (headings, figures, awaited) in [
        (["Over", "Up to"], [0, 100, 100, 200], "above 100 up to 200"),
        (["Balance from", "Balance below"], [0, 100, 100, 200], "from 100 below 200"),
        (["存款下限（万元）", "存款上限（亿元）"], [0, 1, 10_000, 2], "from 100_000_000 below 200_000_000"),
        (["From", "To"], [0, 100, 100, 50], "`100` and `50` are no ends of one band"),
    ] {
        let text = imported(
            |sheet| {
                sheet.write_row(0, 0, [headings[0], headings[1], "Rate"]).unwrap();
                sheet.write_row(1, 0, [figures[0], figures[1], 1]).unwrap();
                sheet.write_row(2, 0, [figures[2], figures[3], 2]).unwrap();
                sheet.write(3, 0, if headings[1].contains('亿') { 20_000 } else { figures[3] }).unwrap();
                sheet.write(3, 2, 3).unwrap();
            },
            table,
        );
        assert!(text.contains(awaited), "{text}");
    }
}

/// What is imported pays what the sheet says, on the bounds too.
#[test]
fn an_imported_table_pays_what_the_sheet_says() {
    let percent = CellFormat::new().set_num_format("0.00%");
    let table = imported(
        |sheet| {
            sheet.write_row(0, 0, ["Growth", "Rate"]).unwrap();
            for (row, (band, rate)) in (1..).zip([("0-500万", 0.005), ("500万-2000万", 0.0015), ("2000万以上", 0.0007)]) {
                sheet.write(row, 0, band).unwrap();
                sheet.write_with_format(row, 1, rate, &percent).unwrap();
            }
        },
        table,
    );
    let policy = format!(
        "policy \"P\" {{ currency CNY, rounded half up to 0.01; subject manager }}\nrecord manager {{ id text key; growth money >= 0 }}\n\
         article 1 {{\n{table}\npay due = growth × rate\n}}\n"
    )
    .replace("table rates by", "table rate by")
    .replace("table rate_table", "table rate");
    let tests = [("4_999_999.99", "25_000"), ("5_000_000", "7_500"), ("20_000_000", "14_000")];
    let tests: String = tests
        .iter()
        .map(|(growth, due)| format!("test \"{growth}\" {{ given manager {{ id = \"A\"; growth = {growth} }}; expect due = {due} }}\n"))
        .collect();
    let policy =
        Engine::compile("p.merit", &(policy.clone() + &tests)).unwrap_or_else(|rejected| panic!("{policy}\n{:?}", rejected.findings));
    let reports = policy.test();
    assert_eq!(reports.len(), 3);
    for report in reports {
        assert!(report.failures.is_empty(), "{}", report.name);
    }
}

/// A record of numbers, dates, yes and no that another program wrote reads the very file that it was made of.
#[test]
fn an_imported_record_reads_its_file() {
    let text = imported(
        |sheet| {
            sheet.write_row(0, 0, ["工号", "余额（万元）", "Share", "Since", "In post"]).unwrap();
            let (day, percent) = (CellFormat::new().set_num_format("yyyy-mm-dd"), CellFormat::new().set_num_format("0.0%"));
            for row in 1..4u32 {
                sheet.write(row, 0, format!("00{row}")).unwrap();
                sheet.write(row, 1, 12.5).unwrap();
                sheet.write_with_format(row, 2, 0.125, &percent).unwrap();
                sheet.write_with_format(row, 3, 46_000.0, &day).unwrap();
                sheet.write(row, 4, true).unwrap();
            }
        },
        record,
    );
    for part in ["工号    text key", "money in 万元", "percent", "date", "yes/no", "column \"In post\""] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A percentage of a cell comes out digit for digit, however its number is held.
    #[test]
    fn percentages_are_exact(hundredths in 0u32..1_000_000) {
        let (whole, rest) = (hundredths / 10_000, hundredths % 10_000);
        let shown = format!("{whole}.{rest:04}");
        let shown = shown.trim_end_matches('0').trim_end_matches('.');
        let rate: f64 = format!("{hundredths}e-6").parse().unwrap();
        let percent = CellFormat::new().set_num_format("0.0000%");
        let text = imported(|sheet| {
            sheet.write_row(0, 0, ["Grade", "Rate"]).unwrap();
            sheet.write(1, 0, "junior").unwrap();
            sheet.write_with_format(1, 1, rate, &percent).unwrap();
        }, table);
        prop_assert!(text.contains(&format!("| {shown}%\n")), "{} is not in {}", shown, text);
    }

    /// Whatever stands in the cells of a CSV: a table, or findings.
    #[test]
    fn any_cells_give_a_table_or_findings(cells in prop::collection::vec(prop::sample::select(CELLS), 4..24), width in 1usize..5) {
        let text: String = cells.chunks(width).map(|row| row.join(",") + "\n").collect();
        let input = merit::data::Input { name: "a.csv".into(), bytes: text.into_bytes(), format: merit::data::InputFormat::Csv };
        for of in [table, record] {
            if let Err(findings) = of(&input, &Options::default()) {
                prop_assert!(!findings.is_empty());
            }
        }
    }
}

/// Cells that offices write, and some that nobody should.
const CELLS: &[&str] = &[
    "",
    "Grade",
    "等级\\区域",
    "junior",
    "0-100",
    "100以上",
    "＜60",
    "5%",
    "¥3",
    "-",
    "其他",
    "any",
    "2026-01-01",
    "是",
    "1e9",
    "[1;2)",
    "`「“",
    "注：",
    "-5--1",
    "超过",
    "0.1万元",
    "else",
    "=1",
    "\u{0}",
];
