//! What each named value rests on, and who reads each value and field: for pages and tools that lead from one to the other.
//!
//! It is read from the checked program, one step at a time: a value rests on the values that it names, not on what these rest on.
//! Sub-values of a clause count as the clause.

use super::parts::{each_of_ledger, each_part};
use crate::program::{Cells, DefinitionId, ExprId, FieldId, Form, Program, RecordId, Role};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a value may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// A named value; of a clause the clause itself.
    Value(DefinitionId),
    /// A field of a record.
    Field(RecordId, FieldId),
}

/// Who reads something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum User {
    /// A named value.
    Value(DefinitionId),
    /// A field that is worked out.
    Field(RecordId, FieldId),
    /// A result, by its place in [`Program::results`].
    Result(usize),
    /// An assertion, by its place in [`Program::assertions`].
    Assertion(usize),
}

/// Who rests on what in a program.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    rests: FxHashMap<User, Vec<Thing>>,
    used: FxHashMap<Thing, Vec<User>>,
}

impl Uses {
    /// Reads a program.
    pub fn of(program: &Program) -> Uses {
        let mut uses = Uses::default();
        for (id, definition) in (0u32..).map(DefinitionId).zip(&program.definitions) {
            let user = User::Value(whole(program, id));
            let mut roots = vec![definition.value, definition.unrounded];
            roots.extend(definition.conditions.iter().map(|condition| condition.test));
            uses.add(program, user, &roots);
            uses.add_role(program, user, &definition.role);
        }
        for (id, record) in (0u32..).map(RecordId).zip(&program.records) {
            for (at, field) in (0u32..).map(FieldId).zip(&record.fields) {
                match &field.cells {
                    Cells::Worked(value) => uses.add(program, User::Field(id, at), &[*value]),
                    Cells::Computed { by, .. } => uses.add(program, User::Field(id, at), by),
                    Cells::Column { .. } | Cells::Made | Cells::Grouped => {}
                }
            }
        }
        for (at, result) in program.results.iter().enumerate() {
            let columns = result.columns.iter().map(|column| column.value);
            let roots: Vec<ExprId> = columns.chain(result.filter).chain(result.order.iter().map(|(key, _)| *key)).collect();
            uses.add(program, User::Result(at), &roots);
        }
        for (at, assertion) in program.assertions.iter().enumerate() {
            uses.add(program, User::Assertion(at), &[assertion.condition, assertion.asserted]);
        }
        for (user, things) in &uses.rests {
            for thing in things {
                uses.used.entry(*thing).or_default().push(*user);
            }
        }
        uses.used.values_mut().for_each(|users| users.sort_unstable());
        uses
    }

    /// What somebody rests on, in the order in which it is met.
    pub fn rests_on(&self, user: User) -> &[Thing] {
        self.rests.get(&user).map_or(&[], Vec::as_slice)
    }

    /// Who reads something, values first.
    pub fn used_by(&self, thing: Thing) -> &[User] {
        self.used.get(&thing).map_or(&[], Vec::as_slice)
    }

    /// Adds a thing that somebody rests on, unless it is there or is that itself.
    pub fn add_thing(&mut self, user: User, thing: Thing) {
        if push(self.rests.entry(user).or_default(), user, thing) {
            let users = self.used.entry(thing).or_default();
            users.push(user);
            users.sort_unstable();
        }
    }

    fn add(&mut self, program: &Program, user: User, roots: &[ExprId]) {
        let things = self.rests.entry(user).or_default();
        each_thing(program, roots, &mut |thing| {
            push(things, user, thing);
        });
    }

    /// What a clause names beside its value.
    fn add_role(&mut self, program: &Program, user: User, role: &Role) {
        let (expressions, values) = role.names();
        self.add(program, user, &expressions);
        self.add_values(program, user, values);
    }

    fn add_values(&mut self, program: &Program, user: User, values: &[DefinitionId]) {
        let things = self.rests.entry(user).or_default();
        for value in values {
            push(things, user, Thing::Value(whole(program, *value)));
        }
    }
}

