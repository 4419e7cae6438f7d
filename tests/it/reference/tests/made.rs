//! Records made from others, and references between records.

use merit::program::{Cells, Reduce, ReduceOp};

use super::*;
use crate::build::{decimal, text};

#[test]
fn groups_stand_in_the_order_of_first_appearance() {
    let mut sheet = Sheet::of(5);
    let value = sheet.numbers(&[Some(2), Some(1), Some(2), Some(3), Some(1)]);
    let group = sheet.build.record("group", Rows::Group { of: sheet.record, by: vec![value] });
    let made = sheet.build.field(group, "value", Type::present(Kind::Number), Cells::Made);
    let to_group = Kind::Reference(group);
    let grouped = sheet.build.field(sheet.record, "group", Type::present(to_group), Cells::Grouped);
    let (reference, made) = (sheet.build.read(sheet.record, grouped), sheet.build.read(group, made));
    let op = ReduceOp::Count;
    let reduce = Reduce {
        op,
        over: sheet.record,
        by: Some(reference),
        filter: None,
        value: None,
        weight: None,
        skip_blanks: false,
        order: Vec::new(),
    };
    let size = sheet.build.expr(group, Type::present(Kind::Number), Form::Reduce(Box::new(reduce)));
    let size_of_mine = sheet.form(Kind::Number, Form::Gather { reference, value: size });
    let value_of_mine = sheet.form(Kind::Number, Form::Gather { reference, value: made });

    put(&mut sheet.tables, sheet.record, sheet.table);
    let mut run = Reference::new(&sheet.build.program, &sheet.tables, AS_OF);
    assert_eq!(run.rows(group), 3);
    assert_eq!((0..3).map(|row| run.value(made, row)).collect::<Vec<_>>(), whole(&[2, 1, 3]));
    assert_eq!((0..3).map(|row| run.value(size, row)).collect::<Vec<_>>(), whole(&[2, 2, 1]));
    assert_eq!((0..5).map(|row| run.value(size_of_mine, row)).collect::<Vec<_>>(), whole(&[2, 2, 2, 1, 2]));
    assert_eq!((0..5).map(|row| run.value(value_of_mine, row)).collect::<Vec<_>>(), whole(&[2, 1, 2, 3, 1]));
}

/// Three people split 100 of each: 30 to the first party, the rest to the second, 25 to the third.
#[test]
fn one_part_takes_what_the_others_leave() {
    let mut sheet = Sheet::of(3);
    let to_self = or_blank(Kind::Reference(sheet.record));
    let mut party = |cells: [Option<u32>; 3]| sheet.field(to_self, column(&cells, Values::Codes)).1;
    let first = party([Some(0), Some(0), None]);
    let second = party([Some(1), None, None]);
    let third = party([Some(2), Some(2), Some(1)]);
    let [hundred, thirty, twenty_five] = [100, 30, 25].map(|number| constant(&mut sheet.build, decimal(number, 0)));
    let shares = vec![(first, Some(thirty)), (second, None), (third, Some(twenty_five))];
    let part = sheet.build.record("part", Rows::Split { of: sheet.record, amount: hundred, shares });
    let of_number = Type::present(Kind::Number);
    let fields = [to_self, to_self, of_number, of_number].map(|ty| sheet.build.field(part, "field", ty, Cells::Made));
    let fields = fields.map(|field| sheet.build.read(part, field));

    put(&mut sheet.tables, sheet.record, sheet.table);
    let mut run = Reference::new(&sheet.build.program, &sheet.tables, AS_OF);
    assert_eq!(run.rows(part), 6);
    let mut column = |at: usize| (0..6).map(|row| run.value(fields[at], row)).collect::<Vec<_>>();
    let to = |rows: [usize; 6]| rows.map(|row| Cell::Present(V::Reference(row)));
    assert_eq!(column(0), to([0, 0, 0, 1, 1, 2]));
    assert_eq!(column(1), to([0, 1, 2, 0, 2, 1]));
    assert_eq!(column(2), whole(&[30, 45, 25, 75, 25, 100]));
    assert_eq!(column(3), whole(&[1, 2, 3, 1, 3, 3]));
}

#[test]
fn a_key_is_found_or_blank() {
    let mut sheet = Sheet::of(3);
    let texts = ["a", "b", "c"].map(|text| Some(sheet.tables.texts.number(text)));
    let wanted = ["c", "x"].map(|text| Some(sheet.tables.texts.number(text)));
    let (key, _) = sheet.field(Type::present(Kind::Text), column(&texts, Values::Codes));
    sheet.build.program.records[sheet.record.at()].key = vec![key];
    let (_, by) = sheet.field(or_blank(Kind::Text), column(&[wanted[0], wanted[1], None], Values::Codes));
    let to_self = or_blank(Kind::Reference(sheet.record));
    let found = sheet.build.field(sheet.record, "found", to_self, Cells::Computed { by: vec![by], or_blank: true });
    let found = sheet.build.read(sheet.record, found);
    assert_eq!(sheet.values(found, 3), [Cell::Present(V::Reference(2)), Cell::Blank, Cell::Blank]);
}

#[test]
fn the_first_and_last_follow_their_order_and_then_the_input() {
    let ordered = |op: ReduceOp| {
        let mut sheet = Sheet::of(4);
        let value = sheet.numbers(&[Some(10), Some(20), Some(30), Some(40)]);
        let order = sheet.numbers(&[Some(2), Some(1), Some(1), Some(2)]);
        let reduce = Reduce {
            op,
            over: sheet.record,
            by: None,
            filter: None,
            value: Some(value),
            weight: None,
            skip_blanks: false,
            order: vec![order],
        };
        let expr = sheet.build.expr(OVERALL, or_blank(Kind::Number), Form::Reduce(Box::new(reduce)));
        sheet.values(expr, 1).remove(0)
    };
    assert_eq!(ordered(ReduceOp::First), n(20, 1));
    assert_eq!(ordered(ReduceOp::Last), n(40, 1));
}

#[test]
fn texts_are_listed_in_order() {
    let mut sheet = Sheet::of(3);
    let texts = ["b", "甲", "a"].map(|text| Some(sheet.tables.texts.number(text)));
    let (_, value) = sheet.field(or_blank(Kind::Text), column(&texts, Values::Codes));
    let op = ReduceOp::List(", ".to_owned());
    let reduce =
        Reduce { op, over: sheet.record, by: None, filter: None, value: Some(value), weight: None, skip_blanks: false, order: vec![value] };
    let expr = sheet.build.expr(OVERALL, or_blank(Kind::Text), Form::Reduce(Box::new(reduce)));
    assert_eq!(sheet.values(expr, 1), [words("a, b, 甲")]);
    assert_eq!(Cell::Present(V::of(&text("甲"))), words("甲"));
}
