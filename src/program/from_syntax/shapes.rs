//! The shapes of expressions, by which what was shown of one is known of its equals.

use crate::program::{DefinitionId, ExprId, FieldId, FoldId, Form, LedgerId, Map, RecordId, TableId};
use crate::values::Value;
use rustc_hash::FxHashMap;

/// What an expression says, whatever its place: equal expressions on one record have equal shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Shape(pub u32);

/// The shapes of all expressions so far.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// By expression.
    of: Vec<Shape>,
    known: FxHashMap<Key, Shape>,
    /// The first expression of each shape.
    first: Vec<ExprId>,
}

/// What makes a shape: the form over shapes instead of expressions.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Constants and the date are the same on every record.
    Constant(Value),
    Blank,
    NotApplicable,
    Today,
    Field(RecordId, FieldId),
    Definition(DefinitionId),
    Row(RecordId),
    Map(Map, Vec<Shape>),
    Settle(Shape, Option<Shape>, Option<Shape>),
    Cases(Vec<(Shape, Shape)>, Option<Shape>),
    Gather(Shape, Shape),
    Lookup(TableId, u32, Vec<Shape>),
    Carried(FoldId, u32),
    Closing(LedgerId, u32),
    Balance(LedgerId, u32, bool, RecordId),
    AtEntry(Shape),
    /// Forms of many parts, which are few, in letters.
    Written(String),
    /// Each tier and each allocation is its own.
    Own(ExprId),
}

impl Shapes {
    /// The shape of an expression.
    pub fn of(&self, id: ExprId) -> Shape {
        self.of[id.at()]
    }

    /// The first expression of a shape.
    pub fn first(&self, shape: Shape) -> Option<ExprId> {
        self.first.get(shape.0 as usize).copied()
    }

    /// Adds the next expression.
    pub fn add(&mut self, form: &Form, index: RecordId) {
        let id = ExprId(self.of.len() as u32);
        let key = self.key(form, index, id);
        let next = Shape(self.first.len() as u32);
        let shape = *self.known.entry(key).or_insert(next);
        if shape == next {
            self.first.push(id);
        }
        self.of.push(shape);
    }

    fn key(&self, form: &Form, index: RecordId, id: ExprId) -> Key {
        let one = |id: &ExprId| self.of(*id);
        let many = |ids: &[ExprId]| ids.iter().map(one).collect::<Vec<_>>();
        let maybe = |id: &Option<ExprId>| id.as_ref().map(one);
        match form {
            Form::Constant(value) => Key::Constant(value.clone()),
            Form::Blank => Key::Blank,
            Form::NotApplicable => Key::NotApplicable,
            Form::Today => Key::Today,
            Form::Field(field) => Key::Field(index, *field),
            Form::Definition(id) => Key::Definition(*id),
            Form::Row => Key::Row(index),
            Form::Map(op, operands) => Key::Map(op.clone(), many(operands)),
            Form::Settle { value, blank, not_applicable } => Key::Settle(one(value), maybe(blank), maybe(not_applicable)),
            Form::Cases { arms, otherwise } => {
                Key::Cases(arms.iter().map(|(condition, value)| (one(condition), one(value))).collect(), maybe(otherwise))
            }
            Form::Gather { reference, value } => Key::Gather(one(reference), one(value)),
            Form::Lookup { table, keys, column } => Key::Lookup(*table, *column, many(keys)),
            Form::Rank(rank) => {
                let keys: Vec<_> = rank.keys.iter().map(|(key, order)| (one(key), order)).collect();
                let (within, among) = (maybe(&rank.within), maybe(&rank.among));
                Key::Written(format!("rank {keys:?} {within:?} {among:?} {:?} {:?}", rank.place, rank.blanks))
            }
            Form::Reduce(reduce) => Key::Written(format!(
                "reduce {:?} {:?} {:?} {:?} {:?} {:?} {} {:?}",
                reduce.op,
                reduce.over,
                maybe(&reduce.by),
                maybe(&reduce.filter),
                maybe(&reduce.value),
                maybe(&reduce.weight),
                reduce.skip_blanks,
                many(&reduce.order)
            )),
            Form::Scan(scan) => Key::Written(format!(
                "scan {:?} {:?} {:?} {:?}",
                scan.op,
                maybe(&scan.value),
                maybe(&scan.series.within),
                many(&scan.series.order)
            )),
            Form::Cover(cover) => Key::Written(format!(
                "cover {:?} {:?} {:?} {:?} {:?} {} {:?}",
                cover.measure,
                cover.over,
                maybe(&cover.by),
                maybe(&cover.filter),
                many(&[cover.covered.0, cover.covered.1]),
                cover.skip_blanks,
                many(&[cover.during.0, cover.during.1])
            )),
            Form::Carried { fold, state } => Key::Carried(*fold, *state),
            Form::Closing { ledger, account } => Key::Closing(*ledger, *account),
            Form::Balance { ledger, account, sum } => Key::Balance(*ledger, *account, *sum, index),
            Form::AtEntry(value) => Key::AtEntry(one(value)),
            Form::Piece(_) | Form::Allocate(_) => Key::Own(id),
        }
    }
}
