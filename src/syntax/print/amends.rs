//! Amendments in print.

use std::fmt::{self, Display, Formatter};

use super::Printer;
use crate::syntax::ast::{Act, Amendment, Amends, Changed, Sort, Subject};

impl Printer {
    pub(super) fn amends(&mut self, amends: &Amends) {
        self.line(format_args!("amends {}", amends.path));
        self.within(|out| {
            for article in &amends.articles {
                let Some(number) = &article.number else {
                    article.amendments.iter().for_each(|amendment| out.amendment(amendment));
                    continue;
                };
                match &article.title {
                    Some(title) => out.line(format_args!("article {} {title}", number.text)),
                    None => out.line(format_args!("article {}", number.text)),
                }
                out.within(|out| article.amendments.iter().for_each(|amendment| out.amendment(amendment)));
            }
        });
    }

    fn amendment(&mut self, amendment: &Amendment) {
        match &amendment.act {
            Act::Replace(changed) => self.changed("replace", changed),
            Act::Add(changed) => self.changed("add", changed),
            Act::Repeal(subject, Some(days)) => self.line(format_args!("repeal {subject} {days}")),
            Act::Repeal(subject, None) => self.line(format_args!("repeal {subject}")),
            Act::Within(subject, amendments) => {
                self.line(format_args!("in {subject}"));
                self.within(|out| amendments.iter().for_each(|amendment| out.amendment(amendment)));
            }
        }
    }

    fn changed(&mut self, verb: &str, changed: &Changed) {
        self.line(verb);
        self.within(|out| match changed {
            Changed::Item(item) => out.item(item),
            Changed::Statement(statement) => out.statement(statement),
            Changed::Field(field) => out.line(field),
            Changed::Column(column, after) => {
                out.column(column);
                if let Some(after) = after {
                    out.line(format_args!("after {after}"));
                }
            }
            Changed::Term(value, taken_off) => out.line(format_args!("{}{value}", if *taken_off { "− " } else { "" })),
        });
    }
}

impl Display for Subject {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let word = match self.sort {
            Sort::Article => "article",
            Sort::Record => "record",
            Sort::Calendar => "calendar",
            Sort::Group => "group",
            Sort::Result => "result",
            Sort::Parameter => "parameter",
            Sort::Scale => "scale",
            Sort::Table => "table",
            Sort::Clause(kind) => return write!(out, "{} {}", format!("{kind:?}").to_lowercase(), self.name),
            Sort::Split => "split into",
            Sort::Assert => "assert",
            Sort::Column => "column",
            Sort::Value | Sort::Block | Sort::Field | Sort::Term => return out.write_str(&self.name),
        };
        write!(out, "{word} {}", self.name)
    }
}
