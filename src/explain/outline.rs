//! What the statements of a record have in common, whatever its rows hold: which values have lines, what belongs to them, and their signs.

use super::Options;
use crate::program::{ArticleId, Definition, DefinitionId, ExprId, Form, Program, RecordId, Role, Sign};

/// The lines of the statements of a record, worked out once.
#[derive(Clone, Debug)]
pub struct Outline {
    record: RecordId,
    /// The values that have lines of their own, in the order of the articles.
    pub(super) lines: Vec<DefinitionId>,
    /// For each value.
    places: Vec<Place>,
}

/// How a value stands in the statements of a record.
#[derive(Clone, Debug)]
struct Place {
    /// Whether it has a line of its own, or is told by one.
    is_told_of: bool,
    /// Whether it adds or is taken off.
    sign: Sign,
    /// The sub-values of a clause.
    parts: Vec<DefinitionId>,
}

impl Outline {
    /// The outline of the statements of a record, with lines for those of its values that `is_wanted`.
    pub fn new(program: &Program, record: RecordId, options: &Options, is_wanted: impl Fn(DefinitionId) -> bool) -> Outline {
        let mut lines = lines_of(program, record, options);
        lines.retain(|id| is_wanted(*id));
        let mut outline = Outline::of(program, record, lines);
        // What accounts hold is told by the ledger's own line.
        for (id, definition) in ids(program).filter(|(_, definition)| definition.owner == record) {
            if definition.parent.is_some_and(|parent| matches!(program.definition(parent).role, Role::Ledger(_))) {
                place(&mut outline.places, id, |place| place.is_told_of = true);
            }
        }
        outline
    }

    /// The outline of one line.
    pub(super) fn of_one(program: &Program, id: DefinitionId) -> Outline {
        Outline::of(program, program.definition(id).owner, vec![id])
    }

    fn of(program: &Program, record: RecordId, lines: Vec<DefinitionId>) -> Outline {
        let usual = |definition| Place { is_told_of: false, sign: usual_sign(definition), parts: Vec::new() };
        let mut places: Vec<Place> = program.definitions.iter().map(usual).collect();
        for id in &lines {
            place(&mut places, *id, |place| place.is_told_of = true);
        }
        for (id, definition) in ids(program) {
            if let Some(parent) = definition.parent {
                place(&mut places, parent, |place| place.parts.push(id));
            }
        }
        // The first total of its record that a value is a part of decides.
        for total in program.definitions.iter().rev() {
            let Role::Total(parts) = &total.role else { continue };
            for (sign, part) in parts.iter().rev() {
                let of = definition_of(program, *part).filter(|id| program.definition(*id).owner == total.owner);
                if let Some(id) = of {
                    place(&mut places, id, |place| place.sign = *sign);
                }
            }
        }
        Outline { record, lines, places }
    }

    /// The record whose statements they are.
    pub fn record(&self) -> RecordId {
        self.record
    }

    /// Whether a value of a statement's own row has a line of its own, or is told by one.
    pub(super) fn has_place(&self, id: DefinitionId) -> bool {
        self.places.get(id.at()).is_some_and(|place| place.is_told_of)
    }

    /// How a value stands in the totals of its record.
    pub(super) fn sign(&self, id: DefinitionId) -> Option<Sign> {
        self.places.get(id.at()).map(|place| place.sign)
    }

    /// The sub-values of a clause.
    pub(super) fn parts(&self, id: DefinitionId) -> &[DefinitionId] {
        self.places.get(id.at()).map_or(&[], |place| &place.parts)
    }
}

/// The sign of a value that is a part of no total.
pub(super) fn usual_sign(definition: &Definition) -> Sign {
    match definition.role {
        Role::Penalty { .. } | Role::Deferral { .. } | Role::Clawback | Role::Withhold => Sign::Minus,
        _ => Sign::Plus,
    }
}

/// The values of a record that have lines of their own, in the order of the articles.
pub fn lines_of(program: &Program, record: RecordId, options: &Options) -> Vec<DefinitionId> {
    let mut lines: Vec<(DefinitionId, &Definition)> =
        ids(program).filter(|(_, definition)| has_line(definition, record, options)).collect();
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

fn ids(program: &Program) -> impl Iterator<Item = (DefinitionId, &Definition)> {
    (0u32..).map(DefinitionId).zip(&program.definitions)
}

fn place(places: &mut [Place], id: DefinitionId, change: impl FnOnce(&mut Place)) {
    if let Some(place) = places.get_mut(id.at()) {
        change(place);
    }
}

fn definition_of(program: &Program, expr: ExprId) -> Option<DefinitionId> {
    match &program.expr(expr).form {
        Form::Definition(id) => Some(*id),
        Form::Settle { value, .. } => definition_of(program, *value),
        _ => None,
    }
}
