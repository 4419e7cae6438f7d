//! From what a run kept to the lines of a statement: each value with what it rests on, told once.

use super::notes::notes;
use super::statement::{Citation, Figure, Line, Nature, Reason, Statement, Status};
use super::teller::Teller;
use super::{Options, Outline, Reasons};
use crate::program::{ArticleId, Definition, DefinitionId, Form, Kind, Program, Role};
use crate::run::Cell;
use crate::source::Sources;
use crate::values::Value;
use std::borrow::Cow;

/// Tells one value of a row with its reasons, from what the run kept.
pub fn line<'a>(
    program: &'a Program,
    sources: &'a Sources,
    reasons: &dyn Reasons,
    id: DefinitionId,
    row: usize,
    options: &Options,
) -> Line<'a> {
    let outline = Outline::of_one(program, id);
    let teller = Teller::new(program, sources, reasons, options, outline.record(), row);
    Teller { outline: Some(&outline), ..teller }.line(id, row)
}

/// Tells why one record gets what it gets, from what the run kept.
pub fn statement<'a>(
    program: &'a Program,
    sources: &'a Sources,
    reasons: &dyn Reasons,
    outline: &Outline,
    row: usize,
    options: &Options,
) -> Statement<'a> {
    let record = outline.record();
    let teller = Teller::new(program, sources, reasons, options, record, row);
    let mut teller = Teller { outline: Some(outline), ..teller };
    let lines: Vec<Line<'_>> = outline.lines.iter().map(|id| teller.line(*id, row)).collect();
    Statement {
        record: &program.record(record).name,
        key: reasons.key(record, row),
        policy: &program.head.name,
        version: program.head.version.as_deref(),
        as_of: reasons.as_of(),
        language: options.language,
        notes: notes(program, &lines, options.language),
        lines,
        next: Vec::new(),
    }
}

impl<'a> Teller<'a, '_> {
    /// A line with the lines of what it needs.
    fn line(&mut self, id: DefinitionId, row: usize) -> Line<'a> {
        let mut line = self.told_line(id, row, self.name(id));
        let mut sub_lines = Vec::new();
        self.take_needed(&mut sub_lines);
        sub_lines.extend(self.clause_parts(id, row));
        line.sub_lines = sub_lines;
        line
    }

    /// The lines of the values that the words so far rest on, those that others need first.
    pub(super) fn take_needed(&mut self, lines: &mut Vec<Line<'a>>) {
        if self.needed.is_empty() {
            return;
        }
        // Each line that waits for what it needs; a stack of its own, for a chain of values may be of any length.
        let mut waiting = vec![(None, std::mem::take(&mut self.needed).into_iter())];
        while let Some((_, needs)) = waiting.last_mut() {
            match needs.next() {
                Some(need) if self.begin((need.definition, need.row)) => {
                    let line = self.told_line(need.definition, need.row, need.name);
                    waiting.push((Some(line), std::mem::take(&mut self.needed).into_iter()));
                }
                Some(_) => {}
                None => lines.extend(waiting.pop().and_then(|(line, _)| line)),
            }
        }
    }

    /// The sub-values of a clause that are there and have not been told.
    fn clause_parts(&mut self, id: DefinitionId, row: usize) -> Vec<Line<'a>> {
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
        let outline = self.outline;
        for &part in outline.map_or(&[][..], |outline| outline.parts(id)) {
            let is_there = matches!(self.value(program.definition(part).value, row), Cell::Present(_));
            if is_there && self.begin((part, row)) {
                let line = self.told_line(part, row, self.name(part));
                self.take_needed(&mut lines);
                lines.push(line);
            }
        }
        lines
    }

    /// A line of its own words alone.
    pub(super) fn told_line(&mut self, id: DefinitionId, row: usize, name: Cow<'a, str>) -> Line<'a> {
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
            article: self.applied_article(definition, row).map(|article| Citation::of(self.program, article)),
            name,
            role: role_word(&definition.role),
            status,
            conditions,
            steps,
            figure: self.line_figure(definition, cell),
            sign: self.sign_of(id),
            parts: self.signed_parts(definition, row, status),
            sub_lines: Vec::new(),
        }
    }

    fn conditions(&mut self, definition: &Definition, row: usize) -> Vec<Reason<'a>> {
        let mut reasons = Vec::with_capacity(definition.conditions.len());
        for condition in &definition.conditions {
            let holds = self.truth(condition.test, row) == Some(!condition.negated);
            let text = self.why(condition.test, row, 0);
            reasons.push(Reason { text, holds, article: condition.by.map(|article| Citation::of(self.program, article)) });
        }
        reasons
    }

    /// The article of the alternative that applied.
    fn applied_article(&self, definition: &Definition, row: usize) -> Option<ArticleId> {
        let taken = match &self.program.expr(definition.unrounded).form {
            Form::Cases { .. } if !definition.alternatives.is_empty() => self.code(definition.unrounded, row),
            _ => None,
        };
        taken.and_then(|taken| definition.alternatives.get(taken).copied()).or(definition.article)
    }

    fn line_figure(&mut self, definition: &Definition, cell: Cell) -> Option<Figure> {
        let Cell::Present(value) = cell else { return None };
        let kind = definition.ty.kind;
        let nature = match kind {
            Kind::Money(_) => Nature::Money,
            Kind::YesNo => Nature::YesNo,
            Kind::Text => Nature::Text,
            _ => Nature::Other,
        };
        let shown = self.apart(|teller| teller.put_figure(kind, &value));
        let named = match (&value, kind) {
            (Value::Member(at), Kind::Member(id)) => self.program.enumeration(id).members.get(*at as usize).map(|member| &member.name),
            _ => None,
        };
        let named = named.filter(|name| **name != shown).cloned();
        Some(Figure { shown, value, named, nature, least: self.unit })
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
