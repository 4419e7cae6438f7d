//! Steps over whole columns: aggregates, ranks, shares, groups, splits.

use super::builder::{Builder, SUBJECT, cell, cells, number};
use crate::data::columns::BATCH;
use crate::diagnostics::Code;
use crate::plan::Plan;
use crate::program::{
    Allocate, Cells, ExprId, FieldId, Form, Kind, Map, OVERALL, OddUnits, Place, Rank, RankBlanks, RecordId, Reduce, ReduceOp, Rows,
};
use crate::run::{Cell, Keep, Settings, run};
use crate::syntax::ast::RankOrder;
use crate::values::{Exact, Value};

/// Loans of three people: the reference, the value, whether they count.
fn loans(builder: &mut Builder, owners: &str, values: &str, filter: Option<&str>) -> (RecordId, ExprId, ExprId, Option<ExprId>) {
    let count = owners.split_whitespace().count();
    let loan = builder.record("loan", Rows::File("loan".to_owned()), count);
    let by = builder.field(loan, Kind::Reference(SUBJECT), &cells(owners));
    let value = builder.field(loan, Kind::Number, &cells(values));
    let filter = filter.map(|filter| builder.field(loan, Kind::YesNo, &cells(filter)));
    (loan, by, value, filter)
}

fn reduced(op: ReduceOp, owners: &str, values: &str, filter: Option<&str>, skip_blanks: bool) -> Vec<Cell> {
    let mut builder = Builder::new(3);
    let (over, by, value, filter) = loans(&mut builder, owners, values, filter);
    let value = if op == ReduceOp::Count { None } else { Some(value) };
    let reduce = Reduce { op, over, by: Some(by), filter, value, weight: None, skip_blanks, order: Vec::new() };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Reduce(Box::new(reduce)));
    builder.cells(expr)
}

#[test]
fn aggregates_of_some_and_none() {
    let owners = "@1 @0 @1 - @1 n/a";
    let values = "2.5 7 1 100 1 100";
    for (op, expected) in [
        (ReduceOp::Sum, "7 4.5 0"),
        (ReduceOp::Count, "1 3 0"),
        (ReduceOp::CountDistinct, "1 2 0"),
        (ReduceOp::Average, "7 1.5 -"),
        (ReduceOp::Min, "7 1 -"),
        (ReduceOp::Max, "7 2.5 -"),
        (ReduceOp::First, "7 2.5 -"),
        (ReduceOp::Last, "7 1 -"),
        (ReduceOp::Percentile(number("0.5")), "7 1 -"),
        (ReduceOp::Percentile(number("0.75")), "7 1.75 -"),
        (ReduceOp::Percentile(number("1")), "7 2.5 -"),
    ] {
        assert_eq!(reduced(op.clone(), owners, values, None, false), cells(expected), "{op:?}");
    }
}

#[test]
fn absent_values_and_filters_in_aggregates() {
    let owners = "@0 @0 @1 @1 @2 @2";
    let values = "1 - 2 n/a 4 5";
    for (op, skip, expected) in [
        (ReduceOp::Sum, false, "- 2 9"),
        (ReduceOp::Sum, true, "1 2 9"),
        (ReduceOp::Average, false, "- 2 4.5"),
        (ReduceOp::Average, true, "1 2 4.5"),
        (ReduceOp::Max, false, "- 2 5"),
        (ReduceOp::First, false, "- 2 4"),
        (ReduceOp::First, true, "1 2 4"),
        (ReduceOp::Last, false, "- 2 5"),
        (ReduceOp::Last, true, "1 2 5"),
        (ReduceOp::CountDistinct, true, "1 1 2"),
    ] {
        assert_eq!(reduced(op.clone(), owners, values, None, skip), cells(expected), "{op:?} {skip}");
    }
    assert_eq!(reduced(ReduceOp::Sum, owners, "1 2 3 4 5 6", Some("yes no no no yes yes"), false), cells("1 0 11"));
    assert_eq!(reduced(ReduceOp::Count, owners, values, Some("yes ? no no yes yes"), false), cells("? 0 2"));
    assert_eq!(reduced(ReduceOp::Sum, owners, "1 ? 3 ! 5 6", None, true), cells("? ! 11"));
    assert_eq!(reduced(ReduceOp::Sum, "@0 ?", "1 2", None, true), cells("? ? ?"));
}

