//! Ranks and aggregates.

use merit::program::{Place, Rank, RankBlanks, Reduce, ReduceOp};
use merit::syntax::ast::RankOrder;
use merit::values::Exact;

use super::*;

const FIGURES: [Option<i128>; 5] = [Some(90), Some(70), Some(90), None, Some(95)];

fn ranks(place: Place, blanks: RankBlanks, among: Option<[bool; 5]>) -> Vec<Cell> {
    let mut sheet = Sheet::of(5);
    let key = sheet.numbers(&FIGURES);
    let among = among.map(|among| sheet.answers(&among));
    let keys = vec![(key, RankOrder::HighestFirst)];
    let rank = sheet.form(Kind::Number, Form::Rank(Box::new(Rank { keys, within: None, among, place, blanks })));
    sheet.values(rank, 5)
}

#[test]
fn equal_ones_share_a_place() {
    assert_eq!(ranks(Place::Best, RankBlanks::Last, None), whole(&[2, 4, 2, 5, 1]));
    assert_eq!(ranks(Place::Worst, RankBlanks::Last, None), whole(&[3, 4, 3, 5, 1]));
    assert_eq!(ranks(Place::Ordinal, RankBlanks::Last, None), whole(&[2, 4, 3, 5, 1]));
}

#[test]
fn blanks_stand_where_the_policy_puts_them() {
    assert_eq!(ranks(Place::Best, RankBlanks::First, None), whole(&[3, 5, 3, 1, 2]));
    let mut out = whole(&[2, 4, 2, 0, 1]);
    out[3] = Cell::Blank;
    assert_eq!(ranks(Place::Best, RankBlanks::Out, None), out);
}

#[test]
fn only_those_among_are_counted() {
    let ranks = ranks(Place::Best, RankBlanks::Last, Some([true, true, true, true, false]));
    assert_eq!(ranks[..4], whole(&[1, 3, 1, 4]));
    assert_eq!(ranks[4], Cell::NotApplicable);
}

#[test]
fn the_second_key_decides_between_equal_ones() {
    let mut sheet = Sheet::of(4);
    let first = sheet.numbers(&[Some(1), Some(1), Some(2), Some(1)]);
    let second = sheet.numbers(&[Some(5), Some(6), Some(1), None]);
    let keys = vec![(first, RankOrder::LowestFirst), (second, RankOrder::HighestFirst)];
    let rank = Rank { keys, within: None, among: None, place: Place::Best, blanks: RankBlanks::First };
    let rank = sheet.form(Kind::Number, Form::Rank(Box::new(rank)));
    assert_eq!(sheet.values(rank, 4), whole(&[3, 2, 4, 1]));
}

fn aggregate(op: ReduceOp, cells: &[Option<i128>], skip_blanks: bool, filter: Option<&[bool]>) -> Cell {
    let mut sheet = Sheet::of(cells.len());
    let value = sheet.numbers(cells);
    let filter = filter.map(|filter| sheet.answers(filter));
    let value = (op != ReduceOp::Count).then_some(value);
    let reduce = Reduce { op, over: sheet.record, by: None, filter, value, weight: None, skip_blanks, order: Vec::new() };
    let expr = sheet.build.expr(OVERALL, or_blank(Kind::Number), Form::Reduce(Box::new(reduce)));
    sheet.values(expr, 1).remove(0)
}

#[test]
fn aggregates_of_none_are_nothing_or_blank() {
    for (op, expected) in [
        (ReduceOp::Sum, n(0, 1)),
        (ReduceOp::Count, n(0, 1)),
        (ReduceOp::CountDistinct, n(0, 1)),
        (ReduceOp::Any, Cell::yes_no(false)),
        (ReduceOp::All, Cell::yes_no(true)),
        (ReduceOp::Average, Cell::Blank),
        (ReduceOp::Min, Cell::Blank),
        (ReduceOp::Max, Cell::Blank),
        (ReduceOp::First, Cell::Blank),
        (ReduceOp::Last, Cell::Blank),
        (ReduceOp::Percentile(Exact::ZERO), Cell::Blank),
    ] {
        assert_eq!(aggregate(op.clone(), &[], false, None), expected, "{op:?}");
    }
}

#[test]
fn one_blank_makes_the_whole_blank_unless_blanks_are_skipped() {
    let cells = [Some(4), None, Some(8), Some(8)];
    assert_eq!(aggregate(ReduceOp::Sum, &cells, false, None), Cell::Blank);
    assert_eq!(aggregate(ReduceOp::Sum, &cells, true, None), n(20, 1));
    assert_eq!(aggregate(ReduceOp::Average, &cells, true, None), n(20, 3));
    assert_eq!(aggregate(ReduceOp::CountDistinct, &cells, true, None), n(2, 1));
    // A blank that does not pass the filter is not read.
    assert_eq!(aggregate(ReduceOp::Max, &cells, false, Some(&[true, false, true, true])), n(8, 1));
    assert_eq!(aggregate(ReduceOp::Count, &cells, false, Some(&[true, true, false, false])), n(2, 1));
}

#[test]
fn percentiles_are_linear_between_neighbours() {
    let cells = [Some(40), Some(10), Some(20), Some(30)];
    let at = |numerator, denominator| aggregate(ReduceOp::Percentile(Exact::ratio(numerator, denominator).unwrap()), &cells, false, None);
    assert_eq!(at(0, 1), n(10, 1));
    assert_eq!(at(1, 2), n(25, 1));
    assert_eq!(at(1, 4), n(175, 10));
    assert_eq!(at(9, 10), n(37, 1));
    assert_eq!(at(1, 1), n(40, 1));
}
