//! The state of lowering, and the small constructors that every part of it uses.

use super::clauses::Balances;
use super::facts::Facts;
use super::mentions::Meant;
use super::names::Entry;
use super::shapes::{Shape, Shapes};
use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::program::{
    CellTest, Cells, Definition, DefinitionId, Enumeration, EnumerationId, Expr, ExprId, FieldId, Form, Kind, LedgerId, Map, OVERALL,
    Program, RecordId, Rows, Table, Type,
};
use crate::say;
use crate::source::{Sources, Span};
use crate::syntax::ast;
use crate::values::{Exact, Value};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// The number of a declared name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct EntryId(pub usize);

/// A lowered expression with what its context needs to know of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lowered {
    /// The expression.
    pub id: ExprId,
    /// Its type.
    pub ty: Type,
    /// Whether it is made of bare figures only, so that it takes its kind from its context.
    pub bare: bool,
    /// The words it comes from.
    pub span: Span,
}

/// Where an expression stands: whose names it sees, and what is known there.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The record whose rows it is evaluated for.
    pub index: RecordId,
    /// In an aggregate: the record around it, and the reference (on `index`) that leads to it.
    pub outer: Option<(RecordId, ExprId)>,
    /// What conditions around it have shown.
    pub facts: Facts,
    /// In a tier: the value it is by, for `the part above x`.
    pub tier: Option<Lowered>,
    /// In a line of a ledger: its accounts.
    pub balances: Option<Rc<Balances>>,
}

impl Scope {
    /// A scope on a record, with nothing known.
    pub fn on(index: RecordId) -> Scope {
        Scope { index, outer: None, facts: Facts::default(), tier: None, balances: None }
    }

    /// The same scope where more is known.
    pub fn knowing(&self, facts: Facts) -> Scope {
        let mut scope = self.clone();
        scope.facts.add(facts);
        scope
    }
}

