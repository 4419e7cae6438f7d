//! Clauses with their parts, tables, results.

use std::fmt::{self, Display, Formatter};

use super::super::ast::{
    Cell, CellContent, Clause, Format, FormatKind, Missing, OddCents, Part, PartKind, Ranking, ResultItem, ResultPart, RowChoice, Spread,
    Table,
};
use super::ledger::heading;
use super::values::{blanks_words, bound, joined, sign};
use super::{Printer, mode_word, ratio_word, unit_word};

impl Printer {
    pub(super) fn clause(&mut self, clause: &Clause) {
        let kind = format!("{:?}", clause.kind).to_lowercase();
        match &clause.value {
            Some(value) => self.line(format_args!("{kind} {} = {value}", clause.name)),
            None => self.line(format_args!("{kind} {}", clause.name)),
        }
        self.within(|out| {
            for part in &clause.parts {
                match &part.kind {
                    PartKind::Entries(entries) => out.entries(entries),
                    _ => out.line(part),
                }
            }
        });
    }

    pub(super) fn table(&mut self, table: &Table) {
        let kind = table.kind.as_ref().map(|kind| format!(": {kind}")).unwrap_or_default();
        let choice = match table.choice {
            Some(RowChoice::First) => " first",
            Some(RowChoice::OnlyOne) => " only one",
            None => "",
        };
        let days = table.days.as_ref().map(|days| format!(" {days}")).unwrap_or_default();
        self.line(format_args!("table {}{kind} by {}{choice}{days}", table.name, joined(&table.keys)));
        self.within(|out| {
            for line in &table.lines {
                out.line(line.cells.iter().map(Cell::to_string).collect::<Vec<_>>().join(" | "));
            }
        });
    }

    /// A column of a result.
    pub(super) fn column(&mut self, part: &ResultPart) {
        let ResultPart::Column { value, over, heading, formats, .. } = part else { return };
        let numbers = |spread: &Spread| spread.numbers.as_deref().map(|(from, to)| format!(" {from} to {to}")).unwrap_or_default();
        let over = over.as_ref().map(|over| format!(" over {}{}", over.record, numbers(over))).unwrap_or_default();
        let heading = heading.as_ref().map(|heading| format!(" {heading}")).unwrap_or_default();
        let formats: String = formats.iter().map(|format| format!(", {format}")).collect();
        self.line(format_args!("column {value}{over}{heading}{formats}"));
    }

    pub(super) fn result(&mut self, result: &ResultItem) {
        self.line(format_args!("result {} of {}", result.name, result.of));
        self.within(|out| {
            for part in &result.parts {
                match part {
                    ResultPart::Column { .. } => out.column(part),
                    ResultPart::Default(format) => out.line(format_args!("default {format}")),
                    ResultPart::Where(condition) => out.line(format_args!("where {condition}")),
                    ResultPart::OrderBy(keys) => out.line(format_args!("order by {}", joined(keys))),
                    ResultPart::File(name) => out.line(format_args!("file {name}")),
                }
            }
        });
    }
}

