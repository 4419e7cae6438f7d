//! The records of random programs: branches, managers and loans from files, teams grouped from managers, parts split from loans, tranches of loans.

use merit::program::{Cells, EnumerationId, ExprId, FieldId, Form, Kind, Map, OddPart, RecordId, Rows, Tranches, Type};
use merit::values::{Duration, Exact, Rounding, Value};

use super::choices::Choices;
use super::expressions::Writer;
use crate::build::{Build, CNY, or_blank};

/// The declared records and enumerations, and the program that they are in.
pub struct Records {
    /// The program.
    pub build: Build,
    /// Branches.
    pub branch: RecordId,
    /// Managers.
    pub manager: RecordId,
    /// An enumeration without an order.
    pub colour: EnumerationId,
    /// An ordered one.
    pub grade: EnumerationId,
}

/// Declares all records. What the made ones are made of is random, but reads only what stands in files.
pub fn declare(build: &mut Build, choices: &mut Choices) -> Records {
    let mut build = std::mem::replace(build, Build::new());
    let colour = build.enumeration(false, &["red", "green", "blue"]);
    let grade = build.enumeration(true, &["trainee", "junior", "middle", "senior", "chief"]);
    let [branch, manager, loan] = ["branch", "manager", "loan"].map(|name| build.file(name));
    let (money, number) = (Kind::Money(CNY), Kind::Number);
    let (colours, grades) = (Kind::Member(colour), Kind::Member(grade));
    let (to_branch, to_manager) = (Kind::Reference(branch), Kind::Reference(manager));

    let id = build.column(branch, "id", Type::present(Kind::Text));
    build.program.records[branch.at()].key = vec![id];
    build.column(branch, "region", Type::present(colours));
    build.column(branch, "rating", or_blank(grades));
    build.column(branch, "pool", Type::present(money));
    build.column(branch, "budget", or_blank(number));
    build.column(branch, "opened", Type::present(Kind::Date));
    build.column(branch, "head", or_blank(to_manager));

    let id = build.column(manager, "id", Type::present(Kind::Text));
    build.program.records[manager.at()].key = vec![id];
    let branch_field = build.column(manager, "branch", Type::present(to_branch));
    build.column(manager, "mentor", or_blank(to_manager));
    build.column(manager, "grade", Type::present(grades));
    build.column(manager, "colour", or_blank(colours));
    build.column(manager, "deposits", Type::present(money));
    build.column(manager, "base", or_blank(money));
    build.column(manager, "rate", Type::present(Kind::Ratio));
    build.column(manager, "cards", Type::present(number));
    build.column(manager, "score", or_blank(number));
    build.column(manager, "gap", Type::present(Kind::Points));
    build.column(manager, "since", Type::present(Kind::Date));
    build.column(manager, "left", or_blank(Kind::Date));
    build.column(manager, "active", Type::present(Kind::YesNo));
    build.column(manager, "passed", or_blank(Kind::YesNo));
    let note = build.column(manager, "note", or_blank(Kind::Text));
    let by = vec![build.read(manager, note)];
    build.field(manager, "twin", or_blank(to_branch), Cells::Computed { by, or_blank: true });

    build.column(loan, "manager", Type::present(to_manager));
    build.column(loan, "referrer", or_blank(to_manager));
    build.column(loan, "balance", Type::present(money));
    build.column(loan, "class", Type::present(grades));
    build.column(loan, "due", Type::present(Kind::Date));
    build.column(loan, "rate", or_blank(Kind::Ratio));
    let code = build.column(loan, "code", Type::present(Kind::Text));
    let by = vec![build.read(loan, code)];
    build.field(loan, "place", or_blank(to_branch), Cells::Computed { by, or_blank: true });

    declare_teams(
        &mut build,
        choices,
        (manager, branch_field),
        grade,
        &[grades, colours, Kind::Text, to_branch, Kind::YesNo, number, Kind::Date],
    );
    declare_parts(&mut build, choices, loan, manager, grade);
    declare_tranches(&mut build, choices, loan, grade);
    Records { build, branch, manager, colour, grade }
}

