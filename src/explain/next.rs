//! What is missing for the next tier, grade or award: told from what was found by evaluating again, never from words alone.

use super::statement::Citation;
use super::teller::Teller;
use super::{Options, Reasons};
use crate::program::{DefinitionId, ExprId, Form, Kind, Piece, Program, RecordId};
use crate::say;
use crate::source::Sources;
use crate::values::{Exact, Value};
use std::borrow::Cow;

/// Something that was not reached, and the ways to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Next<'a> {
    /// The article that gives it.
    pub article: Option<Citation<'a>>,
    /// The amount or decision.
    pub name: Cow<'a, str>,
    /// What would be reached: a tier, a grade, that it applies.
    pub goal: String,
    /// The ways to it, each enough by itself; each was evaluated again.
    pub ways: Vec<Way>,
    /// Why there is no way by inputs of this record, where there is none.
    pub hindrance: Option<String>,
}

/// Inputs that reach something together, with what comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What is changed; all of it is needed.
    pub changes: Vec<Change>,
    /// The amounts and decisions that come out otherwise.
    pub then: Vec<Then>,
}

/// An input that is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record that it is an input of.
    pub record: String,
    /// Which one.
    pub key: String,
    /// The input.
    pub name: String,
    /// What it is called in words: its name, with its record where that is another one.
    pub shown_name: String,
    /// What it is now, as people read it; none where it is blank.
    pub from: Option<String>,
    /// What it would be, as people read it.
    pub to: String,
    /// How much more or less that is, where it can be said.
    pub by: Option<String>,
    /// What it would be, as other programs read it.
    pub value: String,
}

/// A value that comes out otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Then {
    /// Its name.
    pub name: String,
    /// What it is now.
    pub before: String,
    /// What it would be.
    pub after: String,
}

/// Puts what was found into words.
pub(crate) struct Wording<'a, 'r>(Teller<'a, 'r>);

impl<'a, 'r> Wording<'a, 'r> {
    /// Words for a row of a record.
    pub fn new(
        program: &'a Program,
        sources: &'a Sources,
        reasons: &'r dyn Reasons,
        options: &Options,
        record: RecordId,
        row: usize,
    ) -> Wording<'a, 'r> {
        Wording(Teller::new(program, sources, reasons, options, record, row))
    }

    /// The name of a value.
    pub fn name(&self, definition: DefinitionId) -> Cow<'a, str> {
        self.0.name(definition)
    }

    /// A value as people read it.
    pub fn figure(&self, kind: Kind, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            value => self.0.figure(kind, value),
        }
    }

    /// How much more or less a number or a day is.
    pub fn difference(&self, kind: Kind, from: &Value, to: &Value) -> Option<String> {
        let (more, size) = match (from, to) {
            (Value::Number(from), Value::Number(to)) => {
                let difference = to.sub(from);
                let kind = if kind == Kind::Ratio { Kind::Points } else { kind };
                (!difference.is_negative(), self.0.number(kind, &difference.abs()))
            }
            (Value::Date(from), Value::Date(to)) => {
                let days = from.days_until(*to);
                let size = days.unsigned_abs();
                let text =
                    if days > 0 { say!("{size} days later", "晚 {size} 天") } else { say!("{size} days earlier", "早 {size} 天") };
                return Some(self.0.tell(&text));
            }
            _ => return None,
        };
        Some(self.0.tell(&if more { say!("{size} more", "增加 {size}") } else { say!("{size} less", "减少 {size}") }))
    }

    /// A row of a tier.
    pub fn tier(&mut self, piece: &Piece, stretch: usize) -> String {
        let (row, by) = (self.0.stretch_words(piece, stretch), self.path(piece.by));
        match by {
            Some(by) => self.0.tell(&say!("tier {row} of {by}", "{by} 的“{row}”档")),
            None => self.0.tell(&say!("tier {row}", "“{row}”档")),
        }
    }

    /// A point of an interpolation.
    pub fn point(&self, by: ExprId, at: &Exact, kind: Kind) -> String {
        let at = self.0.number(kind, at);
        match self.path(by) {
            Some(by) => self.0.tell(&say!("{at} of {by}", "{by}达 {at}")),
            None => at,
        }
    }

    /// One unit more.
    pub fn unit(&self, of: ExprId, unit: &Exact, kind: Kind) -> String {
        let unit = self.0.number(kind, unit);
        match self.path(of) {
            Some(of) => self.0.tell(&say!("one more {unit} of {of}", "{of} 再多一个 {unit}")),
            None => self.0.tell(&say!("one more {unit}", "再多一个 {unit}")),
        }
    }

    /// That something applies.
    pub fn applies(&self) -> &'static str {
        self.0.either("that it applies", "得以适用")
    }

    /// A condition as the policy words it.
    pub fn condition(&self, test: ExprId, wanted: bool) -> String {
        let words = self.0.quote(self.0.program.expr(test).span).unwrap_or_default();
        self.0.tell(&if wanted { say!("that {words}", "{words}") } else { say!("that not {words}", "并非 {words}") })
    }

    /// Why a condition does not hold as wanted, with its figures.
    pub fn why(&mut self, test: ExprId) -> String {
        self.0.why(test, self.0.row, 0)
    }

    /// Why no input of the record reaches something.
    pub fn hindrance(&self, why: &str, tried: &[String], others: &[String], spent: bool) -> String {
        let comma = self.0.either(", ", "、");
        let mut words = if why.is_empty() { Vec::new() } else { vec![why.to_owned()] };
        let (tried_words, other_words) = (tried.join(comma), others.join(comma));
        if spent {
            words.push(self.0.tell(&say!("not all inputs were tried", "未试遍全部输入")));
        } else if !tried.is_empty() {
            words.push(self.0.tell(&say!("no change of {tried_words} alone reaches it", "单独改变 {tried_words} 均不能达到")));
        }
        if !others.is_empty() {
            let rests = say!(
                "it rests on {other_words}, of which no input alone is this record's own",
                "取决于 {other_words}，其中没有单独属于本条记录的输入"
            );
            words.push(self.0.tell(&rests));
        }
        words.join(self.0.either("; ", "；"))
    }

    /// In place of a value that does not apply.
    pub fn not_applicable(&self) -> &'static str {
        self.0.either("not applicable", "不适用")
    }

    /// In place of a value that is not there.
    pub fn blank(&self) -> &'static str {
        self.0.either("blank", "空")
    }

    /// What stands between reasons.
    pub fn comma(&self) -> &'static str {
        self.0.either(", ", "，")
    }

    fn path(&self, expr: ExprId) -> Option<Cow<'a, str>> {
        match &self.0.program.expr(expr).form {
            Form::Settle { value, .. } => self.path(*value),
            _ => self.0.path(expr),
        }
    }
}
