//! A statement as plain data: the head, and a line for each amount and each decision in the order of the articles.

use super::notes::notes;
use super::teller::{Teller, tell};
use super::{Next, Options, Reasons};
use crate::diagnostics::Language;
use crate::program::{ArticleId, Definition, DefinitionId, Form, Program, RecordId, Role, Sign};
use crate::run::Cell;
use crate::source::Sources;
use rustc_hash::{FxHashMap, FxHashSet};

/// Why one record gets what it gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The record's name, such as `manager`.
    pub record: String,
    /// Which one.
    pub key: String,
    /// The policy's name.
    pub policy: String,
    /// Its version.
    pub version: Option<String>,
    /// The day of the run, as 2026-06-30.
    pub as_of: Option<String>,
    /// The language of the words.
    pub language: Language,
    /// The amounts and decisions, in the order of the articles.
    pub lines: Vec<Line>,
    /// Which versions and amendments the cited articles are.
    pub notes: Vec<String>,
    /// What is missing for what was not reached, where that is asked for.
    pub next: Vec<Next>,
}

/// One amount or decision with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The article that gives it; of several alternatives, the one that applied.
    pub article: Option<Citation>,
    /// Its name.
    pub name: String,
    /// What it is in the scheme: `pay`, `penalty`, `total`, `helper` …
    pub role: &'static str,
    /// Whether it applied.
    pub status: Status,
    /// Its conditions in the order they are asked; the first that does not hold decided.
    pub conditions: Vec<Reason>,
    /// The arithmetic and the reasons in words, a line each.
    pub steps: Vec<String>,
    /// Its value; none when it is absent.
    pub figure: Option<Figure>,
    /// Whether it adds or is taken off.
    pub sign: Sign,
    /// The signed parts of a total; they add up to it.
    pub parts: Vec<Part>,
    /// The named values that it needs and that were not told before, those that others need first.
    pub sub_lines: Vec<Line>,
}

/// An article by its number and title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Its number in figures.
    pub number: String,
    /// Its title.
    pub title: Option<String>,
}

/// Whether a value applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has a value.
    Applies,
    /// It does not apply.
    NotApplicable,
    /// It is blank.
    Blank,
    /// It was not given, not kept or too large.
    Unknown,
}

/// A condition and what made it hold or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In words with figures.
    pub text: String,
    /// Whether the value applies as far as this condition goes.
    pub holds: bool,
    /// The article that says so, if another.
    pub article: Option<Citation>,
}

/// A value as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// As other programs read it: a plain decimal (a fraction such as `1/3` where there is none), a date, a name.
    pub text: String,
    /// As people read it, without the sign of its line.
    pub shown: String,
    /// What it is, which decides where it stands.
    pub nature: Nature,
}

/// What a figure is to whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// An amount of money.
    Money,
    /// Yes or no.
    YesNo,
    /// A text.
    Text,
    /// A number, a date, a member of an enumeration, a record.
    Other,
}

/// A signed part of a total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its sign.
    pub sign: Sign,
    /// What it is.
    pub name: String,
    /// Its amount, a plain decimal; 0 where it does not apply.
    pub amount: String,
}

/// Tells one value of a row with its reasons, from what the run kept.
pub fn line(program: &Program, sources: &Sources, reasons: &dyn Reasons, id: DefinitionId, row: usize, options: &Options) -> Line {
    let record = program.definition(id).owner;
    teller(program, sources, reasons, record, row, options, FxHashSet::from_iter([(id, row)])).line(id, row)
}

/// Who tells of a row, with what has a line of its own.
fn teller<'a>(
    program: &'a Program,
    sources: &'a Sources,
    reasons: &'a dyn Reasons,
    record: RecordId,
    row: usize,
    options: &'a Options,
    told: FxHashSet<(DefinitionId, usize)>,
) -> Teller<'a> {
    let (needed, counts) = (Vec::new(), FxHashMap::default());
    let mut parts: FxHashMap<DefinitionId, Vec<DefinitionId>> = FxHashMap::default();
    for (id, definition) in (0u32..).map(DefinitionId).zip(&program.definitions) {
        if let Some(parent) = definition.parent {
            parts.entry(parent).or_default().push(id);
        }
    }
    let signs = super::parts::signs(program);
    Teller { program, sources, reasons, options, record, row, needed, told, parts, signs, counts }
}