#[test]
fn any_and_all() {
    for (op, expected) in [(ReduceOp::Any, "yes no - no"), (ReduceOp::All, "no no - yes")] {
        let mut builder = Builder::new(4);
        let loan = builder.record("loan", Rows::File("loan".to_owned()), 5);
        let by = builder.field(loan, Kind::Reference(SUBJECT), &cells("@0 @0 @1 @2 @2"));
        let value = builder.field(loan, Kind::YesNo, &cells("yes no no yes -"));
        let reduce =
            Reduce { op, over: loan, by: Some(by), filter: None, value: Some(value), weight: None, skip_blanks: false, order: Vec::new() };
        let expr = builder.add(SUBJECT, Kind::YesNo, Form::Reduce(Box::new(reduce)));
        assert_eq!(builder.cells(expr), cells(expected));
    }
}

#[test]
fn sums_widen_and_go_over_everyone() {
    let mut builder = Builder::new(4);
    let value = builder.field(SUBJECT, Kind::Number, &cells("170141183460469231731687303715884105727 1 0.5 1/3"));
    let one = builder.constant(cell("1"));
    let mut sum = |value| {
        let reduce = Reduce {
            op: ReduceOp::Sum,
            over: SUBJECT,
            by: None,
            filter: None,
            value: Some(value),
            weight: None,
            skip_blanks: false,
            order: Vec::new(),
        };
        builder.add(OVERALL, Kind::Number, Form::Reduce(Box::new(reduce)))
    };
    let (total, count) = (sum(value), sum(one));
    let share = builder.map(Kind::Number, Map::Divide, &[value, total]);
    assert_eq!(builder.cells(count), cells("4"));
    let expected = number("170141183460469231731687303715884105728").add(&number("5/6"));
    assert_eq!(builder.cells(total), [Cell::Present(Value::Number(expected.clone()))]);
    assert_eq!(builder.cells(share)[1], Cell::Present(Value::Number(Exact::ONE.div(&expected).unwrap())));
}

#[test]
fn first_and_last_in_an_order_and_lists() {
    let mut builder = Builder::new(2);
    let (loan, by, value, _) = loans(&mut builder, "@0 @0 @0 @1 @0", "1 2 3 4 5", None);
    let order = builder.field(loan, Kind::Date, &cells("2026-03-01 2026-01-01 2026-01-01 2026-01-01 -"));
    for (op, kind, expected) in [
        (ReduceOp::First, Kind::Number, "2 4"),
        (ReduceOp::Last, Kind::Number, "5 4"),
        (ReduceOp::List("/".to_owned()), Kind::Text, "'2/3/1/5 '4"),
    ] {
        let reduce =
            Reduce { op, over: loan, by: Some(by), filter: None, value: Some(value), weight: None, skip_blanks: false, order: vec![order] };
        let expr = builder.add(SUBJECT, kind, Form::Reduce(Box::new(reduce)));
        assert_eq!(builder.cells(expr), cells(expected));
    }
}

fn ranked(keys: &str, within: Option<&str>, among: Option<&str>, place: Place, blanks: RankBlanks, order: RankOrder) -> Vec<Cell> {
    let mut builder = Builder::new(keys.split_whitespace().count());
    let team = builder.record("team", Rows::File("team".to_owned()), 3);
    let key = builder.field(SUBJECT, Kind::Number, &cells(keys));
    let within = within.map(|within| builder.field(SUBJECT, Kind::Reference(team), &cells(within)));
    let among = among.map(|among| builder.field(SUBJECT, Kind::YesNo, &cells(among)));
    let rank = Rank { keys: vec![(key, order)], within, among, place, blanks };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Rank(Box::new(rank)));
    builder.cells(expr)
}

