//! From the steps of a segment to its narrow program.

use super::{
    Binary, Divisor, FlagsOp, Form, Line, MOST_MONEY, MOST_NUMBER, MOST_RATIO, Narrow, Place, Range, Read, Scaled, Source, UnitsOp,
};
use crate::plan::{Op, Piece, Plan, Stage, StepId, Stretch, Way};
use crate::program::{CellTest, Kind, Map, OVERALL, Program, RecordId, TableId, TableRow};
use crate::syntax::ast::Comparison;
use crate::values::{Duration, Exact, Rounding, Value};
use num_integer::Integer;
use num_traits::ToPrimitive;
use rustc_hash::{FxHashMap, FxHashSet};

/// The most lines of a program: beyond it the general kernels do the rest.
const MOST_LINES: usize = 20_000;

/// Writes the narrow program of every segment.
pub(in crate::plan) fn write(plan: &mut Plan, program: &Program) {
    let outside = outside(plan);
    let mut stages = std::mem::take(&mut plan.stages);
    for stage in &mut stages {
        match stage {
            Stage::Segment { index, steps, narrow } if *index != OVERALL => {
                *narrow = compile(program, plan, *index, steps, &outside).map(Box::new);
            }
            // What has one row gains nothing.
            Stage::Segment { .. } | Stage::Whole(_) => {}
        }
    }
    plan.stages = stages;
}

/// The narrow program of some steps of a record; `outside` are those that others read. None where it would do nothing.
fn compile(program: &Program, plan: &Plan, index: RecordId, steps: &[StepId], outside: &FxHashSet<StepId>) -> Option<Narrow> {
    let inside: FxHashSet<StepId> = steps.iter().copied().collect();
    let mut compiler =
        Compiler { program, plan, index, inside: &inside, known: FxHashMap::default(), reads: Vec::new(), lines: Vec::new() };
    for step in steps {
        if compiler.lines.len() < MOST_LINES
            && let Some(known) = compiler.step(*step)
        {
            compiler.known.insert(*step, known);
        }
    }
    compiler.finish(steps, outside)
}

/// What is known of the values of a step.
#[derive(Clone, Debug)]
enum Known {
    Units(Units),
    Flags(Source),
    Days(Source),
    Codes(Source),
    /// A date and a duration.
    Later(Source, Duration),
    /// A quotient, and what stands for it where it has none.
    Quotient {
        a: Units,
        b: Units,
        zero: Option<Exact>,
    },
    /// A number and what it is divided by.
    Over(Units, Exact),
}

/// Numbers.
#[derive(Clone, Copy, Debug)]
struct Units {
    source: Source,
    scale: u8,
    range: Range,
}

struct Compiler<'p> {
    program: &'p Program,
    plan: &'p Plan,
    index: RecordId,
    inside: &'p FxHashSet<StepId>,
    known: FxHashMap<StepId, Known>,
    reads: Vec<Read>,
    lines: Vec<Line>,
}