impl Display for Part {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PartKind::When(condition) => write!(out, "when {condition}"),
            PartKind::Unless { condition, by: Some(article) } => write!(out, "unless {condition} by article {}", article.text),
            PartKind::Unless { condition, by: None } => write!(out, "unless {condition}"),
            PartKind::Except { condition, value, by: Some(article) } => {
                write!(out, "except when {condition}: {value} by article {}", article.text)
            }
            PartKind::Except { condition, value, by: None } => write!(out, "except when {condition}: {value}"),
            PartKind::Amount(value) => write!(out, "amount {value}"),
            PartKind::Takes(value) => write!(out, "takes {value}"),
            PartKind::On(names) => write!(out, "on {}", joined(names)),
            PartKind::After(names) => write!(out, "after {}", joined(names)),
            PartKind::Forfeits(names) if names.is_empty() => out.write_str("forfeits all"),
            PartKind::Forfeits(names) => write!(out, "forfeits {}", joined(names)),
            PartKind::Among(condition) => write!(out, "among {condition}"),
            PartKind::Within(values) => write!(out, "within {}", joined(values)),
            PartKind::By(value) => write!(out, "by {value}"),
            PartKind::Order(values) => write!(out, "by {}", joined(values)),
            PartKind::Rank(ranking) => write!(out, "{ranking}"),
            PartKind::OddCents(odd) => write!(out, "{odd}"),
            PartKind::Item { name, weight, value } => write!(out, "item {name} weight {weight}: {value}"),
            PartKind::Missing(Missing::SpreadOverRest) => out.write_str("missing spread over rest"),
            PartKind::Missing(Missing::CountsAs(value)) => write!(out, "missing counts as {value}"),
            PartKind::Level { name, when: Some(condition) } => write!(out, "level {name} when {condition}"),
            PartKind::Level { name, when: None } => write!(out, "level {name} else"),
            PartKind::Moves { at_most, from } => write!(out, "moves at most {at_most} from {from}"),
            PartKind::Needs { text: Some(text), condition } => write!(out, "needs {text} {condition}"),
            PartKind::Needs { text: None, condition } => write!(out, "needs {condition}"),
            PartKind::ValidFor { length, from } => write!(out, "valid for {length} from {from}"),
            PartKind::DueOn(value) => write!(out, "due on {value}"),
            PartKind::Action(value) => write!(out, "action {value}"),
            PartKind::Kind(name) => write!(out, "kind {name}"),
            PartKind::Starts(value) => write!(out, "starts {value}"),
            PartKind::Change { from, to, when } => write!(out, "from {} to {to} when {when}", joined(from)),
            PartKind::Final(names) => write!(out, "final {}", joined(names)),
            PartKind::AtMostIn { times, rows } => write!(out, "at most {times} in {rows}"),
            PartKind::Next(value) => write!(out, "next {value}"),
            PartKind::Parts(value) => write!(out, "parts {value}"),
            PartKind::Every { step, from } => write!(out, "every {step} from {from}"),
            PartKind::InInstruments(value) => write!(out, "in instruments {value}"),
            PartKind::Into(name) => write!(out, "into {name}"),
            PartKind::Recovers { deferral, over, via } => {
                let via = via.as_ref().map(|via| format!(" via {via}")).unwrap_or_default();
                write!(out, "of {deferral} over {over}{via}")
            }
            PartKind::Dated(value) => write!(out, "dated {value}"),
            PartKind::Recover { amount, when, stops } => {
                let when = when.as_ref().map(|when| format!(" when {when}")).unwrap_or_default();
                write!(out, "{} {amount}{when}", if *stops { "stops" } else { "takes" })
            }
            PartKind::Window { length, from } => write!(out, "within {length} from {from}"),
            PartKind::Allow { text, amount, when } => {
                let text = text.as_ref().map(|text| format!("{text} ")).unwrap_or_default();
                let when = when.as_ref().map(|when| format!(" when {when}")).unwrap_or_default();
                write!(out, "allow {text}{amount}{when}")
            }
            PartKind::AtMost { text: Some(text), value } => write!(out, "at most {text} {value}"),
            PartKind::AtMost { text: None, value } => write!(out, "at most {value}"),
            PartKind::Proposed(value) => write!(out, "proposed {value}"),
            PartKind::Account(account) => write!(out, "{account}"),
            PartKind::Rounded(rounded) => write!(out, "{rounded}"),
            PartKind::Entries(entries) => out.write_str(&heading(entries)),
            PartKind::Place { from, to: Some(to), amount } => write!(out, "places {from} to {to}: {amount}"),
            PartKind::Place { from, to: None, amount } => write!(out, "place {from}: {amount}"),
        }
    }
}

impl Display for Ranking {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "rank {}", joined(&self.keys))?;
        self.ties.iter().try_for_each(|(ties, _)| write!(out, " {ties}"))?;
        self.blanks.iter().try_for_each(|(blanks, _)| write!(out, " {}", blanks_words(*blanks)))
    }
}

impl Display for OddCents {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            OddCents::LargestRemainder { ties } => write!(out, "odd cents by largest remainder ties by [{}]", joined(ties)),
            OddCents::OneByOne { by } => write!(out, "odd cents one by one by [{}]", joined(by)),
            OddCents::ToFirst { by } => write!(out, "odd cents to first by [{}]", joined(by)),
            OddCents::ToLast { by } => write!(out, "odd cents to last by [{}]", joined(by)),
            OddCents::Lapse => out.write_str("odd cents lapse"),
        }
    }
}

impl Display for Cell {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.content {
            CellContent::Blank => out.write_str("·"),
            CellContent::Any => out.write_str("any"),
            CellContent::Else => out.write_str("else"),
            CellContent::Value(value) => write!(out, "{value}"),
            CellContent::Compare(op, value) => write!(out, "{} {value}", sign(*op)),
            CellContent::Bound(inner) => out.write_str(&bound(inner)),
            CellContent::List(values) => out.write_str(&joined(values)),
        }
    }
}

impl Display for Format {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FormatKind::Decimals(digits) => write!(out, "{digits} decimals"),
            FormatKind::InRatio(written) => write!(out, "in {}", ratio_word(*written)),
            FormatKind::InUnit(unit) => write!(out, "in {}", unit_word(*unit)),
            FormatKind::Rounded(mode) => write!(out, "rounded {}", mode_word(*mode)),
            FormatKind::YesNo(yes, no) => write!(out, "shown {yes:?}/{no:?}"),
            FormatKind::Blank(text) => write!(out, "blank shown {text:?}"),
            FormatKind::NotApplicable(text) => write!(out, "not applicable shown {text:?}"),
        }
    }
}
