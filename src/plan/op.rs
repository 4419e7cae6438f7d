//! The operations of a plan: what each does, and which steps it reads.

use super::{Ledger, StepId};
use crate::program::{CoverMeasure, FieldId, FoldId, Map, OddPart, Place, RankBlanks, RecordId, ReduceOp, ScanOp, TableId};
use crate::syntax::ast::RankOrder;
use crate::values::{Duration, Exact, Value};

/// The operations: the core forms over steps, and the reading of columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// One value.
    Constant(Value),
    /// Blank everywhere.
    Blank,
    /// Not applicable everywhere.
    NotApplicable,
    /// The day of the run.
    Today,
    /// A column that was read.
    Field(FieldId),
    /// A column of the rows that a step made.
    Made {
        /// The step.
        make: StepId,
        /// The field.
        field: FieldId,
    },
    /// The reference from a row to the row made of it.
    Grouped(StepId),
    /// The row itself; the step that made it, if one did.
    Row(Option<StepId>),
    /// The row of a record whose key these values are.
    Computed(Computed),
    /// An elementwise operation.
    Map(Map, Vec<StepId>),
    /// A value with something in the place of its absences.
    Settle {
        /// The value.
        value: StepId,
        /// In place of blank.
        blank: Option<StepId>,
        /// In place of not applicable.
        not_applicable: Option<StepId>,
    },
    /// The first arm whose condition is yes.
    Cases {
        /// Conditions and values.
        arms: Vec<(StepId, StepId)>,
        /// The value when none is.
        otherwise: Option<StepId>,
    },
    /// A tier.
    Piece(Piece),
    /// The value at the row that a reference leads to.
    Gather {
        /// The reference.
        reference: StepId,
        /// The value, on the record it leads to.
        value: StepId,
    },
    /// A row of a table of constants.
    Lookup {
        /// The table.
        table: TableId,
        /// The keys.
        keys: Vec<StepId>,
        /// The column.
        column: u32,
    },
    /// An aggregate.
    Reduce(Reduce),
    /// How much of a period is covered.
    Cover(Cover),
    /// A place in an order.
    Rank(Rank),
    /// A share of an amount.
    Allocate(Allocate),
    /// What is found along series.
    Scan(Scan),
    /// States carried along series.
    Fold(Fold),
    /// A state of a fold at each row.
    Carried {
        /// The fold.
        fold: StepId,
        /// Which of its states.
        state: u32,
    },
    /// What entries move between accounts.
    Ledger(Box<Ledger>),
    /// What an account of a ledger holds at last.
    Closing {
        /// The ledger.
        ledger: StepId,
        /// Which of its accounts.
        account: u32,
    },
    /// In the body of a fold: what is given to it.
    Given(u32),
    /// In the body of a fold: a state at the row.
    State(u32),
    /// The rows of a made record.
    Make(Make),
}

/// A reference found by key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Computed {
    /// The field that holds it, for findings.
    pub field: FieldId,
    /// The values, one for each part of the key.
    pub by: Vec<StepId>,
    /// The record it leads to.
    pub target: RecordId,
    /// The parts of its key, on that record.
    pub keys: Vec<StepId>,
    /// Whether a miss is blank.
    pub or_blank: bool,
}

/// A tier with constant bounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// What it is by.
    pub by: StepId,
    /// The ends of all stretches but the last, and whether each is in its stretch.
    pub bounds: Vec<(Exact, bool)>,
    /// What the stretches give.
    pub stretches: Vec<Stretch>,
    /// The lowest value in it, and whether it is included.
    pub floor: Option<(Exact, bool)>,
}

/// What a stretch gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stretch {
    /// `base + slope × by`.
    Linear {
        /// What is added.
        base: Exact,
        /// What is multiplied with.
        slope: Exact,
    },
    /// A step.
    Step(StepId),
}

/// An aggregate over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reduce {
    /// What is done.
    pub op: ReduceOp,
    /// The record whose rows are aggregated.
    pub over: RecordId,
    /// The reference that groups them.
    pub by: Option<StepId>,
    /// Which rows count.
    pub filter: Option<StepId>,
    /// What is aggregated.
    pub value: Option<StepId>,
    /// How much each counts in an average.
    pub weight: Option<StepId>,
    /// Whether blank values are left out.
    pub skip_blanks: bool,
    /// The order.
    pub order: Vec<StepId>,
    /// The steps that make the rows aggregated and the rows aggregated for.
    pub makes: Vec<StepId>,
}

