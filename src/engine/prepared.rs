//! A policy made ready for one record after the other: what a service does that has a single record in hand.
//!
//! All that does not depend on the record is done once, in [`Policy::prepare`]. A [`Record`] is then filled field by field and evaluated, again
//! and again, in the memory that it has.

mod record;
mod told;
mod values;
mod why;

pub use record::Record;
pub use values::Values;
pub use why::{Ground, Why};

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{Policy, Settings};
use crate::data::Tables;
use crate::data::single::{Fields, Held};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::explain::{self, Outline};
use crate::plan::{Op, Plan};
use crate::program::{DefinitionId, ExprId, FieldId, OVERALL, Program, RecordId, Rows};
use crate::run::{At, Cell, Quick, Thorough};
use crate::say;
use crate::values::Date;

/// A policy, on one day, for single records of its subject. Cheap to clone, and shared between threads.
///
/// ```
/// use merit::data::single::Given;
/// use merit::engine::{Engine, Settings};
///
/// let policy = Engine::compile("sales.merit", "policy \"Sales\" { currency CNY, rounded half up to 0.01; subject manager }\n\
///     record manager { id text key; sold money >= 0; senior yes/no }\n\
///     article 1 { pay commission = sold × (if senior then 1.5% else 1%) }").map_err(|rejected| format!("{rejected:?}"))?;
/// let prepared = policy.prepare(&Settings::default()).map_err(|findings| format!("{findings:?}"))?;
/// let (sold, senior) = (prepared.field("sold")?, prepared.field("senior")?);
/// let commission = prepared.value("commission")?;
///
/// let mut manager = prepared.record();
/// manager.set(sold, Given::Decimal { units: 1_234_567, scale: 2 })?;
/// manager.set(senior, true)?;
/// let values = manager.evaluate().map_err(|findings| format!("{findings:?}"))?;
/// assert_eq!(values.units(commission, 2), Some(18_519));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Prepared(Arc<Made>);

/// What is made once.
#[derive(Debug)]
struct Made {
    policy: Policy,
    as_of: Option<Date>,
    settings: Settings,
    record: RecordId,
    fields: Fields,
    plan: Plan,
    /// The fields that the values rest on.
    needed: Vec<FieldId>,
    quick: Option<Quick>,
    /// Where values are found after the quick way.
    found: FxHashMap<ExprId, At>,
    /// Whether one record suffices for each named value.
    alone: Vec<bool>,
    /// How everything that reasons rest on is kept, once they are asked for.
    thorough: OnceLock<Result<Thorough, Vec<Diagnostic>>>,
    /// The outlines of statements with the lines that amounts need, and with all.
    outlines: [OnceLock<Outline>; 2],
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Prepared>();
    shared::<Record>();
};

impl Policy {
    /// Makes the policy ready for single records of its subject, on the day and for the results that the settings name.
    ///
    /// Values that one record does not suffice for (a rank, a share of a pool, an aggregate over other records) are left out, and so are
    /// assertions about them: who needs these gives everybody's rows to [`Policy::evaluate`].
    ///
    /// # Errors
    /// That the policy has no subject whose rows a host gives, has no date, or is not in force on it.
    pub fn prepare(&self, settings: &Settings) -> Result<Prepared, Vec<Diagnostic>> {
        let (policy, as_of) = self.of_run(settings).map_err(|finding| vec![*finding])?;
        let program = policy.program();
        let subject = program.head.subject.filter(|subject| matches!(program.record(*subject).rows, Rows::File(_)));
        let Some(record) = subject else { return Err(vec![no_subject()]) };
        let alone = alone(program, record);
        let wanted = super::roots_of(program, &settings.results);
        let outputs = program.definitions.iter().filter(|definition| definition.output && settings.results.is_empty());
        let mut roots: Vec<ExprId> = only(program, record, wanted.into_iter().chain(outputs.map(|output| output.value)));
        if settings.reasons {
            roots.extend(only(program, record, why::roots(program, &roots).into_iter()));
        }
        let plan = Plan::new(program, &roots);
        let asserted: Vec<ExprId> =
            program.assertions.iter().map(|assertion| assertion.condition).filter(|condition| roots.contains(condition)).collect();
        let steps = plan.roots.iter().filter_map(|root| plan.of.get(root)).copied();
        let fields = plan.read_for(steps).into_iter().filter_map(|step| match plan.step(step).op {
            Op::Field(field) => Some(field),
            _ => None,
        });
        let mut needed: Vec<FieldId> = fields.collect();
        needed.sort_unstable();
        let (quick, found) = Quick::new(program, &plan, as_of, &asserted).unzip();
        let found = found.unwrap_or_default();
        let fields = Fields::new(program, record);
        // What reasons rest on is among the values asked for.
        let (settings, thorough) = (Settings { reasons: false, ..settings.clone() }, OnceLock::new());
        let outlines = Default::default();
        Ok(Prepared(Arc::new(Made { policy, as_of, settings, record, fields, plan, needed, quick, found, alone, thorough, outlines })))
    }
}