impl Compiler<'_> {
    fn step(&mut self, id: StepId) -> Option<Known> {
        let plan = self.plan;
        match &plan.step(id).op {
            Op::Map(map, inputs) => self.map(map, inputs),
            Op::Settle { value, blank, .. } => {
                let known = self.known(*value)?;
                Some(match (known, blank.map(|blank| &plan.step(blank).op)) {
                    (Known::Quotient { a, b, zero: None }, Some(Op::Constant(Value::Number(zero)))) => {
                        Known::Quotient { a, b, zero: Some(zero.clone()) }
                    }
                    (Known::Quotient { .. }, _) => return None,
                    // Nothing that is known here is absent.
                    (known, _) => known,
                })
            }
            Op::Cases { arms, otherwise: Some(otherwise) } => self.cases(arms, *otherwise),
            Op::Piece(piece) => self.piece(piece),
            Op::Lookup { table, keys, column } => match keys.as_slice() {
                [key] => self.lookup(*table, *key, *column),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is known of a step that is read: of this program, or a column that is there before.
    fn known(&mut self, id: StepId) -> Option<Known> {
        if let Some(known) = self.known.get(&id) {
            return Some(known.clone());
        }
        let step = self.plan.step(id);
        if let Op::Constant(value) = &step.op {
            return constant(value);
        }
        if self.inside.contains(&id)
            || (step.index != self.index && step.index != OVERALL)
            || matches!(step.op, Op::Blank | Op::NotApplicable)
        {
            return None;
        }
        let form = match step.kind {
            Kind::Money(_) => self.form_of(id, step.scale?, MOST_MONEY),
            Kind::Number => {
                let scale = step.scale?;
                let most = 10i64.checked_pow(u32::from(scale)).and_then(|units| MOST_NUMBER.checked_mul(units));
                self.form_of(id, scale, most.unwrap_or(MOST_MONEY).min(MOST_MONEY))
            }
            Kind::Ratio | Kind::Points => self.form_of(id, step.scale?, MOST_RATIO),
            Kind::YesNo => Form::Flags,
            Kind::Date => Form::Days,
            Kind::Member(_) => Form::Codes,
            Kind::Text | Kind::Reference(_) | Kind::Duration | Kind::Nothing => return None,
        };
        let at = u16::try_from(self.reads.len()).ok()?;
        self.reads.push(Read { step: id, form });
        let source = Source::Read(at);
        let known = match form {
            Form::Units { scale, range } => Known::Units(Units { source, scale, range }),
            Form::Flags => Known::Flags(source),
            Form::Days => Known::Days(source),
            Form::Codes => Known::Codes(source),
        };
        self.known.insert(id, known.clone());
        Some(known)
    }

    /// Numbers in the range that their field declares, and no greater than such numbers usually are.
    fn form_of(&self, id: StepId, scale: u8, most: i64) -> Form {
        let mut range = Range { least: most.saturating_neg(), most };
        let Op::Field(field) = self.plan.step(id).op else { return Form::Units { scale, range } };
        for (comparison, value) in &self.program.field(self.index, field).range {
            let Value::Number(bound) = value else { continue };
            // A unit more than the bound does no harm.
            let (Some(low), Some(high)) = (last_unit(bound, true, scale), last_unit(&bound.neg(), true, scale)) else { continue };
            let bounded = match comparison {
                Comparison::Less | Comparison::LessOrEqual => Range { least: i64::MIN, most: low },
                Comparison::Greater | Comparison::GreaterOrEqual => Range { least: high.saturating_neg(), most: i64::MAX },
                Comparison::Equal | Comparison::NotEqual => continue,
            };
            range = bounded.within(range);
        }
        Form::Units { scale, range }
    }

    fn units(&mut self, id: StepId) -> Option<Units> {
        match self.known(id)? {
            Known::Units(units) => Some(units),
            _ => None,
        }
    }

    fn flags(&mut self, id: StepId) -> Option<Source> {
        match self.known(id)? {
            Known::Flags(source) => Some(source),
            _ => None,
        }
    }

    /// Adds a line that gives numbers; its slot is its number until slots are given out.
    fn line(&mut self, op: UnitsOp) -> Option<Source> {
        let out = u16::try_from(self.lines.len()).ok()?;
        self.lines.push(Line::Units(op, out));
        Some(Source::Slot(out))
    }

    /// Adds a line that gives yes or no.
    fn flag(&mut self, op: FlagsOp) -> Option<Known> {
        let out = u16::try_from(self.lines.len()).ok()?;
        self.lines.push(Line::Flags(op, out));
        Some(Known::Flags(Source::Slot(out)))
    }

    fn map(&mut self, map: &Map, inputs: &[StepId]) -> Option<Known> {
        match (map, inputs) {
            (Map::Add | Map::Subtract | Map::Max | Map::Min, [first, rest @ ..]) => {
                let op = match map {
                    Map::Add => Binary::Add,
                    Map::Subtract => Binary::Subtract,
                    Map::Max => Binary::Max,
                    _ => Binary::Min,
                };
                if let (Binary::Add | Binary::Subtract, [length]) = (op, rest)
                    && let Known::Days(days) = self.known(*first)?
                {
                    let Op::Constant(Value::Duration(by)) = self.plan.step(*length).op else { return None };
                    return Some(Known::Later(days, if op == Binary::Add { by } else { by.neg()? }));
                }
                let mut all = self.units(*first)?;
                for next in rest {
                    let next = self.units(*next)?;
                    all = self.binary(op, all, next)?;
                }
                Some(Known::Units(all))
            }
            (Map::Multiply, [first, rest @ ..]) => {
                let mut all = self.units(*first)?;
                for next in rest {
                    let next = self.units(*next)?;
                    all = self.product(all, next)?;
                }
                Some(Known::Units(all))
            }
            (Map::Divide, [a, b]) => {
                let (a, b) = (self.units(*a)?, self.units(*b)?);
                match b.source {
                    Source::Constant(0) => None,
                    Source::Constant(unit) => Some(Known::Over(a, Exact::from_scaled(i128::from(unit), b.scale))),
                    _ => Some(Known::Quotient { a, b, zero: None }),
                }
            }
            (Map::Negate | Map::Absolute, [a]) => {
                let Units { source, scale, range } = self.units(*a)?;
                let turn = *map == Map::Negate;
                let most = range.most.max(range.least.saturating_neg());
                let range = if turn {
                    Range { least: range.most.saturating_neg(), most: range.least.saturating_neg() }
                } else {
                    Range { least: 0, most }
                };
                Some(Known::Units(Units { source: self.line(UnitsOp::Sign { a: source, turn })?, scale, range }))
            }
            (Map::Round { mode, unit }, [a]) => match self.known(*a)? {
                Known::Units(a) => self.round(a, &Exact::ONE, *mode, unit),
                Known::Over(a, divisor) => self.round(a, &divisor, *mode, unit),
                _ => None,
            },
            (Map::Not, [a]) => {
                let a = self.flags(*a)?;
                self.flag(FlagsOp::Not(a))
            }
            (Map::And | Map::Or, all) => {
                let all = all.iter().map(|input| self.flags(*input)).collect::<Option<Vec<_>>>()?;
                self.flag(if *map == Map::And { FlagsOp::Every(all) } else { FlagsOp::Any(all) })
            }
            (Map::Compare(comparison), [a, b]) => self.compare(*comparison, *a, *b),
            _ => None,
        }
    }

    /// Brings two numbers to one scale.
    fn aligned(a: Units, b: Units) -> Option<(Scaled, Scaled, Range, Range, u8)> {
        let scale = a.scale.max(b.scale);
        let ((a, of_a), (b, of_b)) = (scaled(a, scale)?, scaled(b, scale)?);
        Some((a, b, of_a, of_b, scale))
    }

    fn binary(&mut self, op: Binary, a: Units, b: Units) -> Option<Units> {
        let (a, b, of_a, of_b, scale) = Compiler::aligned(a, b)?;
        let range = of_a.binary(op, of_b)?;
        Some(Units { source: self.line(UnitsOp::Binary(op, a, b))?, scale, range })
    }

    fn product(&mut self, a: Units, b: Units) -> Option<Units> {
        let scale = a.scale.checked_add(b.scale)?;
        let proven = a.range.product(b.range);
        let op = UnitsOp::Multiply { a: a.source, b: b.source, checked: proven.is_none() };
        Some(Units { source: self.line(op)?, scale, range: proven.unwrap_or(Range::WIDEST) })
    }

    /// `a` ÷ `divisor` in whole units of `unit`.
    fn round(&mut self, a: Units, divisor: &Exact, mode: Rounding, unit: &Exact) -> Option<Known> {
        let scale = unit.decimals()?;
        let size = i64::try_from(unit.to_scaled(scale)?).ok()?;
        // How many units one unit of `a` is.
        let factor = Exact::from_scaled(1, a.scale).div(divisor)?.div(unit)?;
        let (up, by) = (factor.numer().to_i64()?, factor.denom().to_u64()?);
        let range = a.range.times(up)?;
        // What is divided is without its sign, and up to the divisor less one is added to have it rounded.
        let greatest = range.least.unsigned_abs().max(range.most.unsigned_abs());
        let divisor = Divisor::new(by, greatest.checked_add(by)?)?;
        let quotient = range.ends().map(|end| end.div_euclid(i128::from(by)));
        let rounded = Range::between(quotient[0].checked_sub(1)?, quotient[1].checked_add(1)?)?.times(size)?;
        if by == 1 && up == 1 && size == 1 {
            return Some(Known::Units(Units { source: a.source, scale, range }));
        }
        let op = UnitsOp::Round { a: Scaled { source: a.source, up }, divisor, size, mode };
        Some(Known::Units(Units { source: self.line(op)?, scale, range: rounded }))
    }

    fn compare(&mut self, comparison: Comparison, a: StepId, b: StepId) -> Option<Known> {
        match (self.known(a)?, self.known(b)?) {
            (Known::Units(a), Known::Units(b)) => {
                let (a, b, ..) = Compiler::aligned(a, b)?;
                self.flag(FlagsOp::CompareUnits(comparison, a, b))
            }
            (Known::Days(a), Known::Days(b)) => self.flag(FlagsOp::CompareDays(comparison, a, b)),
            (Known::Codes(a), Known::Codes(b)) => self.flag(FlagsOp::CompareCodes(comparison, a, b)),
            (Known::Later(a, by), Known::Days(b)) if self.is_one(b) && is_order(comparison) => {
                self.flag(FlagsOp::CompareLater { comparison, a, by, b })
            }
            (Known::Days(a), Known::Later(b, by)) if self.is_one(a) && is_order(comparison) => {
                self.flag(FlagsOp::CompareLater { comparison: turned(comparison), a: b, by, b: a })
            }
            _ => None,
        }
    }

    /// Whether an operand is the same for all rows.
    fn is_one(&self, source: Source) -> bool {
        match source {
            Source::Constant(_) => true,
            Source::Read(at) => self.reads.get(usize::from(at)).is_some_and(|read| self.plan.step(read.step).index == OVERALL),
            Source::Slot(_) => false,
        }
    }

    fn cases(&mut self, arms: &[(StepId, StepId)], otherwise: StepId) -> Option<Known> {
        let tests = arms.iter().map(|(test, _)| self.flags(*test)).collect::<Option<Vec<_>>>()?;
        if let Known::Flags(otherwise) = self.known(otherwise)? {
            let answers = arms.iter().map(|(_, value)| self.flags(*value)).collect::<Option<Vec<_>>>()?;
            return self.flag(FlagsOp::Choose { arms: tests.into_iter().zip(answers).collect(), otherwise });
        }
        let values = arms.iter().map(|(_, value)| self.units(*value)).collect::<Option<Vec<_>>>()?;
        let otherwise = self.units(otherwise)?;
        let scale = values.iter().fold(otherwise.scale, |most, value| most.max(value.scale));
        let (otherwise, mut range) = scaled(otherwise, scale)?;
        let mut chosen = Vec::with_capacity(arms.len());
        for (test, value) in tests.into_iter().zip(values) {
            let (value, of_value) = scaled(value, scale)?;
            range = range.union(of_value);
            chosen.push((test, value));
        }
        Some(Known::Units(Units { source: self.line(UnitsOp::Choose { arms: chosen, otherwise })?, scale, range }))
    }

    fn piece(&mut self, piece: &Piece) -> Option<Known> {
        let parts = piece.stretches.iter().map(|stretch| match stretch {
            Stretch::Linear { base, slope } => Some((base, slope)),
            Stretch::Step(_) => None,
        });
        let parts: Vec<(&Exact, &Exact)> = parts.collect::<Option<_>>()?;
        match self.known(piece.by)? {
            Known::Units(by) => self.piece_of_units(piece, by, &parts),
            Known::Quotient { a, b, zero } if piece.floor.is_none() && parts.iter().all(|(_, slope)| slope.is_zero()) => {
                let bases: Vec<&Exact> = parts.iter().map(|(base, _)| *base).collect();
                self.piece_of_quotient(piece, a, b, zero, &bases)
            }
            _ => None,
        }
    }

    fn piece_of_units(&mut self, piece: &Piece, by: Units, parts: &[(&Exact, &Exact)]) -> Option<Known> {
        if let Some((floor, included)) = &piece.floor {
            // No value may lie below it.
            let least = Exact::from_scaled(i128::from(by.range.least), by.scale);
            let holds = if *included { least >= *floor } else { least > *floor };
            if !holds {
                return None;
            }
        }
        let knots = piece.bounds.iter().map(|(bound, included)| last_unit(bound, *included, by.scale)).collect::<Option<Vec<i64>>>()?;
        let mut scale = 0u8;
        for (base, slope) in parts {
            let of_slope = if slope.is_zero() { 0 } else { slope.decimals()?.checked_add(by.scale)? };
            scale = scale.max(base.decimals()?).max(of_slope);
        }
        let slope_scale = scale.checked_sub(by.scale);
        let mut range: Option<Range> = None;
        let mut lines = Vec::with_capacity(parts.len());
        for (base, slope) in parts {
            let slope = if slope.is_zero() { 0 } else { i64::try_from(slope.to_scaled(slope_scale?)?).ok()? };
            let base = i64::try_from(base.to_scaled(scale)?).ok()?;
            // Every stretch is computed for all rows, so that it must fit for all.
            let own = by.range.times(slope)?.binary(Binary::Add, Range::of(base))?;
            range = Some(range.map_or(own, |range| range.union(own)));
            lines.push((base, slope));
        }
        let op = UnitsOp::Piece { by: by.source, knots, parts: lines };
        Some(Known::Units(Units { source: self.line(op)?, scale, range: range? }))
    }

    fn piece_of_quotient(&mut self, piece: &Piece, a: Units, b: Units, zero: Option<Exact>, bases: &[&Exact]) -> Option<Known> {
        let scale = bases.iter().map(|base| base.decimals()).try_fold(0u8, |most, own| Some(most.max(own?)))?;
        let values = bases.iter().map(|base| i64::try_from(base.to_scaled(scale)?).ok()).collect::<Option<Vec<i64>>>()?;
        let mut knots = Vec::with_capacity(piece.bounds.len());
        for (bound, included) in &piece.bounds {
            // a × 10^-s ≤ bound × b × 10^-t, where b is greater than zero.
            let right = bound.mul(&Exact::from_scaled(1, b.scale)).div(&Exact::from_scaled(1, a.scale))?;
            let (of_a, of_b) = (right.denom().to_i64()?, right.numer().to_i64()?);
            let common = of_a.gcd(&of_b).max(1);
            let (of_a, of_b) = (of_a.checked_div(common)?, of_b.checked_div(common)?);
            a.range.times(of_a).and(b.range.times(of_b))?;
            knots.push((of_a, of_b, *included));
        }
        let zero = match zero {
            Some(zero) => {
                let stretch = piece.bounds.iter().position(|(bound, included)| if *included { zero <= *bound } else { zero < *bound });
                Some(*values.get(stretch.unwrap_or(piece.bounds.len()))?)
            }
            None => None,
        };
        let range = Range::around(values.iter().map(|value| i128::from(*value)))?;
        let op = UnitsOp::OfQuotient { a: a.source, b: b.source, knots, values, zero };
        Some(Known::Units(Units { source: self.line(op)?, scale, range }))
    }

    /// A table by one member in which every member has a number.
    fn lookup(&mut self, table: TableId, key: StepId, column: u32) -> Option<Known> {
        let Known::Codes(source) = self.known(key)? else { return None };
        let Kind::Member(enumeration) = self.plan.step(key).kind else { return None };
        let table = self.program.table(table);
        let members = u32::try_from(self.program.enumeration(enumeration).members.len()).ok()?;
        let numbers = (0..members).map(|member| {
            let row = table.rows.iter().find(|row| match row.tests.first() {
                Some(CellTest::Any) => true,
                Some(CellTest::OneOf(values)) => values.contains(&Value::Member(member)),
                _ => false,
            });
            match row?.values.get(column as usize)?.as_ref()? {
                Value::Number(number) => Some(number),
                _ => None,
            }
        });
        // A range of members takes more looking than is worth it here.
        let is_plain = |row: &TableRow| !matches!(row.tests.first(), Some(CellTest::Range(_)));
        if !table.rows.iter().all(is_plain) {
            return None;
        }
        let numbers: Vec<&Exact> = numbers.collect::<Option<_>>()?;
        let scale = numbers.iter().map(|number| number.decimals()).try_fold(0u8, |most, own| Some(most.max(own?)))?;
        let values = numbers.iter().map(|number| i64::try_from(number.to_scaled(scale)?).ok()).collect::<Option<Vec<i64>>>()?;
        let range = Range::around(values.iter().map(|value| i128::from(*value)))?;
        let op = UnitsOp::OfMember { key: source, values };
        Some(Known::Units(Units { source: self.line(op)?, scale, range }))
    }

    /// Leaves out what the general kernels do after all, and gives out the slots.
    fn finish(mut self, steps: &[StepId], outside: &FxHashSet<StepId>) -> Option<Narrow> {
        let mut needed: FxHashSet<StepId> = outside.clone();
        let (mut results, mut done) = (Vec::new(), vec![true; steps.len()]);
        for (id, done) in steps.iter().zip(&mut done).rev() {
            let place = match self.known.get(id) {
                Some(Known::Units(units)) => Some(Place::Units(units.source, units.scale)),
                Some(Known::Flags(source)) => Some(Place::Flags(*source)),
                // These have no column of their own, so whoever else needs them has them computed.
                Some(Known::Quotient { .. } | Known::Over(..) | Known::Later(..)) if !needed.contains(id) => continue,
                _ => None,
            };
            match place {
                Some(place) if needed.contains(id) => results.push((*id, place)),
                Some(_) => {}
                None => {
                    *done = false;
                    let step = self.plan.step(*id);
                    let tests = step.guard.map(|guard| self.plan.step(guard.cases).op.inputs()).unwrap_or_default();
                    needed.extend(step.op.inputs().into_iter().chain(tests));
                }
            }
        }
        if results.is_empty() {
            return None;
        }
        results.reverse();
        let mut wanted: FxHashSet<StepId> = results.iter().map(|(step, _)| *step).collect();
        let mut rests_on = Vec::new();
        for id in steps.iter().rev() {
            if wanted.contains(id) {
                rests_on.push(*id);
                // Those that the program does not look at too: a settled value, for one.
                wanted.extend(self.plan.step(*id).op.inputs());
            }
        }
        rests_on.reverse();
        let mut narrow = Narrow { reads: self.reads, lines: Vec::new(), units: 0, flags: 0, results, done, rests_on };
        give_out(&mut self.lines, &mut narrow);
        Some(narrow)
    }
}

/// Keeps the lines that a result rests on, and gives each a slot that is free for as long as its values are needed.
fn give_out(lines: &mut Vec<Line>, narrow: &mut Narrow) {
    let slot_of = |source: Source| if let Source::Slot(line) = source { Some(usize::from(line)) } else { None };
    let of_results: Vec<usize> = narrow
        .results
        .iter()
        .filter_map(|(_, place)| match place {
            Place::Units(source, _) | Place::Flags(source) => slot_of(*source),
        })
        .collect();
    // The last line that reads each; what a result holds is needed to the end.
    let mut last: Vec<Option<usize>> = vec![None; lines.len()];
    for line in &of_results {
        if let Some(last) = last.get_mut(*line) {
            *last = Some(usize::MAX);
        }
    }
    for at in (0..lines.len()).rev() {
        if last.get(at).copied().flatten().is_none() {
            continue;
        }
        for read in lines.get_mut(at).map(Line::sources).unwrap_or_default() {
            if let Some(last) = slot_of(*read).and_then(|line| last.get_mut(line)) {
                last.get_or_insert(at);
            }
        }
    }
    let mut slots: Vec<u16> = vec![0; lines.len()];
    let (mut of_units, mut of_flags) = (Slots::default(), Slots::default());
    // The slots that nobody needs after a line, and whether they are of yes and no.
    let mut ends: FxHashMap<usize, Vec<(u16, bool)>> = FxHashMap::default();
    for (at, mut line) in std::mem::take(lines).into_iter().enumerate() {
        let Some(Some(end)) = last.get(at).copied() else { continue };
        for source in line.sources() {
            if let Source::Slot(read) = source {
                *read = slots.get(usize::from(*read)).copied().unwrap_or_default();
            }
        }
        // Before the slots of its operands are free: what a line fills it never reads.
        let (slot, is_flag) = match &mut line {
            Line::Units(_, out) => (out, false),
            Line::Flags(_, out) => (out, true),
        };
        *slot = if is_flag { of_flags.take() } else { of_units.take() };
        if let Some(place) = slots.get_mut(at) {
            *place = *slot;
        }
        ends.entry(end).or_default().push((*slot, is_flag));
        narrow.lines.push(line);
        for (slot, is_flag) in ends.remove(&at).unwrap_or_default() {
            if is_flag { of_flags.free.push(slot) } else { of_units.free.push(slot) }
        }
    }
    for (_, place) in &mut narrow.results {
        let (Place::Units(source, _) | Place::Flags(source)) = place;
        if let Source::Slot(line) = source {
            *line = slots.get(usize::from(*line)).copied().unwrap_or_default();
        }
    }
    (narrow.units, narrow.flags) = (usize::from(of_units.count), usize::from(of_flags.count));
}

/// The slots of one type while they are given out.
#[derive(Default)]
struct Slots {
    free: Vec<u16>,
    count: u16,
}

impl Slots {
    fn take(&mut self) -> u16 {
        self.free.pop().unwrap_or_else(|| {
            let next = self.count;
            self.count = next.saturating_add(1);
            next
        })
    }
}

fn constant(value: &Value) -> Option<Known> {
    Some(match value {
        Value::Number(number) => {
            let scale = number.decimals()?;
            let unit = i64::try_from(number.to_scaled(scale)?).ok()?;
            Range::between(i128::from(unit), i128::from(unit))?;
            Known::Units(Units { source: Source::Constant(unit), scale, range: Range::of(unit) })
        }
        Value::YesNo(yes) => Known::Flags(Source::Constant(i64::from(*yes))),
        Value::Date(date) => Known::Days(Source::Constant(i64::from(date.days()))),
        Value::Member(member) => Known::Codes(Source::Constant(i64::from(*member))),
        Value::Duration(_) | Value::Text(_) | Value::Reference(_) => return None,
    })
}

/// A number at a greater scale, with its range there.
fn scaled(units: Units, scale: u8) -> Option<(Scaled, Range)> {
    let up = 10i64.checked_pow(u32::from(scale.checked_sub(units.scale)?))?;
    let range = units.range.times(up)?;
    Some(match units.source {
        Source::Constant(unit) => (Scaled { source: Source::Constant(unit.checked_mul(up)?), up: 1 }, range),
        source => (Scaled { source, up }, range),
    })
}

/// The last unit that is not beyond a bound.
fn last_unit(bound: &Exact, included: bool, scale: u8) -> Option<i64> {
    let units = bound.div(&Exact::from_scaled(1, scale))?;
    let floor = units.floor();
    let last = i64::try_from(floor.to_scaled(0)?).ok()?;
    if !included && floor == units { last.checked_sub(1) } else { Some(last) }
}

fn is_order(comparison: Comparison) -> bool {
    !matches!(comparison, Comparison::Equal | Comparison::NotEqual)
}

/// The comparison with its sides exchanged.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same @ (Comparison::Equal | Comparison::NotEqual) => same,
    }
}

/// The steps that somebody outside of each segment reads.
fn outside(plan: &Plan) -> FxHashSet<StepId> {
    let mut segment_of: FxHashMap<StepId, usize> = FxHashMap::default();
    for (at, stage) in plan.stages.iter().enumerate() {
        if let Stage::Segment { steps, .. } = stage {
            segment_of.extend(steps.iter().map(|step| (*step, at)));
        }
    }
    let mut outside: FxHashSet<StepId> = plan.roots.iter().filter_map(|root| plan.of.get(root)).chain(&plan.lean.kept).copied().collect();
    for id in plan.ids().filter(|id| !plan.lean.left_out.contains(id)) {
        let step = plan.step(id);
        let own = segment_of.get(&id);
        let tests = step.guard.map(|guard| plan.step(guard.cases).op.inputs()).unwrap_or_default();
        let gathered = |input: &StepId| matches!(step.op, Op::Gather { value, .. } if value == *input);
        let inputs = step.op.inputs().into_iter().chain(tests);
        outside.extend(
            inputs.filter(|input| own.is_none() || step.op.way() != Way::Elementwise || segment_of.get(input) != own || gathered(input)),
        );
    }
    outside
}
