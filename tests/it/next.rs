//! What is missing for the next tier, grade or award: what is told is tried out on the files themselves, which are read and evaluated anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use merit::data::{self, ReadOptions, Tables, files};
use merit::diagnostics::Language;
use merit::engine::{Engine, Evaluation, Policy, Settings};
use merit::explain::{Change, Line, Options, Statement};
use merit::program::{Cells, Kind, RecordId, Rows, Written};
use merit::source::FileLoader;
use merit::syntax::ast::RatioWritten;
use merit::values::decimal::format_plain;
use merit::values::{Date, Exact, Rounding, parse_decimal};
use proptest::prelude::*;

/// Schemes with tiers, grades, qualifications, quotas and awards, and the record that is asked.
const SCHEMES: [(&str, &str); 9] = [
    ("rural-bank", "manager"),
    ("cn-10-interest-tiers-leader", ""),
    ("cn-12-star-grade-county", ""),
    ("cn-14-loan-officer-promotion", ""),
    ("cn-16-tongling-contest", ""),
    ("cn-17-seven-grade-carryover", "月报"),
    ("cn-19-mof-multiplier", ""),
    ("intl-02-northwest-apa", ""),
    ("intl-09-lo-growth-bonus", ""),
];

/// A scheme whose files are held as cells, to be changed.
struct Bench {
    policy: Policy,
    record: RecordId,
    files: Vec<(RecordId, PathBuf, Vec<Vec<String>>)>,
}

impl Bench {
    fn open(scheme: &str, record: &str) -> Bench {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(scheme);
        let policy = Engine::load(&FileLoader, folder.join("scheme.merit").to_str().unwrap()).unwrap();
        let program = policy.program();
        let record = if record.is_empty() { program.head.subject.unwrap() } else { program.record_named(record).unwrap() };
        let (found, _) = files::find(&folder, program);
        let cells = |path: &Path| {
            let text = std::fs::read_to_string(path).unwrap();
            assert!(!text.contains('"'), "{}: a cell in quotes", path.display());
            text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
        };
        let files = found.into_iter().map(|(record, path)| (record, path.clone(), cells(&path))).collect();
        Bench { policy, record, files }
    }

    fn tables(&self) -> Option<Tables> {
        let inputs: Vec<_> = self
            .files
            .iter()
            .map(|(record, path, rows)| {
                let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
                let input = data::Input { name: path.display().to_string(), bytes: text.into_bytes(), format: data::InputFormat::Csv };
                (*record, input)
            })
            .collect();
        let (tables, findings) = data::read(self.policy.program(), &inputs, &ReadOptions::default());
        (!findings.iter().any(merit::diagnostics::Diagnostic::is_error)).then_some(tables)
    }

    /// The cell of a field on a row of a file.
    fn cell(&mut self, record: RecordId, field: &str, row: usize) -> Option<&mut String> {
        let declared = self.policy.program().record(record);
        let Cells::Column { heading, .. } = &declared.fields.iter().find(|other| other.name == field)?.cells else { return None };
        let (_, _, rows) = self.files.iter_mut().find(|(of, _, _)| *of == record)?;
        let at = rows.first()?.iter().position(|name| name == heading || name == field)?;
        rows.get_mut(row + 1)?.get_mut(at)
    }