#[test]
fn ranks() {
    use Place::{Best, Ordinal, Worst};
    use RankBlanks::{First, Last, Never, Out};
    use RankOrder::{HighestFirst, LowestFirst};
    let keys = "5 7 5 9";
    for (place, expected) in [(Best, "3 2 3 1"), (Worst, "4 2 4 1"), (Ordinal, "3 2 4 1")] {
        assert_eq!(ranked(keys, None, None, place, Never, HighestFirst), cells(expected), "{place:?}");
    }
    assert_eq!(ranked(keys, None, None, Best, Never, LowestFirst), cells("1 3 1 4"));
    assert_eq!(ranked(keys, Some("@0 @1 @1 @0"), None, Best, Never, HighestFirst), cells("2 1 2 1"));
    assert_eq!(ranked(keys, Some("@0 - n/a @0"), None, Best, Never, HighestFirst), cells("2 - n/a 1"));
    assert_eq!(ranked(keys, None, Some("no yes yes yes"), Best, Never, HighestFirst), cells("n/a 2 3 1"));
    for (blanks, expected) in [(First, "3 1 4 1 n/a"), (Last, "1 3 2 3 n/a"), (Out, "1 - 2 - n/a"), (Never, "1 - 2 - n/a")] {
        assert_eq!(ranked("9 - 5 - n/a", None, None, Best, blanks, HighestFirst), cells(expected), "{blanks:?}");
    }
    assert_eq!(ranked("9 - 5 -", None, None, Worst, First, LowestFirst), cells("4 2 3 2"));
    // Whoever has an unknown key makes the places of all in the cohort unknown.
    assert_eq!(ranked("1 ? 3", Some("@0 @0 @1"), None, Best, Never, HighestFirst), cells("? ? 1"));
    assert_eq!(ranked("1/3 0.3333 1/3", None, None, Best, Never, HighestFirst), cells("1 3 1"));
    assert_eq!(ranked("", None, None, Best, Never, HighestFirst), []);
}

#[test]
fn a_rank_by_two_keys() {
    let mut builder = Builder::new(4);
    let first = builder.field(SUBJECT, Kind::Number, &cells("1 1 2 1"));
    let second = builder.field(SUBJECT, Kind::Text, &cells("'b 'a 'c 'b"));
    let keys = vec![(first, RankOrder::HighestFirst), (second, RankOrder::LowestFirst)];
    let rank = Rank { keys, within: None, among: None, place: Place::Best, blanks: RankBlanks::Never };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Rank(Box::new(rank)));
    assert_eq!(builder.cells(expr), cells("3 2 1 3"));
}

fn allocated(amount: &str, weights: &str, unit: &str, odd: fn(Vec<ExprId>) -> OddUnits, order: Option<&str>) -> Vec<Cell> {
    let mut builder = Builder::new(weights.split_whitespace().count());
    let amount = builder.constant(cell(amount));
    let weight = builder.field(SUBJECT, Kind::Number, &cells(weights));
    let order = order.map(|order| builder.field(SUBJECT, Kind::Number, &cells(order))).into_iter().collect();
    let allocate = Allocate { amount, within: None, among: None, weight, unit: number(unit), odd: odd(order) };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Allocate(Box::new(allocate)));
    builder.cells(expr)
}

#[test]
fn shares_make_the_whole() {
    use OddUnits::{LargestRemainder, OneByOne, ToFirst, ToLast};
    assert_eq!(allocated("100", "1 1 1", "0.01", LargestRemainder, None), cells("33.34 33.33 33.33"));
    assert_eq!(allocated("100", "1 1 1", "0.01", LargestRemainder, Some("3 2 1")), cells("33.33 33.33 33.34"));
    assert_eq!(allocated("10", "1 2 4", "1", LargestRemainder, None), cells("1 3 6"));
    assert_eq!(allocated("10", "1 2 4", "1", OneByOne, Some("3 2 1")), cells("1 3 6"));
    assert_eq!(allocated("11", "1 1 0 2", "1", ToLast, None), cells("2 2 0 7"));
    assert_eq!(allocated("11", "1 1 0 2", "1", ToFirst, None), cells("4 2 0 5"));
    assert_eq!(allocated("11", "1 1 0 2", "1", |_| OddUnits::Lapse, None), cells("2 2 0 5"));
    assert_eq!(allocated("-100", "1 1 1", "0.01", LargestRemainder, None), cells("-33.34 -33.33 -33.33"));
    assert_eq!(allocated("0.025", "1 1", "0.01", OneByOne, None), cells("0.015 0.01"));
    assert_eq!(allocated("100", "0 0", "0.01", LargestRemainder, None), cells("0 0"));
    assert_eq!(allocated("-", "1 2", "0.01", LargestRemainder, None), cells("0 0"));
    assert_eq!(allocated("n/a", "1 n/a", "0.01", LargestRemainder, None), cells("0 0"));
    assert_eq!(allocated("10", "1 -", "0.01", LargestRemainder, None), cells("10 0"));
    assert_eq!(allocated("10", "1 ?", "0.01", LargestRemainder, None), cells("? ?"));
}

