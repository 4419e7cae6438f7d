//! Pipe tables.

use pest::iterators::Pair;

use crate::source::Span;
use crate::syntax::ast::{Bound, Cell, CellContent, RowChoice, Table, TableLine};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::Reader;
use super::expressions::comparison;
use super::tiers::Parts;

impl<'t> Reader<'t> {
    /// A `table`.
    pub(super) fn table(&mut self, pair: Pair<'t, Rule>) -> Table {
        let span = self.span(&pair);
        let mut table =
            Table { span, name: self.no_name(span), kind: None, keys: Vec::new(), choice: None, days: None, layer: 0, lines: Vec::new() };
        let mut named = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name if named => table.kind = Some(self.name(&inner)),
                Rule::name => {
                    table.name = self.name(&inner);
                    named = true;
                }
                Rule::exprs => table.keys = self.exprs(inner),
                Rule::row_choice => {
                    let first = inner.into_inner().any(|word| word.as_rule() == Rule::kw_first);
                    table.choice = Some(if first { RowChoice::First } else { RowChoice::OnlyOne });
                }
                Rule::days => table.days = self.days(inner),
                Rule::table_line => {
                    let line = self.table_line(inner);
                    table.lines.push(line);
                }
                Rule::broken_line => self.broken(&inner, Block::Table),
                _ => {}
            }
        }
        table
    }

    fn table_line(&mut self, pair: Pair<'t, Rule>) -> TableLine {
        let span = self.span(&pair);
        let mut cells: Vec<Cell> = pair.into_inner().filter(|inner| inner.as_rule() == Rule::cell).map(|inner| self.cell(inner)).collect();
        // An empty last cell lies behind the space after its bar; it belongs to the line.
        for cell in cells.iter_mut().filter(|cell| cell.span.start > span.end) {
            cell.span = Span { start: span.end, end: span.end, ..span };
        }
        TableLine { span, cells }
    }

    fn cell(&mut self, pair: Pair<'t, Rule>) -> Cell {
        let span = self.span(&pair);
        let parts: Vec<Pair<'t, Rule>> = pair.clone().into_inner().collect();
        let content = match parts.first().map(Pair::as_rule) {
            None => return Cell { span: Span { end: span.start, ..span }, content: CellContent::Blank },
            Some(Rule::cell_else) => CellContent::Else,
            Some(Rule::cell_any) => CellContent::Any,
            Some(Rule::cell_compare) => self.cell_compare(parts),
            Some(_) if parts.len() > 1 && parts.iter().all(|part| part.as_rule() == Rule::value) => {
                CellContent::List(parts.into_iter().map(|part| self.value(part)).collect())
            }
            Some(_) => match self.bound_parts(pair.into_inner()) {
                Parts::Bound(lower, upper) => CellContent::Bound(Bound { span, lower, upper }),
                Parts::Compare(sign, value) => CellContent::Compare(sign, value),
                Parts::Value(value) => CellContent::Value(value),
                Parts::Nothing => CellContent::Blank,
            },
        };
        Cell { span, content }
    }

    fn cell_compare(&mut self, parts: Vec<Pair<'t, Rule>>) -> CellContent {
        let mut inner = parts.into_iter().flat_map(Pair::into_inner);
        match (inner.next(), inner.next()) {
            (Some(sign), Some(value)) => CellContent::Compare(comparison(sign.as_str()), self.value(value)),
            _ => CellContent::Blank,
        }
    }
}