    /// A value as it is written in a file, so many units of the file nearer to zero or further from it.
    fn written(&self, change: &Change, units_less: i32, towards: Option<&str>) -> Option<String> {
        let program = self.policy.program();
        let declared = program.record(program.record_named(&change.record)?);
        let field = declared.fields.iter().find(|field| field.name == change.name)?;
        let Cells::Column { written, .. } = &field.cells else { return None };
        let shifted = |unit: &Exact, value: Exact| {
            let from = towards.and_then(|from| parse_decimal(from).ok());
            let up = from.is_none_or(|from| value > from);
            let by = unit.mul(&Exact::from_int(i128::from(units_less)));
            format_plain(&if up { value.sub(&by) } else { value.add(&by) })
        };
        let value = || parse_decimal(&change.value).ok();
        Some(match written {
            Written::Integer => shifted(&Exact::one(), value()?),
            Written::Number { places, unit } => shifted(&Exact::from_scaled(1, *places), value()?.div(unit)?),
            Written::Ratio { written, places } => {
                let times = match written {
                    RatioWritten::Ratio => 1,
                    RatioWritten::Percent => 100,
                    RatioWritten::Permille => 1_000,
                    RatioWritten::BasisPoints => 10_000,
                };
                shifted(&Exact::from_scaled(1, *places), value()?.mul(&Exact::from_int(times)))
            }
            Written::Date => {
                let (date, from) = (Date::parse(&change.value)?, towards.and_then(Date::parse));
                let sign = if from.is_none_or(|from| date > from) { -1 } else { 1 };
                date.add_days(i64::from(units_less * sign))?.to_string()
            }
            Written::YesNo { yes, no, .. } => if change.value == "yes" { yes } else { no }.clone(),
            Written::Member => {
                let Kind::Member(id) = field.ty.kind else { return None };
                program.enumeration(id).members.iter().find(|member| member.name == change.value)?.written.clone()
            }
            Written::Text | Written::Key => return None,
        })
    }
}

const NEXT: Options = Options { language: Language::English, members: false, all: false, next: true };
const NOW: Options = Options { next: false, ..NEXT };

fn evaluated<'a>(policy: &'a Policy, tables: &'a Tables) -> Option<Evaluation<'a>> {
    policy.evaluate(tables, &Settings { reasons: true, ..Settings::default() }).ok()
}

