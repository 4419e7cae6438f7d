//! What of a program is needed, and in which slot each of its values is held.

use super::{Compiler, Known};
use crate::plan::StepId;
use crate::plan::narrow::{Line, Narrow, Place, Source};
use rustc_hash::{FxHashMap, FxHashSet};

impl Compiler<'_> {
    /// Leaves out what the general kernels do after all, and gives out the slots.
    pub(super) fn finish(mut self, steps: &[StepId], outside: &FxHashSet<StepId>) -> Option<Narrow> {
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
