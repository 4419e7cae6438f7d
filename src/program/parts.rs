//! What an expression is made of, for those who walk through a program.

use crate::program::{Cells, ExprId, FieldId, Form, Kind, LedgerId, Map, OddUnits, Program, RecordId, Rows, StretchValue};

/// Whether an expression at a row is made of values of the same row only.
pub(crate) fn is_elementwise(form: &Form) -> bool {
    match form {
        // Texts are made one after the other, over whole columns.
        Form::Map(Map::Join(_) | Map::ToText, _) => false,
        Form::Constant(_)
        | Form::Blank
        | Form::NotApplicable
        | Form::Today
        | Form::Field(_)
        | Form::Definition(_)
        | Form::Row
        | Form::Map(..)
        | Form::Settle { .. }
        | Form::Cases { .. }
        | Form::Piece(_)
        | Form::Lookup { .. }
        | Form::Carried { .. }
        | Form::Balance { .. }
        | Form::AtEntry(_) => true,
        Form::Gather { .. }
        | Form::Reduce(_)
        | Form::Cover(_)
        | Form::Rank(_)
        | Form::Allocate(_)
        | Form::Scan(_)
        | Form::Closing { .. } => false,
    }
}

/// Tells the expressions that one is made of directly, those of fields and made rows that it reads among them; not what a fold carries.
pub(crate) fn each_part(program: &Program, id: ExprId, tell: &mut dyn FnMut(ExprId)) {
    let expr = program.expr(id);
    let mut many = |ids: &[ExprId]| ids.iter().for_each(|&id| tell(id));
    match &expr.form {
        Form::Constant(_) | Form::Blank | Form::NotApplicable | Form::Today | Form::Carried { .. } | Form::Balance { .. } => {}
        Form::Row => each_of_made(program, expr.index, tell),
        Form::Field(field) => each_of_field(program, expr.index, *field, tell),
        Form::AtEntry(value) => many(&[*value]),
        Form::Closing { ledger, .. } => each_of_ledger(program, *ledger, tell),
        Form::Definition(definition) => many(&[program.definition(*definition).value]),
        Form::Map(_, operands) => many(operands),
        Form::Settle { value, blank, not_applicable } => {
            many(&[*value]);
            many(blank.as_slice());
            many(not_applicable.as_slice());
        }
        Form::Cases { arms, otherwise } => {
            arms.iter().for_each(|(test, value)| many(&[*test, *value]));
            many(otherwise.as_slice());
        }
        Form::Piece(piece) => {
            many(&[piece.by]);
            for stretch in &piece.stretches {
                if let StretchValue::Expr(value) = &stretch.value {
                    many(&[*value]);
                }
            }
        }
        Form::Gather { reference, value } => many(&[*reference, *value]),
        Form::Lookup { keys, .. } => many(keys),
        Form::Reduce(reduce) => {
            [reduce.by, reduce.filter, reduce.value, reduce.weight].iter().for_each(|part| many(part.as_slice()));
            many(&reduce.order);
            each_of_made(program, reduce.over, tell);
        }
        Form::Cover(cover) => {
            [cover.by, cover.filter].iter().for_each(|part| many(part.as_slice()));
            many(&[cover.covered.0, cover.covered.1, cover.during.0, cover.during.1]);
            each_of_made(program, cover.over, tell);
        }
        Form::Rank(rank) => {
            rank.keys.iter().for_each(|(key, _)| many(&[*key]));
            many(rank.within.as_slice());
            many(rank.among.as_slice());
        }
        Form::Allocate(allocate) => {
            many(&[allocate.amount, allocate.weight]);
            many(allocate.within.as_slice());
            many(allocate.among.as_slice());
            match &allocate.odd {
                OddUnits::LargestRemainder(order) | OddUnits::OneByOne(order) | OddUnits::ToFirst(order) | OddUnits::ToLast(order) => {
                    many(order);
                }
                OddUnits::Lapse => {}
            }
        }
        Form::Scan(scan) => {
            many(scan.value.as_slice());
            many(scan.series.within.as_slice());
            many(&scan.series.order);
        }
    }
}

/// Tells what a ledger is made of.
pub(crate) fn each_of_ledger(program: &Program, ledger: LedgerId, tell: &mut dyn FnMut(ExprId)) {
    let ledger = program.ledger(ledger);
    for account in &ledger.accounts {
        tell(account.starts);
        account.owner.iter().chain(&account.order).for_each(|&part| tell(part));
        each_of_made(program, account.of, tell);
    }
    for entries in &ledger.entries {
        tell(entries.at);
        entries.owner.iter().chain(&entries.when).chain(&entries.order).for_each(|&part| tell(part));
        entries.each_amount(tell);
        each_of_made(program, entries.record, tell);
    }
}

/// Tells what a field is made of, where it is not read.
fn each_of_field(program: &Program, record: RecordId, field: FieldId, tell: &mut dyn FnMut(ExprId)) {
    match &program.field(record, field).cells {
        Cells::Column { .. } => {}
        Cells::Worked(value) => tell(*value),
        Cells::Computed { by, .. } => by.iter().for_each(|&by| tell(by)),
        Cells::Made => each_of_made(program, record, tell),
        Cells::Grouped => {
            if let Kind::Reference(group) = program.field(record, field).ty.kind {
                each_of_made(program, group, tell);
            }
        }
    }
}

/// Tells what the rows of a record are made of.
pub(crate) fn each_of_made(program: &Program, record: RecordId, tell: &mut dyn FnMut(ExprId)) {
    match &program.record(record).rows {
        Rows::Overall | Rows::File(_) | Rows::Calendar(_) | Rows::Product(_) => {}
        Rows::Group { by, .. } => by.iter().for_each(|&by| tell(by)),
        Rows::Tranches(tranches) => [tranches.amount, tranches.parts, tranches.from].into_iter().for_each(tell),
        Rows::Split { amount, shares, .. } => {
            tell(*amount);
            for (party, share) in shares {
                tell(*party);
                share.iter().for_each(|&share| tell(share));
            }
        }
    }
}