/// What is asked of the statement of a row as the files are now.
fn statement<T>(bench: &Bench, row: usize, options: &Options, ask: impl FnOnce(&Statement<'_>) -> T) -> Option<T> {
    let tables = bench.tables()?;
    let evaluation = evaluated(&bench.policy, &tables)?;
    Some(ask(&evaluation.statement(bench.record, row, options)))
}

/// The figures of the lines, by name.
fn figures(statement: &Statement<'_>) -> HashMap<String, String> {
    let shown = |line: &Line<'_>| Some((line.name.to_string(), line.figure.as_ref()?.shown.clone()));
    statement.lines.iter().filter_map(shown).collect()
}

/// The row of the file that a change is on.
fn row_of(bench: &Bench, evaluation: &Evaluation<'_>, change: &Change, own: usize) -> (RecordId, usize) {
    let program = bench.policy.program();
    let record = program.record_named(&change.record).unwrap();
    let row = (0..evaluation.rows(record)).find(|row| evaluation.row_name(record, *row) == change.key).unwrap();
    assert!(record != bench.record || row == own, "a change of somebody else's input");
    assert!(matches!(program.record(record).rows, Rows::File(_)));
    (record, row)
}

/// Tries out what is told for a row, at most so many ways; how many there were.
fn try_out(bench: &mut Bench, row: usize, most: usize) -> usize {
    let Some(tables) = bench.tables() else { return 0 };
    let policy = bench.policy.clone();
    let Some(evaluation) = evaluated(&policy, &tables) else { return 0 };
    let before = evaluation.statement(bench.record, row, &NEXT);
    let (shown_before, all_places) = {
        let ways = before.next.iter().flat_map(|goal| &goal.ways);
        let places = ways.map(|way| way.changes.iter().map(|change| row_of(bench, &evaluation, change, row)).collect::<Vec<_>>());
        (figures(&before), places.collect::<Vec<_>>())
    };
    let all_ways = all_places.len();
    let ways = before.next.iter().flat_map(|goal| goal.ways.iter().map(move |way| (goal, way))).zip(all_places);
    let every = all_ways.div_ceil(most).max(1);
    let mut tried = 0;
    for ((goal, way), places) in ways.step_by(every) {
        let kept: Vec<String> =
            places.iter().zip(&way.changes).map(|((record, at), change)| bench.cell(*record, &change.name, *at).unwrap().clone()).collect();
        let put = |bench: &mut Bench, at: usize, text: String| {
            let (record, row) = places[at];
            *bench.cell(record, &way.changes[at].name, row).unwrap() = text;
        };
        let told: Vec<String> = way.changes.iter().map(|change| bench.written(change, 0, None).unwrap()).collect();
        told.iter().enumerate().for_each(|(at, text)| put(bench, at, text.clone()));
        let after = statement(bench, row, &NOW, figures).unwrap_or_else(|| panic!("{} of {}: {way:?} is no data", goal.name, before.key));
        // It is reached, and what it pays is what was told.
        for then in &way.then {
            let now = after.get(&then.name).map_or("not applicable", String::as_str);
            assert_eq!(now, then.after, "{} of {}: {way:?}", then.name, before.key);
        }
        // With a unit less of any of its inputs it is not.
        for (at, change) in way.changes.iter().enumerate().filter(|(_, change)| change.from.is_some()) {
            let less = bench.written(change, 1, Some(&kept[at])).filter(|less| *less != told[at]).unwrap_or_else(|| kept[at].clone());
            put(bench, at, less);
            let short = statement(bench, row, &NOW, figures).unwrap();
            // What the amount is by goes on within a tier: then it is asked whether the next one is still to be reached.
            // An amount may be held to its cap before a point of an interpolation is reached: then the point has nothing more to give.
            let name = goal.name.as_ref();
            let is_open = |told: &Statement<'_>| told.next.iter().any(|next| (&next.name, &next.goal) == (&goal.name, &goal.goal));
            let is_capped = goal.goal.starts_with(|sign: char| sign.is_ascii_digit()) && short.get(name) == after.get(name);
            let is_same = short.get(name) == shown_before.get(name);
            let is_short = is_same || is_capped || statement(bench, row, &NEXT, is_open).unwrap();
            assert!(is_short, "{} of {} needs less of {} than {way:?}", goal.name, before.key, change.name);
            put(bench, at, told[at].clone());
        }
        kept.iter().enumerate().for_each(|(at, text)| put(bench, at, text.clone()));
        tried += 1;
    }
    tried
}

#[test]
fn what_is_told_of_the_real_schemes_reaches_it_and_a_unit_less_does_not() {
    for (scheme, record) in SCHEMES {
        let mut bench = Bench::open(scheme, record);
        let rows = bench.files.iter().find(|(of, _, _)| *of == bench.record).unwrap().2.len() - 1;
        // A few of each; random ones are tried below.
        let tried: usize = (0..rows).step_by(rows.div_ceil(3)).map(|row| try_out(&mut bench, row, 6)).sum();
        assert!(tried > 0, "{scheme}: nothing is told of anybody");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Records of the real schemes with random figures in place of their own.
    #[test]
    fn what_is_told_of_random_records_reaches_it_and_a_unit_less_does_not(
        scheme in 0..SCHEMES.len(),
        row in any::<prop::sample::Index>(),
        factors in prop::collection::vec((any::<prop::sample::Index>(), 0i128..300), 1..4),
    ) {
        let (scheme, record) = SCHEMES[scheme];
        let mut bench = Bench::open(scheme, record);
        let record = bench.record;
        let rows = bench.files.iter().find(|(of, _, _)| *of == record).unwrap().2.len() - 1;
        let row = row.index(rows);
        let names: Vec<(String, u8)> = bench.policy.program().record(record).fields.iter().filter_map(|field| match &field.cells {
            Cells::Column { written: Written::Number { places, .. }, .. } => Some((field.name.clone(), *places)),
            Cells::Column { written: Written::Integer, .. } => Some((field.name.clone(), 0)),
            _ => None,
        }).collect();
        for (field, percent) in factors {
            if names.is_empty() { break; }
            let (name, places) = field.get(&names).clone();
            if let Some(cell) = bench.cell(record, &name, row)
                && let Ok(value) = parse_decimal(cell)
            {
                let factor = Exact::ratio(percent, 100).unwrap();
                *cell = format_plain(&value.mul(&factor).round_places(Rounding::HalfUp, places));
            }
        }
        try_out(&mut bench, row, 4);
    }
}