/// How much of a period is covered, over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cover {
    /// What is counted.
    pub measure: CoverMeasure,
    /// The record whose rows cover.
    pub over: RecordId,
    /// The reference to the row that they cover days for.
    pub by: Option<StepId>,
    /// Which rows count.
    pub filter: Option<StepId>,
    /// The first and the last day covered.
    pub covered: (StepId, StepId),
    /// Whether rows where a day is blank are left out.
    pub skip_blanks: bool,
    /// The first and the last day looked at.
    pub during: (StepId, StepId),
    /// The steps that make the rows that cover and the rows they cover days for.
    pub makes: Vec<StepId>,
}

/// A place in an order over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rank {
    /// The keys, and which way each goes.
    pub keys: Vec<(StepId, RankOrder)>,
    /// The reference that makes the cohorts.
    pub within: Option<StepId>,
    /// Who is ranked.
    pub among: Option<StepId>,
    /// The place of equal ones.
    pub place: Place,
    /// Where blank keys go.
    pub blanks: RankBlanks,
    /// The step that makes the rows.
    pub make: Option<StepId>,
}

/// Shares of an amount over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Allocate {
    /// The amount.
    pub amount: StepId,
    /// The reference to whose amount it is.
    pub within: Option<StepId>,
    /// Who takes part.
    pub among: Option<StepId>,
    /// The weights.
    pub weight: StepId,
    /// The unit.
    pub unit: Exact,
    /// Who takes what is left over.
    pub odd: OddUnits,
    /// The values that decide between equals, lowest first.
    pub order: Vec<StepId>,
    /// The step that makes the rows.
    pub make: Option<StepId>,
}

/// Who takes what whole units leave over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OddUnits {
    /// One unit each to the largest remainders.
    LargestRemainder,
    /// One unit each in order.
    OneByOne,
    /// All to the first.
    ToFirst,
    /// All to the last.
    ToLast,
    /// Nobody.
    Lapse,
}

/// What is found along series, over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scan {
    /// What.
    pub op: ScanOp,
    /// The value.
    pub value: Option<StepId>,
    /// The reference whose rows are one series.
    pub within: Option<StepId>,
    /// What puts the rows in order, lowest first.
    pub order: Vec<StepId>,
    /// The step that makes the rows.
    pub make: Option<StepId>,
}

/// States carried along series, over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fold {
    /// The fold, whose body the plan holds.
    pub fold: FoldId,
    /// What each state is at the first row.
    pub starts: Vec<StepId>,
    /// What is given to the body.
    pub given: Vec<StepId>,
    /// The reference whose rows are one series.
    pub within: Option<StepId>,
    /// What puts the rows in order, lowest first.
    pub order: Vec<StepId>,
    /// The step that makes the rows.
    pub make: Option<StepId>,
}

/// How the rows of a record are made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Make {
    /// The record they are made of.
    pub of: RecordId,
    /// The way.
    pub how: How,
    /// The step that makes the rows they are made of.
    pub make: Option<StepId>,
}

/// The way rows are made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// One for each combination of values.
    Group(Vec<StepId>),
    /// One for each combination of rows.
    Product {
        /// The records.
        of: Vec<RecordId>,
        /// The steps that make their rows.
        makes: Vec<StepId>,
    },
    /// One for each part of an amount.
    Split {
        /// The amount.
        amount: StepId,
        /// The party and the amount of each part; none takes the rest.
        shares: Vec<(StepId, Option<StepId>)>,
    },
    /// One for each tranche of an amount.
    Tranches(Box<Tranches>),
}

/// Tranches over steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tranches {
    /// The amount.
    pub amount: StepId,
    /// How many there are.
    pub parts: StepId,
    /// The day they are counted from.
    pub from: StepId,
    /// From one to the next.
    pub step: Duration,
    /// The unit that equal parts are cut to.
    pub unit: Exact,
    /// Which takes what is left over.
    pub odd: OddPart,
}