/// Tells why one record gets what it gets, from what the run kept.
pub fn statement(
    program: &Program,
    sources: &Sources,
    reasons: &dyn Reasons,
    record: RecordId,
    row: usize,
    options: &Options,
) -> Statement {
    let lines = lines_of(program, record, options);
    let mut told: FxHashSet<_> = lines.iter().map(|id| (*id, row)).collect();
    // What accounts hold is told by the ledger's own line.
    let of_ledger = |definition: &Definition| {
        definition.parent.is_some_and(|parent| matches!(program.definition(parent).role, Role::Ledger(_))) && definition.owner == record
    };
    told.extend((0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, part)| of_ledger(part)).map(|(id, _)| (id, row)));
    let mut teller = teller(program, sources, reasons, record, row, options, told);
    let lines: Vec<Line> = lines.into_iter().map(|id| teller.line(id, row)).collect();
    Statement {
        record: program.record(record).name.clone(),
        key: reasons.key(record, row),
        policy: program.head.name.clone(),
        version: program.head.version.clone(),
        as_of: reasons.as_of().map(|date| date.to_string()),
        language: options.language,
        notes: notes(program, &lines, options.language),
        lines,
        next: Vec::new(),
    }
}

/// The values of a record that have lines of their own, in the order of the articles.
pub fn lines_of(program: &Program, record: RecordId, options: &Options) -> Vec<DefinitionId> {
    let definitions = (0u32..).map(DefinitionId).zip(&program.definitions);
    let mut lines: Vec<(DefinitionId, &Definition)> = definitions.filter(|(_, definition)| has_line(definition, record, options)).collect();
    // Definitions stand in the order in which they were needed; people read in the order of the articles.
    lines.sort_by_key(|(_, definition)| (definition.article.map_or(usize::MAX, ArticleId::at), definition.order));
    lines.into_iter().map(|(id, _)| id).collect()
}

/// Whether a value has a line of its own.
fn has_line(definition: &Definition, record: RecordId, options: &Options) -> bool {
    definition.owner == record
        && definition.parent.is_none()
        && match definition.role {
            Role::Helper => options.all || definition.output,
            Role::Parameter | Role::Part => definition.output,
            Role::Pay
            | Role::Award
            | Role::Output
            | Role::Withhold
            | Role::Total(_)
            | Role::Penalty { .. }
            | Role::Veto(_)
            | Role::Scorecard
            | Role::Grading
            | Role::Qualification
            | Role::Rotation
            | Role::Elimination
            | Role::Quota
            | Role::Prizes
            | Role::Pool
            | Role::Deferral { .. }
            | Role::Clawback
            | Role::Authority
            | Role::Ledger(_) => true,
        }
}