#[test]
fn shares_of_many_amounts() {
    let mut builder = Builder::new(5);
    let team = builder.record("team", Rows::File("team".to_owned()), 2);
    let amount = builder.field(team, Kind::Number, &cells("10 1/3"));
    let within = builder.field(SUBJECT, Kind::Reference(team), &cells("@1 @0 @0 @0 -"));
    let among = builder.field(SUBJECT, Kind::YesNo, &cells("yes yes no yes yes"));
    let weight = builder.field(SUBJECT, Kind::Number, &cells("5 1 1 2 1"));
    let odd = OddUnits::LargestRemainder(Vec::new());
    let allocate = Allocate { amount, within: Some(within), among: Some(among), weight, unit: number("0.01"), odd };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Allocate(Box::new(allocate)));
    assert_eq!(builder.cells(expr), cells("1/3 3.33 n/a 6.67 -"));
}

#[test]
fn a_weight_below_zero_is_a_finding() {
    let mut builder = Builder::new(3);
    let amount = builder.constant(cell("10"));
    let weight = builder.field(SUBJECT, Kind::Number, &cells("1 -2 1"));
    let allocate = Allocate { amount, within: None, among: None, weight, unit: number("1"), odd: OddUnits::Lapse };
    let expr = builder.add(SUBJECT, Kind::Number, Form::Allocate(Box::new(allocate)));
    let plan = Plan::new(&builder.program, &[expr]);
    let findings = run(&builder.program, &plan, &builder.tables, &Settings::default()).unwrap_err();
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0608]);
    assert!(findings[0].message.en.contains("`#2` is -2"), "{}", findings[0].message.en);
}

#[test]
fn groups_come_in_order_of_first_appearance() {
    let mut builder = Builder::new(6);
    let team = builder.field(SUBJECT, Kind::Text, &cells("'b 'a 'b 'a - 'a"));
    let year = builder.field(SUBJECT, Kind::Number, &cells("1 1 1.00 2 1 1"));
    let group = builder.record("group", Rows::Group { of: SUBJECT, by: vec![team, year] }, 0);
    let (name, number) = (builder.bare_field(group, Kind::Text, Cells::Made), builder.bare_field(group, Kind::Number, Cells::Made));
    let (name, number) = (builder.add(group, Kind::Text, Form::Field(name)), builder.add(group, Kind::Number, Form::Field(number)));
    let to_group = builder.bare_field(SUBJECT, Kind::Reference(group), Cells::Grouped);
    let to_group = builder.add(SUBJECT, Kind::Reference(group), Form::Field(to_group));
    assert_eq!(builder.cells(name), cells("'b 'a 'a -"));
    assert_eq!(builder.cells(number), cells("1 1 2 1"));
    assert_eq!(builder.cells(to_group), cells("@0 @1 @0 @2 @3 @1"));
    let count = Reduce {
        op: ReduceOp::Count,
        over: SUBJECT,
        by: Some(to_group),
        filter: None,
        value: None,
        weight: None,
        skip_blanks: false,
        order: vec![],
    };
    let count = builder.add(group, Kind::Number, Form::Reduce(Box::new(count)));
    assert_eq!(builder.cells(count), cells("2 2 1 1"));
    let twice = builder.map(Kind::Number, Map::Add, &[count, number]);
    let back = builder.add(SUBJECT, Kind::Number, Form::Gather { reference: to_group, value: twice });
    assert_eq!(builder.cells(back), cells("3 3 3 3 2 3"));
    let row = builder.add(group, Kind::Reference(group), Form::Row);
    assert_eq!(builder.cells(row), cells("@0 @1 @2 @3"));
    assert_eq!(builder.outcome(&[row], Keep::Outputs).made(group).unwrap().rows, 4);
}

