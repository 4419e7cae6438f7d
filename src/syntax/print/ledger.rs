//! The lines of a ledger.

use std::fmt::{self, Display, Formatter};

use super::super::ast::{Account, AccountFrom, Entries, EntryLine, Movement, RowOrder};
use super::Printer;

impl Printer {
    pub(super) fn entries(&mut self, entries: &Entries) {
        self.line(heading(entries));
        self.within(|out| out.entry_lines(&entries.lines));
    }

    fn entry_lines(&mut self, lines: &[EntryLine]) {
        for line in lines {
            match line {
                EntryLine::Move(movement) => self.line(movement),
                EntryLine::When { condition, lines } => {
                    self.line(format_args!("when {condition}"));
                    self.within(|out| out.entry_lines(lines));
                }
            }
        }
    }
}

/// What stands before the brace.
pub(super) fn heading(entries: &Entries) -> String {
    let when = entries.when.as_ref().map(|when| format!(" when {when}")).unwrap_or_default();
    let via = entries.via.as_ref().map(|via| format!(" via {via}")).unwrap_or_default();
    format!("on {}{via} at {}{when}", entries.record, entries.at)
}

impl Display for Account {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "account {}", self.name)?;
        self.of.iter().try_for_each(|of| write!(out, " of {of}"))?;
        self.via.iter().try_for_each(|via| write!(out, " via {via}"))?;
        self.by.iter().try_for_each(|by| write!(out, " by {by}"))?;
        self.starts.iter().try_for_each(|starts| write!(out, " starts {starts}"))?;
        self.taken_to.iter().try_for_each(|to| write!(out, ", taken to {to}"))?;
        if self.overdrawn { out.write_str(", may be overdrawn") } else { Ok(()) }
    }
}

impl Display for Movement {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(if self.takes { "take " } else { "move " })?;
        out.write_str(if self.up_to { "up to " } else { "" })?;
        match &self.amount {
            Some(amount) => write!(out, "{amount} from ")?,
            None => out.write_str("all from ")?,
        }
        for (at, from) in self.from.iter().enumerate() {
            let then = if at > 0 { ", then from " } else { "" };
            write!(out, "{then}{from}")?;
        }
        Ok(())
    }
}

impl Display for AccountFrom {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", if self.each { "each " } else { "" }, self.account)?;
        match self.order {
            Some(RowOrder::OldestFirst) => out.write_str(" oldest first")?,
            Some(RowOrder::LatestFirst) => out.write_str(" latest first")?,
            None => {}
        }
        self.to.iter().try_for_each(|to| write!(out, " to {to}"))?;
        self.when.iter().try_for_each(|when| write!(out, " when {when}"))
    }
}