impl Teller<'_> {
    /// A line with the lines of what it needs.
    fn line(&mut self, id: DefinitionId, row: usize) -> Line {
        let mut line = self.told_line(id, row, self.name(id));
        let mut sub_lines = Vec::new();
        self.take_needed(&mut sub_lines);
        sub_lines.extend(self.clause_parts(id, row));
        line.sub_lines = sub_lines;
        line
    }

    /// The lines of the values that the words so far rest on, those that others need first.
    pub(super) fn take_needed(&mut self, lines: &mut Vec<Line>) {
        // Each line that waits for what it needs; a stack of its own, for a chain of values may be of any length.
        let mut waiting = vec![(None, std::mem::take(&mut self.needed).into_iter())];
        while let Some((_, needs)) = waiting.last_mut() {
            match needs.next() {
                Some(need) if self.told.insert((need.definition, need.row)) => {
                    let line = self.told_line(need.definition, need.row, need.name);
                    waiting.push((Some(line), std::mem::take(&mut self.needed).into_iter()));
                }
                Some(_) => {}
                None => lines.extend(waiting.pop().and_then(|(line, _)| line)),
            }
        }
    }

    /// The sub-values of a clause that are there and have not been told.
    fn clause_parts(&mut self, id: DefinitionId, row: usize) -> Vec<Line> {
        let program = self.program;
        let clause = program.definition(id);
        let mut lines = Vec::new();
        // What its accounts hold is told with its entries.
        if matches!(clause.role, Role::Ledger(_)) {
            return lines;
        }
        // What a veto would forfeit is of no interest where there is none.
        if matches!(clause.role, Role::Veto(_)) && self.truth(clause.value, row) != Some(true) {
            return lines;
        }
        for part in self.parts.get(&id).cloned().unwrap_or_default() {
            let is_there = matches!(self.value(program.definition(part).value, row), Cell::Present(_));
            if is_there && self.told.insert((part, row)) {
                let line = self.told_line(part, row, self.name(part));
                self.take_needed(&mut lines);
                lines.push(line);
            }
        }
        lines
    }

    pub(super) fn told_line(&mut self, id: DefinitionId, row: usize, name: String) -> Line {
        let program = self.program;
        let definition = program.definition(id);
        let cell = self.value(definition.value, row);
        let conditions = self.conditions(definition, row);
        let status = match &cell {
            Cell::Present(_) => Status::Applies,
            Cell::NotApplicable => Status::NotApplicable,
            Cell::Blank => Status::Blank,
            Cell::NotGiven | Cell::TooLarge => Status::Unknown,
        };
        let steps = self.steps(definition, row, &conditions, status);
        Line {
            article: self.applied_article(definition, row).map(|article| self.citation(article)),
            name,
            role: role_word(&definition.role),
            status,
            conditions,
            steps,
            figure: self.line_figure(definition, &cell),
            sign: self.sign_of(id),
            parts: self.signed_parts(definition, row, status),
            sub_lines: Vec::new(),
        }
    }

    fn conditions(&mut self, definition: &Definition, row: usize) -> Vec<Reason> {
        let comma = tell!(self, ", ", "，");
        let mut reasons = Vec::new();
        for condition in &definition.conditions {
            let holds = self.truth(condition.test, row) == Some(!condition.negated);
            let text = self.why(condition.test, row, 0).join(&comma);
            reasons.push(Reason { text, holds, article: condition.by.map(|article| self.citation(article)) });
        }
        reasons
    }

    fn citation(&self, article: ArticleId) -> Citation {
        let article = self.program.article(article);
        Citation { number: article.number.clone(), title: article.title.clone() }
    }

    /// The article of the alternative that applied.
    fn applied_article(&self, definition: &Definition, row: usize) -> Option<ArticleId> {
        let taken = match &self.program.expr(definition.unrounded).form {
            Form::Cases { .. } if !definition.alternatives.is_empty() => self.code(definition.unrounded, row),
            _ => None,
        };
        taken.and_then(|taken| definition.alternatives.get(taken).copied()).or(definition.article)
    }

    fn line_figure(&self, definition: &Definition, cell: &Cell) -> Option<Figure> {
        use crate::program::Kind;
        use crate::values::Value;
        let Cell::Present(value) = cell else { return None };
        let kind = definition.ty.kind;
        let shown = self.figure(kind, value);
        let text = match (value, kind) {
            (Value::Number(number), Kind::Money(_)) if let Some(places) = number.decimals() => {
                let places = places.max(super::figures::unit_decimals(self.program));
                crate::values::decimal::format_fixed(number, places, crate::values::Rounding::HalfUp)
            }
            (Value::Number(number), _) => crate::values::decimal::format_plain(number),
            (Value::Text(text), _) => text.to_string(),
            (Value::YesNo(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
            (Value::Date(_) | Value::Duration(_) | Value::Member(_) | Value::Reference(_), _) => shown.clone(),
        };
        let nature = match kind {
            Kind::Money(_) => Nature::Money,
            Kind::YesNo => Nature::YesNo,
            Kind::Text => Nature::Text,
            _ => Nature::Other,
        };
        Some(Figure { text, shown, nature })
    }
}

/// A role as a word for other programs.
fn role_word(role: &Role) -> &'static str {
    match role {
        Role::Helper => "helper",
        Role::Parameter => "parameter",
        Role::Pay => "pay",
        Role::Award => "award",
        Role::Output => "output",
        Role::Withhold => "withhold",
        Role::Total(_) => "total",
        Role::Penalty { .. } => "penalty",
        Role::Veto(_) => "veto",
        Role::Scorecard => "scorecard",
        Role::Grading => "grading",
        Role::Qualification => "qualification",
        Role::Rotation => "rotation",
        Role::Elimination => "elimination",
        Role::Quota => "quota",
        Role::Prizes => "prizes",
        Role::Pool => "pool",
        Role::Deferral { .. } => "deferral",
        Role::Clawback => "clawback",
        Role::Authority => "authority",
        Role::Ledger(_) => "ledger",
        Role::Part => "part",
    }
}