#[test]
fn splits_make_the_whole() {
    let mut builder = Builder::new(5);
    let person = builder.record("person", Rows::File("person".to_owned()), 3);
    let amount = builder.field(SUBJECT, Kind::Number, &cells("10 10 10 n/a 10.01"));
    let seller = builder.field(SUBJECT, Kind::Reference(person), &cells("@0 @0 - @0 -"));
    let referrer = builder.field(SUBJECT, Kind::Reference(person), &cells("@1 - @2 @1 -"));
    let share = builder.field(SUBJECT, Kind::Number, &cells("3.33 3.33 3.33 1 1"));
    let shares = vec![(seller, None), (referrer, Some(share))];
    let split = builder.record("split", Rows::Split { of: SUBJECT, amount, shares }, 0);
    let kinds = [Kind::Reference(SUBJECT), Kind::Reference(person), Kind::Number, Kind::Number];
    let fields = kinds.map(|kind| {
        let field: FieldId = builder.bare_field(split, kind, Cells::Made);
        builder.add(split, kind, Form::Field(field))
    });
    for (field, expected) in fields.iter().zip(["@0 @0 @1 @2 @3 @3", "@0 @1 @0 @2 @0 @1", "6.67 3.33 10 10 n/a 1", "1 2 1 2 1 2"]) {
        assert_eq!(builder.cells(*field), cells(expected));
    }
    let earned = Reduce {
        op: ReduceOp::Sum,
        over: split,
        by: Some(fields[1]),
        filter: None,
        value: Some(fields[2]),
        weight: None,
        skip_blanks: false,
        order: vec![],
    };
    let earned = builder.add(person, Kind::Number, Form::Reduce(Box::new(earned)));
    assert_eq!(builder.cells(earned), cells("16.67 4.33 10"));
}

#[test]
fn a_key_that_leads_nowhere_is_a_finding() {
    let mut builder = Builder::new(3);
    let other = builder.record("other", Rows::File("other".to_owned()), 1);
    builder.field(other, Kind::Text, &cells("'x"));
    let key = builder.field(SUBJECT, Kind::Text, &cells("'x 'y -"));
    let field = builder.bare_field(SUBJECT, Kind::Reference(other), Cells::Computed { by: vec![key], or_blank: false });
    let reference = builder.add(SUBJECT, Kind::Reference(other), Form::Field(field));
    let plan = Plan::new(&builder.program, &[reference]);
    let findings = run(&builder.program, &plan, &builder.tables, &Settings::default()).unwrap_err();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, Code::E0507);
    assert!(findings[0].message.en.contains("`#2`"), "{}", findings[0].message.en);
}

#[test]
fn many_batches_and_long_chains() {
    let rows = 2 * BATCH + 5;
    let owners: Vec<Cell> = (0..rows).map(|row| cell(&format!("@{}", row % 3))).collect();
    let values: Vec<Cell> = (0..rows).map(|row| cell(&format!("{row}.5"))).collect();
    let mut builder = Builder::new(3);
    let loan = builder.record("loan", Rows::File("loan".to_owned()), rows);
    let by = builder.field(loan, Kind::Reference(SUBJECT), &owners);
    let mut value = builder.field(loan, Kind::Number, &values);
    let one = builder.constant(cell("1"));
    for _ in 0..20_000 {
        let next = builder.map(Kind::Number, Map::Max, &[value, one]);
        value = builder.define(next);
    }
    // So deep a chain would exhaust the stack of a planner that calls itself.
    let _ = Plan::new(&builder.program, &[value]);
    let field = ExprId(1);
    let reduce = Reduce {
        op: ReduceOp::Sum,
        over: loan,
        by: Some(by),
        filter: None,
        value: Some(field),
        weight: None,
        skip_blanks: false,
        order: vec![],
    };
    let sum = builder.add(SUBJECT, Kind::Number, Form::Reduce(Box::new(reduce)));
    let total = |from: usize| -> Cell {
        let sum: usize = (from..rows).step_by(3).sum();
        let count = (from..rows).step_by(3).count();
        Cell::Present(Value::Number(Exact::from_int(sum as i128).add(&Exact::ratio(count as i128, 2).unwrap())))
    };
    assert_eq!(builder.cells(sum), [total(0), total(1), total(2)]);
}