/// Those of some values, of a record or the same for all, that one row of it suffices for.
fn only(program: &Program, record: RecordId, values: impl Iterator<Item = ExprId>) -> Vec<ExprId> {
    let of_it = |value: &ExprId| [record, OVERALL].contains(&program.expr(*value).index);
    let values: Vec<ExprId> = values.filter(of_it).collect();
    let plan = Plan::new(program, &values);
    let alone = plan.alone(record);
    values.into_iter().filter(|value| plan.of.get(value).is_some_and(|step| alone.get(step.at()) == Some(&true))).collect()
}

/// Whether one row of a record suffices for each named value.
fn alone(program: &Program, record: RecordId) -> Vec<bool> {
    let of_it = only(program, record, program.definitions.iter().map(|definition| definition.value));
    program.definitions.iter().map(|definition| of_it.contains(&definition.value)).collect()
}

impl Prepared {
    /// The policy, as it is on the day.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// A field by its name or its heading.
    ///
    /// # Errors
    /// That the record has no such field.
    pub fn field(&self, name: &str) -> Result<FieldId, Box<Diagnostic>> {
        self.0.fields.named(name).ok_or_else(|| {
            let record = self.0.policy.program().record(self.0.record);
            let finding = Diagnostic::new(Code::E0201, say!("`{}` has no field `{name}`", "`{}` 没有字段 `{name}`", record.name));
            near(finding, name, record.fields.iter().map(|field| field.name.as_str()))
        })
    }

    /// A named value of the record, or one that is the same for all; a part of a clause as `clause.part`.
    ///
    /// # Errors
    /// That there is no such value, or that one record does not suffice for it.
    pub fn value(&self, name: &str) -> Result<DefinitionId, Box<Diagnostic>> {
        let program = self.0.policy.program();
        let record = program.record(self.0.record);
        let (clause, part) = name.split_once('.').map_or((None, name), |(clause, part)| (Some(clause), part));
        let mut named = (0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, definition)| {
            let parent = definition.parent.map(|parent| program.definition(parent).name.as_str());
            definition.name == part && parent == clause && [self.0.record, OVERALL].contains(&definition.owner)
        });
        let Some((id, definition)) = named.next() else {
            let message = say!("`{}` has no value `{name}`", "`{}` 没有数值 `{name}`", record.name);
            let names = program.definitions.iter().filter(|definition| definition.owner == self.0.record && definition.parent.is_none());
            return Err(near(Diagnostic::new(Code::E0201, message), name, names.map(|definition| definition.name.as_str())));
        };
        if self.0.alone.get(id.at()) == Some(&true) {
            return Ok(id);
        }
        let message = say!("one `{}` does not suffice for `{name}`", "仅有一条 `{}` 不足以计算 `{name}`", record.name);
        let finding = Diagnostic::new(Code::E0615, message)
            .label(definition.span, say!("this rests on other records", "此值取决于其他记录"))
            .help(say!("evaluate the policy over the rows of all records", "请以全部记录的数据计算本办法"));
        Err(Box::new(finding))
    }

    /// A record to be filled.
    pub fn record(&self) -> Record {
        Record::new(self.0.clone())
    }
}

impl Made {
    /// The record as tables.
    fn whole(&self, held: &[Held]) -> Result<Tables, Vec<Diagnostic>> {
        let program = self.policy.program();
        let lacks = |field: &FieldId| matches!(held.get(field.at()), Some(Held::NotGiven));
        let lacking: Vec<Diagnostic> =
            self.needed.iter().copied().filter(lacks).filter_map(|field| self.fields.lacking(program, field)).collect();
        if lacking.is_empty() { Ok(self.fields.tables(program, held)) } else { Err(lacking) }
    }

    /// What a field of a record holds.
    fn field(&self, held: &[Held], field: FieldId) -> Cell {
        match held.get(field.at()) {
            Some(Held::Cell(cell)) => self.fields.value(field, cell).map_or(Cell::NotGiven, Cell::Present),
            Some(Held::Blank) => Cell::Blank,
            Some(Held::NotGiven) | None => Cell::NotGiven,
        }
    }

    fn thorough(&self) -> Result<&Thorough, Vec<Diagnostic>> {
        let thorough = self.thorough.get_or_init(|| {
            let program = self.policy.program();
            let wanted = self.plan.roots.iter().copied().chain(explain::roots(program));
            Thorough::new(program, &only(program, self.record, wanted), self.as_of)
        });
        thorough.as_ref().map_err(Clone::clone)
    }

    /// The outline of its statements: what one record does not suffice for has no line.
    fn outline(&self, options: &explain::Options) -> &Outline {
        let [needed, all] = &self.outlines;
        let is_known = |id: DefinitionId| self.alone.get(id.at()) == Some(&true);
        let outline = || Outline::new(self.policy.program(), self.record, options, is_known);
        if options.all { all.get_or_init(outline) } else { needed.get_or_init(outline) }
    }
}

fn no_subject() -> Diagnostic {
    let message = say!("the policy has no subject whose records are given", "本办法没有可逐条给出的考核对象");
    Diagnostic::new(Code::E0606, message).help(say!("write `subject manager` in the policy", "在办法中写 `考核对象 经理`"))
}

/// A finding with the nearest of some names.
fn near<'n>(finding: Diagnostic, name: &str, names: impl Iterator<Item = &'n str>) -> Box<Diagnostic> {
    Box::new(match nearest(name, names) {
        Some(near) => finding.help(say!("did you mean `{near}`", "是否想写 `{near}`")),
        None => finding,
    })
}
