//! Rate tables as tables of a page.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::allowance::is_allowance;
use crate::syntax::ast::{CellContent, Table, TableLine};

use super::Book;
use super::source::Piece;

/// A table.
pub(super) struct TableView {
    /// `table base_pay by grade, branch.region`.
    pub head: Vec<Piece>,
    /// Its headings, and whether each stands over figures.
    pub headings: Vec<Cell>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether rows have remarks.
    pub remarks: bool,
}

/// A row, or a remark between rows.
pub(super) struct Row {
    /// Its cells; none of a remark.
    pub cells: Vec<Cell>,
    /// What is remarked at its end, or between rows.
    pub remark: Option<String>,
}

/// A cell.
pub(super) struct Cell {
    /// What stands in it.
    pub pieces: Vec<Piece>,
    /// Whether it names the row.
    pub is_key: bool,
    /// Whether it holds a figure.
    pub is_figure: bool,
}

impl TableView {
    /// A table of the tree.
    pub fn of(book: &Book<'_>, table: &Table) -> TableView {
        let code = book.texts.code(table.span.source);
        let opens = book.texts.text(table.span).find(['{', '｛']).unwrap_or(0);
        let head = Span { end: table.span.start.saturating_add(u32::try_from(opens).unwrap_or(0)), ..table.span };
        let mut head = book.pieces(head);
        if let Some(last) = head.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        let (heading, lines) = table.lines.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let keys = match heading.and_then(|line| line.cells.first()) {
            // A table of two keys has the members of the second one as its headings.
            Some(cell) if cell.content == CellContent::Blank => 1,
            _ => table.keys.len(),
        };
        let mut rows = Vec::new();
        let mut at = heading.map_or(table.span.start, |line| line.span.end) as usize;
        for line in lines {
            let own = line.span.start as usize..line.span.end as usize;
            let above = comments(code.get(at..own.start).unwrap_or(""));
            rows.extend(above.into_iter().map(|remark| Row { cells: Vec::new(), remark: Some(remark) }));
            let (remark, end) = behind(code, &own);
            rows.push(Row { cells: cells(book, line, keys), remark });
            at = end;
        }
        let headings = heading.map(|line| cells(book, line, keys)).unwrap_or_default();
        let figures: Vec<bool> = (0..headings.len())
            .map(|at| rows.iter().filter_map(|row| row.cells.get(at)).any(|cell| cell.is_figure && !cell.is_key))
            .collect();
        let headings = headings.into_iter().zip(figures).map(|(cell, is_figure)| Cell { is_figure, ..cell }).collect();
        let remarks = rows.iter().any(|row| row.remark.is_some() && !row.cells.is_empty());
        TableView { head, headings, rows, remarks }
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.headings.len().saturating_add(usize::from(self.remarks))
    }
}

fn cells(book: &Book<'_>, line: &TableLine, keys: usize) -> Vec<Cell> {
    let cell = |(at, cell): (usize, &crate::syntax::ast::Cell)| {
        let text = book.texts.text(cell.span).trim_start_matches(['-', '−']);
        let is_figure = text.starts_with(|sign: char| sign.is_ascii_digit());
        let mut pieces = book.pieces(cell.span);
        for piece in pieces.iter_mut().filter(|piece| piece.class == "f") {
            piece.text = piece.text.replace('_', ",");
        }
        Cell { pieces, is_key: at < keys, is_figure }
    };
    line.cells.iter().enumerate().map(cell).collect()
}

/// The comments of a stretch between rows, a line each, without their signs.
pub(super) fn comments(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let comments = lines.filter(|line| !is_allowance(line)).filter_map(|line| line.strip_prefix(['#', '＃']));
    comments.map(|words| words.trim().to_owned()).collect()
}

/// The comment behind something on its line, and where the line ends.
pub(super) fn behind(code: &str, own: &Range<usize>) -> (Option<String>, usize) {
    let rest = code.get(own.end..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    let words = line.trim_start_matches([' ', '\t', ';', '；', '\u{3000}']);
    match words.strip_prefix(['#', '＃']) {
        Some(comment) => (Some(comment.trim().to_owned()).filter(|_| !is_allowance(words)), own.end.saturating_add(line.len())),
        None => (None, own.end),
    }
}