/// Teams: managers grouped by one or two values.
fn declare_teams(build: &mut Build, choices: &mut Choices, (manager, branch): (RecordId, FieldId), grade: EnumerationId, kinds: &[Kind]) {
    let mut by = Vec::new();
    for _ in 0..=choices.below(2) {
        let kind = choices.pick(kinds);
        by.push(match kind {
            // Only a field is a reference that is always there.
            Kind::Reference(_) => build.read(manager, branch),
            // A day beyond the calendar is no value to group by.
            Kind::Date => Writer::on_files(build, choices, grade).present(manager, kind, 0),
            _ => Writer::on_files(build, choices, grade).present(manager, kind, 1),
        });
    }
    let team = build.record("team", Rows::Group { of: manager, by: by.clone() });
    for value in by {
        let ty = build.program.expr(value).ty;
        build.field(team, "value", ty, Cells::Made);
    }
    build.field(manager, "team", Type::present(Kind::Reference(team)), Cells::Grouped);
}

/// Parts: the balance of a loan, or some other amount, split between two or three managers, one of whom takes the rest.
fn declare_parts(build: &mut Build, choices: &mut Choices, loan: RecordId, manager: RecordId, grade: EnumerationId) {
    let to_manager = Kind::Reference(manager);
    let amount = rounded_amount(build, choices, loan, grade);
    let count = 2 + choices.below(2);
    let rest = choices.below(count);
    let mut shares = Vec::new();
    for part in 0..count {
        let party = Writer::on_files(build, choices, grade).expr(loan, to_manager, 1);
        let share = (part != rest).then(|| rounded_amount(build, choices, loan, grade));
        shares.push((party, share));
    }
    let part = build.record("part", Rows::Split { of: loan, amount, shares });
    build.field(part, "loan", Type::present(Kind::Reference(loan)), Cells::Made);
    build.field(part, "party", Type::present(to_manager), Cells::Made);
    build.field(part, "amount", Type::present(Kind::Money(CNY)), Cells::Made);
    build.field(part, "number", Type::present(Kind::Number), Cells::Made);
}

/// Tranches: the balance of a loan, or some other amount, in one to six parts.
fn declare_tranches(build: &mut Build, choices: &mut Choices, loan: RecordId, grade: EnumerationId) {
    let amount = rounded_amount(build, choices, loan, grade);
    let many = Writer::on_files(build, choices, grade).present(loan, Kind::Number, 1);
    let number =
        |build: &mut Build, map: Map, operands: Vec<ExprId>| build.expr(loan, Type::present(Kind::Number), Form::Map(map, operands));
    let figure = |build: &mut Build, figure: i128| {
        let value = Value::Number(Exact::from_int(figure));
        build.expr(loan, Type::present(Kind::Number), Form::Constant(value))
    };
    let (least, most) = (figure(build, 1), figure(build, 6));
    let many = number(build, Map::Round { mode: Rounding::HalfUp, unit: Exact::one() }, vec![many]);
    let many = number(build, Map::Max, vec![many, least]);
    let parts = number(build, Map::Min, vec![many, most]);
    let from = Writer::on_files(build, choices, grade).present(loan, Kind::Date, 0);
    let steps = [Duration::from_months(12), Duration::from_months(1), Duration::from_days(30)];
    let (step, odd) = (choices.pick(&steps), choices.pick(&[OddPart::First, OddPart::Last, OddPart::OneByOne]));
    let tranches = Tranches { of: loan, amount, parts, from, step, unit: Exact::from_scaled(1, 2), odd };
    let record = build.record("tranche", Rows::Tranches(Box::new(tranches)));
    build.field(record, "loan", Type::present(Kind::Reference(loan)), Cells::Made);
    build.field(record, "number", Type::present(Kind::Number), Cells::Made);
    build.field(record, "amount", Type::present(Kind::Money(CNY)), Cells::Made);
    build.field(record, "due", Type::present(Kind::Date), Cells::Made);
}

fn rounded_amount(build: &mut Build, choices: &mut Choices, record: RecordId, grade: EnumerationId) -> merit::program::ExprId {
    let exact = Writer::on_files(build, choices, grade).present(record, Kind::Money(CNY), 1);
    let round = Map::Round { mode: Rounding::HalfUp, unit: Exact::from_scaled(1, 2) };
    build.expr(record, Type::present(Kind::Money(CNY)), Form::Map(round, vec![exact]))
}
