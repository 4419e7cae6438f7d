//! Plans by their text.

use super::{Plan, print};
use crate::program::{Form, Kind, Map, OVERALL, Reduce, ReduceOp};
use crate::run::tests::builder::{Builder, SUBJECT, cell, cells, number};
use crate::values::Rounding;

#[test]
fn a_plan_in_full() {
    let mut builder = Builder::new(2);
    let base = builder.field(SUBJECT, Kind::Number, &cells("1 2"));
    let active = builder.field(SUBJECT, Kind::YesNo, &cells("yes no"));
    let (two, three) = (builder.constant(cell("2")), builder.constant(cell("3")));
    let six = builder.map(Kind::Number, Map::Multiply, &[two, three]);
    let bonus = builder.map(Kind::Number, Map::Multiply, &[base, six]);
    let again = builder.map(Kind::Number, Map::Multiply, &[base, six]);
    let cases = builder.add(SUBJECT, Kind::Number, Form::Cases { arms: vec![(active, bonus)], otherwise: None });
    let reduce = Reduce {
        op: ReduceOp::Sum,
        over: SUBJECT,
        by: None,
        filter: None,
        value: Some(cases),
        weight: None,
        skip_blanks: false,
        order: Vec::new(),
    };
    let total = builder.add(OVERALL, Kind::Number, Form::Reduce(Box::new(reduce)));
    let share = builder.map(Kind::Number, Map::Divide, &[again, total]);
    let rounded = builder.map(Kind::Number, Map::Round { mode: Rounding::HalfUp, unit: number("0.01") }, &[share]);
    let plan = Plan::new(&builder.program, &[cases, rounded]);
    let text = print::print(&builder.program, &plan);
    let expected = "\
s0 field f1  @ subject
s1 field f0  @ subject
s2 constant 2  @ overall, scale 0
s3 constant 3  @ overall, scale 0
s4 constant 6  @ overall, scale 0
s5 Multiply s1, s4  @ subject
s6 cases s0: s5;  @ subject
s7 reduce Sum over subject of s6  @ overall
s8 Divide s5, s7  @ subject
s9 round HalfUp to 0.01 s8  @ subject, scale 2
segment of subject: s5, s6
whole: s7
segment of subject: s8, s9
";
    assert_eq!(text, expected);
}
