//! What may be changed for one record: the cells that values rest on, with the steps that each can take.

use crate::engine::Evaluation;
use crate::explain::Reasons;
use crate::program::{Cells, ExprId, Field, FieldId, Form, Kind, RecordId, Rows, ScanOp, Written, each_part};
use crate::run::Cell;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::{Date, Exact, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The greatest number that is tried: a million million.
const MOST: i128 = 1_000_000_000_000;
/// The greatest ratio that is tried.
const MOST_RATIO: i128 = 100;

/// A cell that may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct Input {
    pub record: RecordId,
    pub row: usize,
    pub field: FieldId,
}

/// What values rest on.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Rests {
    /// Cells of the record itself, and of rows that belong to it alone.
    pub inputs: Vec<Input>,
    /// Fields of rows that are not its own alone.
    pub others: Vec<(RecordId, FieldId)>,
}

/// Everything that may stand in a cell in place of what stands there.
#[derive(Clone, Debug)]
pub(in crate::engine) enum Choices {
    /// Multiples of a unit from a least to a greatest one; where the cell is now, unless it is blank.
    Numbers { unit: Exact, least: i128, most: i128, now: Option<i128> },
    /// Days; where the cell is now.
    Days { least: i32, most: i32, now: i32 },
    /// A few values, nearest first.
    Few(Vec<Value>),
}

/// What some expressions rest on, for a row of a record.
pub(in crate::engine) fn rests_on(evaluation: &Evaluation<'_>, exprs: &[ExprId], record: RecordId, row: usize) -> Rests {
    let program = evaluation.policy.program();
    let mut own: BTreeMap<RecordId, usize> = BTreeMap::from([(record, row)]);
    let (mut seen, mut fields) = (HashSet::new(), BTreeSet::new());
    let mut waiting: Vec<ExprId> = exprs.to_vec();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        each_part(program, id, &mut |part| waiting.push(part));
        let expr = program.expr(id);
        match &expr.form {
            Form::Field(field) => {
                fields.insert((expr.index, *field));
            }
            Form::Carried { fold, .. } => {
                waiting.extend(program.fold(*fold).states.iter().flat_map(|state| [state.starts, state.next]));
            }
            Form::Gather { reference, .. } if expr.index == record => {
                if let (Some(row), Kind::Reference(target)) =
                    (led_to_alone(evaluation, *reference, record, row), program.expr(*reference).ty.kind)
                {
                    own.entry(target).or_insert(row);
                }
            }
            Form::Reduce(reduce) if expr.index == record => {
                if let Some(row) = reduce.by.and_then(|by| only_child(evaluation, by, reduce.over, row)) {
                    own.entry(reduce.over).or_insert(row);
                }
            }
            Form::Scan(scan) if matches!(scan.op, ScanOp::Latest) => waiting.extend(scan.value),
            _ => {}
        }
    }
    let mut rests = Rests::default();
    for (of, field) in fields {
        let declared = program.record(of);
        let is_given = matches!(declared.rows, Rows::File(_)) && !declared.key.contains(&field);
        if !is_given || !matches!(program.field(of, field).cells, Cells::Column { .. }) {
            continue;
        }
        match own.get(&of) {
            Some(row) => rests.inputs.push(Input { record: of, row: *row, field }),
            // By which row another one leads here is no figure of it.
            None if matches!(program.field(of, field).ty.kind, Kind::Reference(_) | Kind::Text) => {}
            None => rests.others.push((of, field)),
        }
    }
    // Those of the record itself come first.
    rests.inputs.sort_by_key(|input| (input.record != record, *input));
    rests
}

/// The row that a reference leads to, if no other row of the record leads there.
fn led_to_alone(evaluation: &Evaluation<'_>, reference: ExprId, record: RecordId, row: usize) -> Option<usize> {
    let led = |row| match evaluation.kept().value(reference, row) {
        Cell::Present(Value::Reference(to)) => Some(to),
        _ => None,
    };
    let to = led(row)?;
    let others = (0..evaluation.rows(record)).filter(|other| *other != row && led(*other) == Some(to));
    (others.count() == 0).then_some(to as usize)
}