/// The lowering of one policy.
pub(super) struct Lower<'a> {
    /// The texts of its files.
    pub sources: &'a Sources,
    /// The language that it is written in, for words that a run delivers.
    pub language: Language,
    /// What has been lowered.
    pub program: Program,
    /// What has been found.
    pub findings: Vec<Diagnostic>,
    /// Everything that has a name, in written order.
    pub entries: Vec<Entry<'a>>,
    /// The entries by owner and name.
    pub by_name: FxHashMap<(RecordId, String), EntryId>,
    /// Where each name was declared first, of overall values (yes) and of those of records.
    pub first_of_name: FxHashMap<(bool, String), Span>,
    /// For each member of an enumeration the first field that may be it.
    pub member_fields: FxHashMap<String, (RecordId, FieldId)>,
    /// Where each number of an article stands first.
    pub articles: FxHashMap<String, Span>,
    /// The scales by name.
    pub scales: IndexMap<String, &'a ast::Scale>,
    /// Clause by sub-value: the definitions that are parts of another, under each of their names.
    pub parts: FxHashMap<(DefinitionId, String), DefinitionId>,
    /// The assertions, with their owners and the conditions around them.
    pub asserts: Vec<super::declare::Asserted<'a>>,
    /// The entries being lowered now, for cycles.
    pub path: Vec<EntryId>,
    /// How deep the expression that is being lowered lies, through the definitions that it reads.
    pub depth: usize,
    /// How many names unknown ones were compared with.
    pub compared: usize,
    /// Where a number of years is added to a date.
    pub anniversaries: Vec<Span>,
    /// The order of long chains.
    pub(super) demand: super::demand::Demand,
    /// The figures that expressions were found to come to.
    pub(super) figures: std::cell::RefCell<FxHashMap<ExprId, Exact>>,
    /// The conditions under which a value applies, by the shape of the value.
    pub applies_if: FxHashMap<Shape, Shape>,
    /// Names that were read, for findings about unused ones.
    pub used_scales: Vec<String>,
    /// Fields that were declared with syntax still to be lowered.
    pub pending_fields: Vec<(RecordId, FieldId, &'a ast::Field)>,
    /// Values made of bare figures only, which take their kind from their use.
    pub bare: FxHashSet<DefinitionId>,
    /// Splits that were declared with amounts still to be lowered.
    pub splits: Vec<super::splits::Shared<'a>>,
    /// Tranches that were declared with what they are made of still to be lowered.
    pub tranches: Vec<super::clauses::Deferred<'a>>,
    /// The records of the parts of each deferral.
    pub deferrals: FxHashMap<DefinitionId, RecordId>,
    /// Clawbacks that were met, with the records whose pay they take back.
    pub clawbacks: Vec<(&'a ast::Clause, RecordId)>,
    /// What of a part of a deferral is stopped, and what is left of it, where a clawback is of the deferral.
    pub left_fields: FxHashMap<RecordId, [FieldId; 2]>,
    /// What clawbacks came to be on their events.
    pub recoveries: FxHashMap<DefinitionId, super::clauses::Recovery>,
    /// Groups that were declared with the values that make them still to be lowered.
    pub(super) groups: super::groups::Groups<'a>,
    /// Columns that are read as one field of a record made of others.
    pub families: Vec<super::products::Family>,
    /// What is carried, with the next value still to be lowered.
    pub carries: Vec<super::clauses::Carry<'a>>,
    /// The ledgers by where their names stand: what declares each on its owner, and the ledger once it is lowered.
    pub ledgers: FxHashMap<Span, (EntryId, Option<LedgerId>)>,
    /// What names were found to mean.
    pub(super) mentions: super::mentions::Mentions,
    shapes: Shapes,
}

impl<'a> Lower<'a> {
    /// Starts with a program.
    pub fn new(program: Program, sources: &'a Sources, language: Language) -> Lower<'a> {
        Lower {
            sources,
            language,
            program,
            findings: Vec::new(),
            entries: Vec::new(),
            by_name: FxHashMap::default(),
            first_of_name: FxHashMap::default(),
            member_fields: FxHashMap::default(),
            articles: FxHashMap::default(),
            scales: IndexMap::new(),
            parts: FxHashMap::default(),
            asserts: Vec::new(),
            path: Vec::new(),
            depth: 0,
            compared: 0,
            anniversaries: Vec::new(),
            demand: super::demand::Demand::default(),
            figures: std::cell::RefCell::default(),
            applies_if: FxHashMap::default(),
            used_scales: Vec::new(),
            pending_fields: Vec::new(),
            bare: FxHashSet::default(),
            splits: Vec::new(),
            tranches: Vec::new(),
            deferrals: FxHashMap::default(),
            left_fields: FxHashMap::default(),
            recoveries: FxHashMap::default(),
            clawbacks: Vec::new(),
            mentions: super::mentions::Mentions::default(),
            shapes: Shapes::default(),
            groups: super::groups::Groups::default(),
            families: Vec::new(),
            carries: Vec::new(),
            ledgers: FxHashMap::default(),
        }
    }

    /// Gives the program and the findings in the order of their places.
    pub fn finish(mut self) -> (Program, Vec<Diagnostic>) {
        self.findings.sort_by_key(|finding| finding.labels.first().map(|label| (label.span.source, label.span.start)));
        self.findings.dedup();
        self.program.mentions = self.all_mentions();
        (self.program, self.findings)
    }

    /// The author's own words of a place.
    pub fn words(&self, span: Span) -> &'a str {
        self.sources.text(span).trim()
    }

    /// The author's own words of a value, as a run delivers them: on one line and in style, however they are laid out.
    pub fn told_words(&self, span: Span) -> String {
        crate::format::on_one_line(self.words(span), self.language)
    }

    /// Reports a finding.
    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Reports a finding with one place.
    pub fn report_at(&mut self, code: Code, message: Text, span: Span, label: Text) {
        self.report(Diagnostic::new(code, message).label(span, label));
    }

    /// Adds an expression.
    pub fn add(&mut self, form: Form, ty: Type, index: RecordId, span: Span) -> ExprId {
        let id = ExprId(self.program.expressions.len() as u32);
        self.shapes.add(&form, index);
        self.program.expressions.push(Expr { form, ty, index, span });
        id
    }

    /// Adds an expression and wraps it.
    pub fn make(&mut self, form: Form, ty: Type, index: RecordId, span: Span) -> Lowered {
        Lowered { id: self.add(form, ty, index, span), ty, bare: false, span }
    }

    /// A constant.
    pub fn constant(&mut self, value: Value, kind: Kind, index: RecordId, span: Span) -> Lowered {
        self.make(Form::Constant(value), Type::present(kind), index, span)
    }

    /// A constant number of a kind.
    pub fn figure(&mut self, value: Exact, kind: Kind, index: RecordId, span: Span) -> Lowered {
        self.constant(Value::Number(value), kind, index, span)
    }

    /// Yes or no as a constant.
    pub fn truth(&mut self, value: bool, index: RecordId, span: Span) -> Lowered {
        self.constant(Value::YesNo(value), Kind::YesNo, index, span)
    }

    /// An elementwise operation whose absence is that of its operands.
    pub fn map(&mut self, op: Map, operands: &[Lowered], kind: Kind, index: RecordId, span: Span) -> Lowered {
        let mut ty = Type::present(kind);
        for operand in operands {
            ty = ty.with_absence_of(operand.ty);
        }
        self.make(Form::Map(op, operands.iter().map(|operand| operand.id).collect()), ty, index, span)
    }

    /// `a and b and …`; yes when there are none.
    pub fn all_of(&mut self, conditions: &[Lowered], index: RecordId, span: Span) -> Lowered {
        match conditions {
            [] => self.truth(true, index, span),
            [one] => *one,
            many => self.map(Map::And, many, Kind::YesNo, index, span),
        }
    }

    /// `not a`.
    pub fn not(&mut self, condition: Lowered, index: RecordId) -> Lowered {
        self.map(Map::Not, &[condition], Kind::YesNo, index, condition.span)
    }

    /// A comparison of two values of one kind.
    pub fn compare(&mut self, sign: ast::Comparison, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        self.map(Map::Compare(sign), &[left, right], Kind::YesNo, index, span)
    }

    /// A choice among values, typed by the absences of its conditions and values; without `otherwise` it may be not applicable.
    pub fn cases(&mut self, arms: &[(Lowered, Lowered)], otherwise: Option<Lowered>, kind: Kind, index: RecordId, span: Span) -> Lowered {
        let mut ty = Type::present(kind);
        for (condition, value) in arms {
            ty = ty.with_absence_of(condition.ty).with_absence_of(value.ty);
        }
        match otherwise {
            Some(value) => ty = ty.with_absence_of(value.ty),
            None => ty.not_applicable = true,
        }
        let form = Form::Cases {
            arms: arms.iter().map(|(condition, value)| (condition.id, value.id)).collect(),
            otherwise: otherwise.map(|value| value.id),
        };
        self.make(form, ty, index, span)
    }

    /// The value under a condition, not applicable without it; where the condition is known the value applies.
    pub fn only_when(&mut self, condition: Lowered, value: Lowered, index: RecordId, span: Span) -> Lowered {
        let chosen = self.cases(&[(condition, value)], None, value.ty.kind, index, span);
        if !value.ty.not_applicable && !condition.ty.not_applicable {
            let (shape, when) = (self.shape(chosen.id), self.shape(condition.id));
            self.applies_if.insert(shape, when);
        }
        Lowered { bare: value.bare, ..chosen }
    }

    /// The value with absences settled.
    pub fn settle(&mut self, value: Lowered, blank: Option<Lowered>, not_applicable: Option<Lowered>, span: Span) -> Lowered {
        let mut ty = value.ty;
        if let Some(settled) = blank {
            ty.blank = settled.ty.blank;
            ty.not_applicable |= settled.ty.not_applicable;
        }
        if let Some(settled) = not_applicable {
            ty.not_applicable = settled.ty.not_applicable;
            ty.blank |= settled.ty.blank;
        }
        let index = self.program.expr(value.id).index;
        let form = Form::Settle {
            value: value.id,
            blank: blank.map(|settled| settled.id),
            not_applicable: not_applicable.map(|settled| settled.id),
        };
        self.make(form, ty, index, span)
    }

    /// A multiple of a unit.
    pub fn rounded(&mut self, value: Lowered, mode: crate::values::Rounding, unit: Exact, span: Span) -> Lowered {
        let index = self.program.expr(value.id).index;
        self.map(Map::Round { mode, unit }, &[value], value.ty.kind, index, span)
    }

    /// The value rounded as the policy rounds declared amounts.
    pub fn rounded_as_declared(&mut self, value: Lowered) -> Lowered {
        let (mode, unit) = (self.program.head.rounding, self.program.head.unit.clone());
        self.rounded(value, mode, unit, value.span)
    }

    /// The value at the row that a reference leads to.
    pub fn gather(&mut self, reference: Lowered, value: Lowered, span: Span) -> Lowered {
        let index = self.program.expr(reference.id).index;
        let ty = value.ty.with_absence_of(reference.ty);
        let gathered = self.make(Form::Gather { reference: reference.id, value: value.id }, ty, index, span);
        Lowered { bare: value.bare, ..gathered }
    }

    /// A field of a record, as the scope sees it.
    pub fn field(&mut self, index: RecordId, field: FieldId, span: Span) -> Lowered {
        self.know_group(index);
        let ty = self.program.field(index, field).ty;
        self.note(span, Meant::Field(index, field));
        self.make(Form::Field(field), ty, index, span)
    }

    /// A named value, as a row of `index` sees it.
    pub fn definition(&mut self, id: DefinitionId, index: RecordId, span: Span) -> Lowered {
        let definition = self.program.definition(id);
        let ty = definition.ty;
        let value = definition.value;
        let lowered = self.make(Form::Definition(id), ty, index, span);
        // Where the value applies, its name does too.
        if let Some(&when) = self.applies_if.get(&self.shape(value)) {
            let shape = self.shape(lowered.id);
            self.applies_if.insert(shape, when);
        }
        Lowered { bare: self.bare.contains(&id), ..lowered }
    }

    /// The same expression with another kind, for figures that take it from their context.
    pub fn retyped(&mut self, value: Lowered, kind: Kind) -> Lowered {
        if value.ty.kind == kind {
            return value;
        }
        let expr = self.program.expr(value.id).clone();
        let ty = Type { kind, ..value.ty };
        Lowered { ty, ..self.make(expr.form, ty, expr.index, expr.span) }
    }

    /// The same expression with fewer absences.
    pub fn narrowed(&mut self, value: Lowered, blank: bool, not_applicable: bool) -> Lowered {
        let ty = Type { kind: value.ty.kind, blank: value.ty.blank && blank, not_applicable: value.ty.not_applicable && not_applicable };
        if ty == value.ty {
            return value;
        }
        let expr = self.program.expr(value.id).clone();
        Lowered { id: self.add(expr.form, ty, expr.index, expr.span), ty, ..value }
    }

    /// Adds a named value.
    pub fn define(&mut self, definition: Definition) -> DefinitionId {
        let id = DefinitionId(self.program.definitions.len() as u32);
        self.program.definitions.push(definition);
        id
    }

    /// The enumeration with these members, added if it is new.
    pub fn enumeration(&mut self, enumeration: Enumeration) -> EnumerationId {
        let known = self.program.enumerations.iter().position(|other| *other == enumeration);
        let at = known.unwrap_or_else(|| {
            self.program.enumerations.push(enumeration);
            self.program.enumerations.len() - 1
        });
        EnumerationId(at as u32)
    }

    /// The hidden record of the distinct combinations of values on `of`, and the reference to it from there; equal groupings are one.
    pub fn grouping(&mut self, of: RecordId, by: &[Lowered], span: Span) -> Lowered {
        let shapes: Vec<Shape> = by.iter().map(|value| self.shape(value.id)).collect();
        let known = self.program.records.iter().position(|record| match &record.rows {
            Rows::Group { of: other, by } => *other == of && by.iter().map(|&value| self.shape(value)).eq(shapes.iter().copied()),
            Rows::Overall | Rows::File(_) | Rows::Calendar(_) | Rows::Product(_) | Rows::Split { .. } | Rows::Tranches(_) => false,
        });
        let group = match known {
            Some(at) => RecordId(at as u32),
            None => self.add_group(of, by, span),
        };
        self.group_reference(of, group, span)
    }

    /// Adds a record of groups; its fields hold the values grouped by.
    pub fn add_group(&mut self, of: RecordId, by: &[Lowered], span: Span) -> RecordId {
        let parts: Vec<_> = (1..).zip(by).map(|(number, value)| (self.part_of_group(value.id, number), value.span)).collect();
        let name = format!("{} by {}", self.program.record(of).name, self.group_words(by));
        let id = self.declare_groups(name, of, parts, span);
        self.group_by(id, of, by);
        id
    }

    /// The reference from a record to its groups.
    pub fn group_reference(&mut self, of: RecordId, group: RecordId, span: Span) -> Lowered {
        let at = self
            .program
            .record(of)
            .fields
            .iter()
            .position(|field| field.ty.kind == Kind::Reference(group) && matches!(field.cells, Cells::Grouped));
        let field = FieldId(at.unwrap_or_default() as u32);
        self.field(of, field, span)
    }

    fn group_words(&self, by: &[Lowered]) -> String {
        let names = by.iter().map(|value| self.last_name(value.id).unwrap_or_else(|| "value".into())).collect::<Vec<_>>();
        names.join(", ")
    }

    /// The last name that an expression was written with, if it is a plain path.
    fn last_name(&self, id: ExprId) -> Option<String> {
        let expr = self.program.expr(id);
        match &expr.form {
            Form::Field(field) => Some(self.program.field(expr.index, *field).name.clone()),
            Form::Definition(id) => Some(self.program.definition(*id).name.clone()),
            Form::Gather { value, .. } => self.last_name(*value),
            _ => None,
        }
    }

    /// Adds a table of constants.
    pub fn add_table(&mut self, table: Table) -> crate::program::TableId {
        self.program.tables.push(table);
        crate::program::TableId(self.program.tables.len() as u32 - 1)
    }

    /// The shape of an expression.
    pub fn shape(&self, id: ExprId) -> Shape {
        self.shapes.of(id)
    }

    /// An expression of a shape.
    pub fn expression_of(&self, shape: Shape) -> Option<ExprId> {
        self.shapes.first(shape)
    }

    /// Whether a table cell test holds for everything.
    pub fn is_any(test: &CellTest) -> bool {
        matches!(test, CellTest::Any)
    }

    /// What an author calls a value: the name of a path, or "this value".
    pub fn name_of(&self, id: ExprId) -> Option<String> {
        self.last_name(id)
    }

    /// A place-holder for an expression that could not be lowered; its finding has been reported.
    pub fn broken(&mut self, index: RecordId, span: Span) -> Lowered {
        let ty = Type::present(Kind::Nothing);
        self.make(Form::Blank, ty, index, span)
    }

    /// Whether a lowered expression is such a place-holder, so that nothing more need be said of it.
    pub fn is_broken(&self, value: Lowered) -> bool {
        value.ty.kind == Kind::Nothing && !value.ty.blank
    }

    /// The words for a kind.
    pub fn kind_words(&self, kind: Kind) -> Text {
        kind.describe(&self.program)
    }

    /// Says that a clause lacks a part.
    pub fn lacks(&mut self, clause: &ast::Clause, en: &str, zh: &str) {
        let name = &clause.name.text;
        self.report(
            Diagnostic::new(Code::E0208, say!("`{name}` lacks `{en}`", "`{name}` 缺少 `{zh}`"))
                .label(clause.name.span, say!("this clause needs a line `{en} …`", "此处须有一行 `{zh} …`")),
        );
    }
}

/// The record that nobody's values belong to.
pub(super) const NOBODY: RecordId = OVERALL;
