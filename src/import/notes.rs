//! What was assumed, with the cells that it was assumed of.

use crate::data::grid::{At, Grid, name_of};
use crate::diagnostics::{Code, Diagnostic, Text};

/// The assumptions of one import.
#[derive(Debug)]
pub(super) struct Notes<'g> {
    grid: &'g Grid,
    found: Vec<Diagnostic>,
    errors: Vec<(At, Diagnostic)>,
}

impl<'g> Notes<'g> {
    pub(super) fn new(grid: &'g Grid) -> Notes<'g> {
        Notes { grid, found: Vec::new(), errors: Vec::new() }
    }

    /// Notes what is assumed of some cells, if there are any; the first is the place, all of them are named.
    pub(super) fn assume(&mut self, cells: &[At], what: impl FnOnce(&str) -> Text) {
        let Some(first) = cells.first() else { return };
        self.found.push(Diagnostic::new(Code::N1002, what(&named(cells))).at_data(self.grid.place(*first)));
    }

    /// Notes that a cell is not understood.
    pub(super) fn refuse(&mut self, at: At, what: Text, help: Text) {
        self.errors.push((at, Diagnostic::new(Code::E0704, what).help(help).at_data(self.grid.place(at))));
    }

    /// The notes, or the errors if there are any.
    pub(super) fn finish(mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        self.errors.sort_by_key(|(at, _)| *at);
        if self.errors.is_empty() { Ok(self.found) } else { Err(self.errors.into_iter().map(|(_, error)| error).collect()) }
    }
}

/// The names of cells: neighbours in a column as a range, and of many the first ones.
fn named(cells: &[At]) -> String {
    const SHOWN: usize = 6;
    let mut runs: Vec<(At, At)> = Vec::new();
    for at in cells {
        match runs.last_mut() {
            Some((_, last)) if last.1 == at.1 && last.0.checked_add(1) == Some(at.0) => *last = *at,
            _ => runs.push((*at, *at)),
        }
    }
    let run = |(from, to): &(At, At)| if from == to { name_of(*from) } else { format!("{}:{}", name_of(*from), name_of(*to)) };
    let mut shown: Vec<String> = runs.iter().take(SHOWN).map(run).collect();
    if runs.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