#[test]
fn groups_counts_sums_and_averages_of_many_batches() {
    let rows = 13 * BATCH + 5;
    // Later batches meet other teams first.
    let team_of = |row: usize| (row * 7 + row / (3 * BATCH) * 4) % (5 + row / BATCH);
    let mut builder = Builder::new(rows);
    let team = builder.field(SUBJECT, Kind::Text, &(0..rows).map(|row| cell(&format!("'team{}", team_of(row)))).collect::<Vec<_>>());
    let value = builder.field(SUBJECT, Kind::Number, &(0..rows).map(|row| cell(&format!("{row}.5"))).collect::<Vec<_>>());
    let all = builder.field(SUBJECT, Kind::YesNo, &vec![cell("yes"); rows]);
    let group = builder.record("group", Rows::Group { of: SUBJECT, by: vec![team] }, 0);
    let name = builder.bare_field(group, Kind::Text, Cells::Made);
    let name = builder.add(group, Kind::Text, Form::Field(name));
    let to_group = builder.bare_field(SUBJECT, Kind::Reference(group), Cells::Grouped);
    let to_group = builder.add(SUBJECT, Kind::Reference(group), Form::Field(to_group));
    let mut met: Vec<usize> = Vec::new();
    let groups: Vec<usize> = (0..rows)
        .map(|row| {
            let team = team_of(row);
            met.iter().position(|own| *own == team).unwrap_or_else(|| {
                met.push(team);
                met.len() - 1
            })
        })
        .collect();
    assert_eq!(builder.cells(name), met.iter().map(|team| cell(&format!("'team{team}"))).collect::<Vec<_>>());
    assert_eq!(builder.cells(to_group), groups.iter().map(|group| cell(&format!("@{group}"))).collect::<Vec<_>>());
    let rows_of = |group: usize| groups.iter().enumerate().filter(move |(_, own)| **own == group).map(|(row, _)| row);
    let count = |group: usize| Exact::from_int(rows_of(group).count() as i128);
    let sum = |group: usize| Exact::from_int(rows_of(group).sum::<usize>() as i128).add(&count(group).mul(&number("0.5")));
    for (op, value, expected) in [
        (ReduceOp::Count, None, &count as &dyn Fn(usize) -> Exact),
        (ReduceOp::Sum, Some(value), &sum),
        (ReduceOp::Average, Some(value), &|group| sum(group).div(&count(group)).unwrap()),
    ] {
        let expected: Vec<Cell> = (0..met.len()).map(|group| Cell::Present(Value::Number(expected(group)))).collect();
        // What counts every row as a matter of course, and what is asked of each.
        for filter in [None, Some(all)] {
            let (op, by) = (op.clone(), Some(to_group));
            let reduce = Reduce { op, over: SUBJECT, by, filter, value, weight: None, skip_blanks: false, order: vec![] };
            let reduced = builder.add(group, Kind::Number, Form::Reduce(Box::new(reduce)));
            assert_eq!(builder.cells(reduced), expected, "{filter:?}");
        }
    }
}

#[test]
fn a_run_can_be_stopped_and_needs_a_date() {
    let mut builder = Builder::new(3);
    let field = builder.field(SUBJECT, Kind::Number, &cells("1 2 3"));
    let sum = builder.map(Kind::Number, Map::Add, &[field, field]);
    let plan = Plan::new(&builder.program, &[sum]);
    let stop = std::sync::atomic::AtomicBool::new(true);
    let settings = Settings { interrupt: Some(&stop), ..Settings::default() };
    let findings = run(&builder.program, &plan, &builder.tables, &settings).unwrap_err();
    assert_eq!(findings[0].code, Code::E0609);
    let today = builder.add(OVERALL, Kind::Date, Form::Today);
    let plan = Plan::new(&builder.program, &[today]);
    let findings = run(&builder.program, &plan, &builder.tables, &Settings::default()).unwrap_err();
    assert_eq!(findings[0].code, Code::E0604);
}