/// Puts a thing to those that somebody rests on, unless it is there or is that itself; whether it was put there.
fn push(things: &mut Vec<Thing>, user: User, thing: Thing) -> bool {
    let is_itself = matches!((user, thing), (User::Value(user), Thing::Value(thing)) if user == thing);
    let is_new = !is_itself && !things.contains(&thing);
    if is_new {
        things.push(thing);
    }
    is_new
}

/// The clause that a sub-value is of, or the value itself.
pub fn whole(program: &Program, id: DefinitionId) -> DefinitionId {
    let mut id = id;
    while let Some(parent) = program.definition(id).parent {
        id = parent;
    }
    id
}

/// Tells what expressions name, down to the first named value or field on each way.
fn each_thing(program: &Program, roots: &[ExprId], tell: &mut dyn FnMut(Thing)) {
    let mut seen = FxHashSet::default();
    let mut wanted: Vec<ExprId> = roots.iter().rev().copied().collect();
    let mut ledgers = FxHashSet::default();
    while let Some(id) = wanted.pop() {
        if !seen.insert(id) {
            continue;
        }
        let expr = program.expr(id);
        let from = wanted.len();
        match &expr.form {
            Form::Definition(definition) => tell(Thing::Value(whole(program, *definition))),
            Form::Field(field) => tell(Thing::Field(expr.index, *field)),
            Form::Carried { fold, .. } => {
                let fold = program.fold(*fold);
                wanted.extend(fold.states.iter().flat_map(|state| [state.starts, state.next]));
            }
            Form::Balance { ledger, .. } | Form::Closing { ledger, .. } => {
                if ledgers.insert(*ledger) {
                    each_of_ledger(program, *ledger, &mut |part| wanted.push(part));
                }
            }
            _ => each_part(program, id, &mut |part| wanted.push(part)),
        }
        // What stands first is met first.
        if let Some(added) = wanted.get_mut(from..) {
            added.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::{Thing, User, Uses};
    use crate::engine::Engine;
    use crate::program::{DefinitionId, FieldId, RecordId};

    const TEXT: &str = "policy \"P\" { currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager { id text key; deposits money; base money; score integer }\n\
        article 1 {\n  growth = deposits - base\n  pay p = 1% × growth { when score > 60 }\n\
          penalty late { on p; takes 10%; when score < 80 }\n  scorecard s { item a weight 100%: score; missing counts as 0 }\n\
          output twice = 2 × s.a\n  assert \"enough\" growth >= 0\n}\n";

    #[test]
    fn values_rest_on_what_they_name_and_are_used_by_whoever_names_them() {
        let policy = Engine::compile("scheme.merit", TEXT).unwrap();
        let program = policy.program();
        let uses = Uses::of(program);
        let value = |name: &str| {
            let at = program.definitions.iter().position(|definition| definition.name == name && definition.parent.is_none());
            DefinitionId(u32::try_from(at.unwrap()).unwrap())
        };
        let manager = program.record_named("manager").unwrap();
        let field = |name: &str| Thing::Field(manager, program.record(manager).field_named(name).unwrap());
        let rests = |name: &str| uses.rests_on(User::Value(value(name))).to_vec();
        assert_eq!(rests("growth"), [field("deposits"), field("base")]);
        assert!(rests("p").contains(&Thing::Value(value("growth"))) && rests("p").contains(&field("score")));
        assert!(rests("late").contains(&Thing::Value(value("p"))) && !rests("late").contains(&Thing::Value(value("late"))));
        // A sub-value counts as its clause.
        assert_eq!(rests("twice"), [Thing::Value(value("s"))]);
        let used = uses.used_by(Thing::Value(value("growth")));
        assert!(used.contains(&User::Value(value("p"))) && used.contains(&User::Assertion(0)), "{used:?}");
        assert_eq!(uses.used_by(Thing::Field(RecordId(9), FieldId(9))), []);
    }
}