/// The one row of a record that a reference leads from to this row.
fn only_child(evaluation: &Evaluation<'_>, by: ExprId, over: RecordId, row: usize) -> Option<usize> {
    let leads_here =
        |child: &usize| matches!(evaluation.kept().value(by, *child), Cell::Present(Value::Reference(to)) if to as usize == row);
    let mut children = (0..evaluation.rows(over)).filter(leads_here);
    let child = children.next()?;
    children.next().is_none().then_some(child)
}

impl Input {
    /// What may stand in it; none where nothing else can, as in a text.
    pub fn choices(self, evaluation: &Evaluation<'_>) -> Option<Choices> {
        let program = evaluation.policy.program();
        let field = program.field(self.record, self.field);
        let Cells::Column { written, .. } = &field.cells else { return None };
        let now = match evaluation.field(self.record, self.field, self.row) {
            Cell::Present(value) => Some(value),
            Cell::Blank => None,
            Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => return None,
        };
        match (written, now) {
            (Written::Integer | Written::Number { .. } | Written::Ratio { .. }, now) => numbers(field, written, now.as_ref()),
            (Written::Date, Some(Value::Date(now))) => {
                let (least, most) = (Date::new(1950, 1, 1)?, Date::new(2100, 12, 31)?);
                Some(Choices::Days { least: least.days(), most: most.days(), now: now.days() })
            }
            (Written::Date, None) => Some(Choices::Few(evaluation.as_of.into_iter().map(Value::Date).collect())),
            (Written::YesNo { .. }, now) => {
                let now = now.and_then(|now| if let Value::YesNo(yes) = now { Some(yes) } else { None });
                Some(Choices::Few([true, false].into_iter().filter(|yes| now != Some(*yes)).map(Value::YesNo).collect()))
            }
            (Written::Member, now) => {
                let Kind::Member(id) = field.ty.kind else { return None };
                let enumeration = program.enumeration(id);
                let members = u32::try_from(enumeration.members.len()).ok()?;
                let at = match now {
                    Some(Value::Member(at)) => Some(at),
                    _ => None,
                };
                let mut others: Vec<u32> =
                    (0..members).filter(|member| Some(*member) != at && Some(*member) != enumeration.otherwise).collect();
                others.sort_by_key(|member| (member.abs_diff(at.unwrap_or(0)), u32::MAX - member));
                Some(Choices::Few(others.into_iter().map(Value::Member).collect()))
            }
            (Written::Text | Written::Key | Written::Date, _) => None,
        }
    }
}

/// The numbers that a field may hold, in the units that its cells are written in.
fn numbers(field: &Field, written: &Written, now: Option<&Value>) -> Option<Choices> {
    let power = |places: u8| Exact::from_scaled(1, places);
    let unit = match written {
        Written::Integer => Exact::one(),
        Written::Number { places, unit } => unit.mul(&power(*places)),
        Written::Ratio { written, places } => power(places.saturating_add(match written {
            RatioWritten::Ratio => 0,
            RatioWritten::Percent => 2,
            RatioWritten::Permille => 3,
            RatioWritten::BasisPoints => 4,
        })),
        Written::Text | Written::Date | Written::YesNo { .. } | Written::Member | Written::Key => return None,
    };
    let units = |number: &Exact| number.div(&unit);
    let bound = if matches!(field.ty.kind, Kind::Ratio | Kind::Points) { MOST_RATIO } else { MOST };
    let most = units(&Exact::from_int(bound))?.floor().to_i128()?.min(i128::from(i64::MAX));
    let (mut least, mut most) = (most.checked_neg()?, most);
    for (comparison, value) in &field.range {
        let Value::Number(bound) = value else { continue };
        let bound = units(bound)?;
        match comparison {
            Comparison::GreaterOrEqual => least = least.max(bound.ceil().to_i128()?),
            Comparison::Greater => least = least.max(bound.floor().to_i128()?.checked_add(1)?),
            Comparison::LessOrEqual => most = most.min(bound.floor().to_i128()?),
            Comparison::Less => most = most.min(bound.ceil().to_i128()?.checked_sub(1)?),
            // A value with holes beside it is left alone.
            Comparison::Equal | Comparison::NotEqual => return None,
        }
    }
    let now = match now {
        // A number that is not of the units of its cells is no multiple to count from.
        Some(Value::Number(now)) => Some(units(now).filter(Exact::is_integer)?.to_i128()?),
        Some(_) => return None,
        None => None,
    };
    (least <= most).then_some(Choices::Numbers { unit, least, most, now })
}