impl Op {
    /// How it is carried out.
    pub fn way(&self) -> Way {
        match self {
            Op::Constant(_)
            | Op::Blank
            | Op::NotApplicable
            | Op::Today
            | Op::Field(_)
            | Op::Made { .. }
            | Op::Grouped(_)
            | Op::Carried { .. }
            | Op::Closing { .. } => Way::Ready,
            Op::Given(_) | Op::State(_) => Way::Ready,
            // Texts are numbered in the order they come up, so one thread makes them.
            Op::Map(Map::Join(_) | Map::ToText, _) => Way::Whole,
            Op::Row(_) | Op::Map(..) | Op::Settle { .. } | Op::Cases { .. } | Op::Piece(_) | Op::Gather { .. } | Op::Lookup { .. } => {
                Way::Elementwise
            }
            Op::Computed(_)
            | Op::Reduce(_)
            | Op::Cover(_)
            | Op::Rank(_)
            | Op::Allocate(_)
            | Op::Scan(_)
            | Op::Fold(_)
            | Op::Ledger(_)
            | Op::Make(_) => Way::Whole,
        }
    }

    /// The steps it reads, in order.
    pub fn inputs(&self) -> Vec<StepId> {
        match self {
            Op::Constant(_) | Op::Blank | Op::NotApplicable | Op::Today | Op::Field(_) | Op::Given(_) | Op::State(_) => Vec::new(),
            Op::Carried { fold, .. } => vec![*fold],
            Op::Closing { ledger, .. } => vec![*ledger],
            Op::Ledger(ledger) => ledger.inputs(),
            Op::Scan(scan) => {
                let parts = [scan.value, scan.within, scan.make].into_iter().flatten();
                parts.chain(scan.order.iter().copied()).collect()
            }
            Op::Fold(fold) => {
                let parts = fold.starts.iter().chain(&fold.given).chain(&fold.order).copied();
                parts.chain(fold.within).chain(fold.make).collect()
            }
            Op::Made { make, .. } | Op::Grouped(make) => vec![*make],
            Op::Row(make) => make.iter().copied().collect(),
            Op::Computed(computed) => computed.by.iter().chain(&computed.keys).copied().collect(),
            Op::Map(_, inputs) => inputs.clone(),
            Op::Settle { value, blank, not_applicable } => [Some(*value), *blank, *not_applicable].into_iter().flatten().collect(),
            Op::Cases { arms, otherwise } => arms.iter().flat_map(|(test, value)| [*test, *value]).chain(*otherwise).collect(),
            Op::Piece(piece) => std::iter::once(piece.by).chain(piece.stretches.iter().filter_map(Stretch::step)).collect(),
            Op::Gather { reference, value } => vec![*reference, *value],
            Op::Lookup { keys, .. } => keys.clone(),
            Op::Reduce(reduce) => {
                let parts = [reduce.by, reduce.filter, reduce.value, reduce.weight].into_iter().flatten();
                parts.chain(reduce.order.iter().copied()).chain(reduce.makes.iter().copied()).collect()
            }
            Op::Cover(cover) => {
                let parts = [cover.by, cover.filter].into_iter().flatten();
                let days = [cover.covered.0, cover.covered.1, cover.during.0, cover.during.1];
                parts.chain(days).chain(cover.makes.iter().copied()).collect()
            }
            Op::Rank(rank) => {
                let keys = rank.keys.iter().map(|(key, _)| *key);
                keys.chain([rank.within, rank.among, rank.make].into_iter().flatten()).collect()
            }
            Op::Allocate(allocate) => {
                let parts = [Some(allocate.amount), allocate.within, allocate.among, Some(allocate.weight), allocate.make];
                parts.into_iter().flatten().chain(allocate.order.iter().copied()).collect()
            }
            Op::Make(make) => {
                let parts: Vec<StepId> = match &make.how {
                    How::Group(by) => by.clone(),
                    How::Product { makes, .. } => makes.clone(),
                    How::Tranches(made) => vec![made.amount, made.parts, made.from],
                    How::Split { amount, shares } => std::iter::once(*amount)
                        .chain(shares.iter().flat_map(|(party, part)| std::iter::once(*party).chain(*part)))
                        .collect(),
                };
                parts.into_iter().chain(make.make).collect()
            }
        }
    }
}

/// How an operation is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Not at all: its column is there.
    Ready,
    /// Row by row, so batch by batch.
    Elementwise,
    /// Over whole columns.
    Whole,
}

impl Stretch {
    /// The step it is, if it is one.
    pub fn step(&self) -> Option<StepId> {
        match self {
            Stretch::Linear { .. } => None,
            Stretch::Step(step) => Some(*step),
        }
    }
}