#[test]
fn whole_columns_of_many_batches_in_many_forms() {
    let rows = 2 * BATCH + 3;
    let mut builder = Builder::new(rows);
    // The first batch holds 64-bit integers, the second wider ones, the third a fraction; all different, in no order.
    let key = |row: usize| {
        let scattered = Exact::from_int(((row * 7919) % rows) as i128);
        let widest = Exact::from_int(i128::from(i64::MAX));
        match row / BATCH {
            0 => scattered,
            1 => scattered.add(&widest.mul(&Exact::from_int(2))),
            _ => scattered.sub(&number("1/3")),
        }
    };
    let present = |number: Exact| Cell::Present(Value::Number(number));
    let values: Vec<Cell> = (0..rows).map(|row| present(key(row))).collect();
    let field = builder.field(SUBJECT, Kind::Number, &values);
    let back: Vec<Cell> = (0..rows).map(|row| cell(&format!("@{}", rows - 1 - row))).collect();
    let back = builder.field(SUBJECT, Kind::Reference(SUBJECT), &back);
    let gathered = builder.add(SUBJECT, Kind::Number, Form::Gather { reference: back, value: field });
    assert_eq!(builder.cells(gathered), (0..rows).map(|row| present(key(rows - 1 - row))).collect::<Vec<_>>());

    let keys = vec![(field, RankOrder::LowestFirst)];
    let rank = Rank { keys, within: None, among: None, place: Place::Best, blanks: RankBlanks::Never };
    let rank = builder.add(SUBJECT, Kind::Number, Form::Rank(Box::new(rank)));
    let mut sorted: Vec<usize> = (0..rows).collect();
    sorted.sort_by_key(|row| key(*row));
    let mut places = vec![Cell::Blank; rows];
    sorted.iter().zip(1i128..).for_each(|(row, place)| places[*row] = present(Exact::from_int(place)));
    assert_eq!(builder.cells(rank), places);

    let group = builder.record("group", Rows::Group { of: SUBJECT, by: vec![rank] }, 0);
    let made = builder.bare_field(group, Kind::Number, Cells::Made);
    let made = builder.add(group, Kind::Number, Form::Field(made));
    assert_eq!(builder.cells(made), places);
    let found = builder.bare_field(SUBJECT, Kind::Reference(group), Cells::Computed { by: vec![rank], or_blank: false });
    let found = builder.add(SUBJECT, Kind::Reference(group), Form::Field(found));
    assert_eq!(builder.cells(found), (0..rows).map(|row| cell(&format!("@{row}"))).collect::<Vec<_>>());

    let amount = builder.constant(cell("1000000"));
    let odd = OddUnits::LargestRemainder(vec![rank]);
    let allocate = Allocate { amount, within: None, among: None, weight: rank, unit: number("0.01"), odd };
    let share = builder.add(SUBJECT, Kind::Number, Form::Allocate(Box::new(allocate)));
    let total: Exact =
        builder.cells(share).iter().map(|cell| if let Cell::Present(Value::Number(n)) = cell { n.clone() } else { Exact::ZERO }).sum();
    assert_eq!(total, number("1000000"));
}

#[test]
fn a_circle_is_refused() {
    let mut builder = Builder::new(1);
    let field = builder.field(SUBJECT, Kind::Number, &cells("1"));
    let named = builder.define(field);
    let more = builder.map(Kind::Number, Map::Add, &[named, field]);
    builder.program.definitions[0].value = more;
    let plan = Plan::new(&builder.program, &[named]);
    let findings = run(&builder.program, &plan, &builder.tables, &Settings::default()).unwrap_err();
    assert_eq!(findings[0].code, Code::E0408);
}
