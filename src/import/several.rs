//! Several tables in one sheet: which they are, where what stands there is not one.

use crate::data::grid::{At, Grid, name_of};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;

/// The stretches of cells that hold something, with a blank row between each and the next, or else a blank column.
fn blocks(grid: &Grid) -> Vec<(At, At)> {
    let apart = |pick: fn(&At) -> u32| {
        let mut lines: Vec<u32> = grid.cells.keys().map(pick).collect();
        lines.sort_unstable();
        lines.dedup();
        let is_next = |before: &u32, line: &u32| before.checked_add(1) == Some(*line);
        lines.chunk_by(is_next).filter_map(|run| Some((*run.first()?, *run.last()?))).collect::<Vec<_>>()
    };
    let (rows, columns) = (apart(|at| at.0), apart(|at| at.1));
    match (rows.as_slice(), columns.as_slice()) {
        ([(top, bottom)], columns) => columns.iter().map(|(from, to)| ((*top, *from), (*bottom, *to))).collect(),
        (rows, [(left, _), ..]) => {
            let right = columns.last().map_or(*left, |(_, last)| *last);
            rows.iter().map(|(from, to)| ((*from, *left), (*to, right))).collect()
        }
        (_, []) => Vec::new(),
    }
}

/// What to say instead of what is amiss with the cells together, where several of their blocks are a table each, as `is_table` tells.
pub(super) fn told(grid: &Grid, is_table: impl Fn(&Grid) -> bool) -> Option<Diagnostic> {
    let tables: Vec<(At, At)> = blocks(grid)
        .into_iter()
        .filter(|block| {
            let mut alone = grid.clone();
            alone.keep(*block);
            is_table(&alone)
        })
        .collect();
    let [_, (second, _), ..] = tables.as_slice() else { return None };
    let ranges: Vec<String> = tables.iter().map(|(from, to)| format!("{}:{}", name_of(*from), name_of(*to))).collect();
    let many = tables.len();
    let (en, zh) = (ranges.join(", "), ranges.join("、"));
    let message = say!("these cells hold {many} tables: {en}", "这些单元格中有 {many} 个表格：{zh}");
    let range = ranges.get(1)?;
    let help = say!("import one after the other: `--range {range}` takes the second one", "请逐个导入：`--range {range}` 取第二个表格");
    Some(Diagnostic::new(Code::E0703, message).help(help).at_data(grid.place(*second)))
}
