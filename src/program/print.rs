//! A program as text: one line a value, its type and its core form, for `merit emit program`, snapshots and people.

mod ledger;

use super::{
    CellTest, CoverMeasure, Days, ExprId, Form, Kind, Map, OddUnits, Program, Reach, RecordId, ReduceOp, Rows, ScanOp, StretchValue, Type,
};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast::{Comparison, RankOrder};
use crate::values::Value;
use crate::values::decimal::format_plain;
use std::fmt::Write;

/// The whole program, stable from run to run.
pub fn print(program: &Program) -> String {
    print_of(program, &Sources::default())
}

/// The whole program, and of each thing that stands in another file than the policy's own, in which.
pub fn print_of(program: &Program, sources: &Sources) -> String {
    let file = |span: Span| match sources.get(span.source) {
        Some(source) if span.source != SourceId(0) => format!("  # {}", source.within),
        _ => String::new(),
    };
    let mut out = String::new();
    let head = &program.head;
    let _ = writeln!(out, "policy {:?}", head.name);
    if let Some(version) = &head.version {
        let _ = writeln!(out, "  version {version:?}");
    }
    let _ = writeln!(out, "  currency {}, rounded {:?} to {}", head.currency.code(), head.rounding, format_plain(&head.unit));
    for amendments in &program.amendments {
        let _ = writeln!(out, "  {:?} amends {:?}", amendments.policy, amendments.base);
        for change in &amendments.changes {
            let by = change.by.as_ref().map(|by| format!(" by article {by}")).unwrap_or_default();
            let article = change.article.as_ref().filter(|_| change.reach != Reach::Article);
            let article = article.map(|article| format!(" in article {article}")).unwrap_or_default();
            let superseded = if change.superseded { ", superseded" } else { "" };
            let _ = writeln!(out, "    {}{article} {:?}{by}{superseded}", change.what.en, change.deed);
        }
    }
    for dated in &program.dated {
        let _ = writeln!(out, "  {} in force{}", dated.what.en, days_words(dated.days));
    }
    for record in program.records.iter().skip(1) {
        let rows = match &record.rows {
            Rows::Overall => "overall".to_owned(),
            Rows::File(name) => format!("from {name:?}"),
            Rows::Calendar(calendar) => format!("calendar of {} {:?}", calendar.rows, calendar.unit),
            Rows::Product(of) => {
                format!("each {}", of.iter().map(|of| program.record(*of).name.as_str()).collect::<Vec<_>>().join(", "))
            }
            Rows::Group { of, by } => format!("group of {} by {}", program.record(*of).name, exprs(program, by)),
            Rows::Tranches(made) => {
                let (of, parts, odd) = (&program.record(made.of).name, expr(program, made.parts), made.odd);
                let (amount, from) = (expr(program, made.amount), expr(program, made.from));
                let (months, days) = (made.step.months(), made.step.days());
                format!("tranches of {of} {amount} in {parts} every {months} months {days} days from {from}, odd to {odd:?}")
            }
            Rows::Split { of, amount, .. } => format!("split of {} {}", program.record(*of).name, expr(program, *amount)),
        };
        let _ = writeln!(out, "record {} {rows}{}", record.name, file(record.span));
        for (at, field) in record.fields.iter().enumerate() {
            let key = if record.key.iter().any(|key| key.at() == at) { " key" } else { "" };
            let _ = writeln!(out, "  {}: {}{key}", field.name, type_words(program, field.ty));
        }
    }
    for table in &program.tables {
        let columns = table.columns.iter().map(|(name, ty)| format!("{name}: {}", type_words(program, *ty))).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "table {} [{columns}]{}", table.name, file(table.span));
        for row in &table.rows {
            let tests =
                row.tests.iter().zip(&table.keys).map(|(test, kind)| test_of_kind(program, *kind, test)).collect::<Vec<_>>().join(" | ");
            let cell = |value: &Option<Value>, kind: Kind| value.as_ref().map_or("blank".into(), |value| constant(program, kind, value));
            let values = row.values.iter().zip(&table.columns).map(|(value, (_, ty))| cell(value, ty.kind)).collect::<Vec<_>>().join(" | ");
            let _ = writeln!(out, "  {tests} => {values}");
        }
    }
    for definition in &program.definitions {
        let parent = definition.parent.map(|parent| format!("{}.", program.definition(parent).name)).unwrap_or_default();
        let article = definition.article.map(|article| format!(" article {}", program.article(article).number)).unwrap_or_default();
        let owner = &program.record(definition.owner).name;
        let role = format!("{:?}", definition.role);
        let role = role.split(['(', '{', ' ']).next().unwrap_or_default().to_lowercase();
        let _ = writeln!(
            out,
            "{role} {owner}.{parent}{}: {}{article}{}",
            definition.name,
            type_words(program, definition.ty),
            file(definition.span)
        );
        let _ = writeln!(out, "  = {}", expr(program, definition.value));
    }
    for (at, fold) in program.folds.iter().enumerate().filter(|(_, fold)| !fold.states.is_empty()) {
        let within = fold.series.within.map_or(String::new(), |within| format!(" within {}", expr(program, within)));
        let _ = writeln!(out, "fold {at} of {}{within} by {}", record(program, fold.record), exprs(program, &fold.series.order));
        for state in &fold.states {
            let _ = writeln!(out, "  starts {}; next {}", expr(program, state.starts), expr(program, state.next));
        }
    }
    for ledger in &program.ledgers {
        ledger::words(program, ledger, &mut out);
    }
    for assertion in &program.assertions {
        let verb = if assertion.warns { "warn" } else { "assert" };
        let _ = writeln!(out, "{verb} {} for each {}", expr(program, assertion.condition), program.record(assertion.owner).name);
    }
    for result in &program.results {
        let _ = writeln!(out, "result {} of {}", result.name, program.record(result.record).name);
        for column in &result.columns {
            let _ = writeln!(out, "  {} = {}", column.heading, expr(program, column.value));
        }
    }
    for test in &program.tests {
        let _ = writeln!(out, "test {:?}: {} given, {} expected", test.name, test.given.len(), test.expects.len() + test.asserted.len());
    }
    out
}

/// Days in words, with a space before.
fn days_words(days: Days) -> String {
    let from = days.from.map(|day| format!(" from {day}")).unwrap_or_default();
    let to = days.to.map(|day| format!(" to {day}")).unwrap_or_default();
    if from.is_empty() && to.is_empty() { " always".into() } else { from + &to }
}

/// A type in words.
pub fn type_words(program: &Program, ty: Type) -> String {
    let kind = match ty.kind {
        Kind::Number => "number".into(),
        Kind::Money(currency) => format!("money {}", currency.code()),
        Kind::Ratio => "ratio".into(),
        Kind::Points => "points".into(),
        Kind::Date => "date".into(),
        Kind::Duration => "duration".into(),
        Kind::Text => "text".into(),
        Kind::YesNo => "yes/no".into(),
        Kind::Member(id) => {
            let enumeration = program.enumeration(id);
            let sign = if enumeration.ordered { " < " } else { ", " };
            format!("one of {}", enumeration.members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(sign))
        }
        Kind::Reference(record) => format!("-> {}", program.record(record).name),
        Kind::Nothing => "nothing".into(),
    };
    let blank = if ty.blank { " or blank" } else { "" };
    let not_applicable = if ty.not_applicable { " or not applicable" } else { "" };
    format!("{kind}{blank}{not_applicable}")
}

fn exprs(program: &Program, ids: &[ExprId]) -> String {
    ids.iter().map(|&id| expr(program, id)).collect::<Vec<_>>().join(", ")
}

/// An expression on one line.
pub fn expr(program: &Program, id: ExprId) -> String {
    let expr_of = |id: ExprId| expr(program, id);
    let node = program.expr(id);
    let or = |word: &str, id: &Option<ExprId>| id.map(|id| format!(" {word} {}", expr(program, id))).unwrap_or_default();
    match &node.form {
        Form::Constant(value) => constant(program, node.ty.kind, value),
        Form::Blank => "blank".into(),
        Form::NotApplicable => "not applicable".into(),
        Form::Today => "today".into(),
        Form::Row => format!("row of {}", program.record(node.index).name),
        Form::Field(field) => program.field(node.index, *field).name.clone(),
        Form::Definition(id) => {
            let definition = program.definition(*id);
            match definition.parent {
                Some(parent) => format!("{}.{}", program.definition(parent).name, definition.name),
                None => definition.name.clone(),
            }
        }
        Form::Map(op, operands) => format!("{}({})", map_words(op), exprs(program, operands)),
        Form::Settle { value, blank, not_applicable } => {
            format!("settle({}{}{})", expr_of(*value), or("blank as", blank), or("not applicable as", not_applicable))
        }
        Form::Cases { arms, otherwise } => {
            let arms = arms
                .iter()
                .map(|(condition, value)| format!("{}: {}", expr_of(*condition), expr_of(*value)))
                .collect::<Vec<_>>()
                .join("; ");
            format!("cases({arms}{})", otherwise.map(|value| format!("; else: {}", expr_of(value))).unwrap_or_default())
        }
        Form::Piece(piece) => {
            let mut rows = Vec::new();
            for (at, stretch) in piece.stretches.iter().enumerate() {
                let bound = match piece.bounds.get(at) {
                    Some((bound, true)) => format!("<= {}", format_plain(bound)),
                    Some((bound, false)) => format!("< {}", format_plain(bound)),
                    None => "else".into(),
                };
                let value = match &stretch.value {
                    StretchValue::Linear { base, slope } if slope.is_zero() => format_plain(base),
                    StretchValue::Linear { base, slope } => format!("{} + {} x", format_plain(base), format_plain(slope)),
                    StretchValue::Expr(id) => expr_of(*id),
                };
                rows.push(format!("{bound}: {value}"));
            }
            format!("{:?}({}; {})", piece.kind, expr_of(piece.by), rows.join("; ")).to_lowercase()
        }
        Form::Gather { reference, value } => format!("{}.{}", expr_of(*reference), expr_of(*value)),
        Form::Reduce(reduce) => {
            let op = match &reduce.op {
                ReduceOp::List(_) => "list".to_owned(),
                ReduceOp::Percentile(share) => format!("percentile {}", format_plain(share)),
                op => format!("{op:?}").to_lowercase(),
            };
            let value = reduce.value.map(expr_of).unwrap_or_default();
            let weight = or("weighted by", &reduce.weight);
            let skipping = if reduce.skip_blanks { " skipping blanks" } else { "" };
            let order = if reduce.order.is_empty() { String::new() } else { format!(" by {}", exprs(program, &reduce.order)) };
            format!(
                "{op}({value} over {}{}{}{order}{weight}{skipping})",
                record(program, reduce.over),
                or("via", &reduce.by),
                or("where", &reduce.filter)
            )
        }
        Form::Cover(cover) => {
            let measure = match cover.measure {
                CoverMeasure::CoveredDays => "covered_days",
                CoverMeasure::CoveredMonths => "covered_months",
                CoverMeasure::UncoveredMonths => "uncovered_months",
            };
            let period = |(from, to): (ExprId, ExprId)| format!("{} to {}", expr_of(from), expr_of(to));
            let skipping = if cover.skip_blanks { " skipping blanks" } else { "" };
            format!(
                "{measure}({} over {}{}{} during {}{skipping})",
                period(cover.covered),
                record(program, cover.over),
                or("via", &cover.by),
                or("where", &cover.filter),
                period(cover.during)
            )
        }
        Form::Rank(rank) => {
            let keys = rank
                .keys
                .iter()
                .map(|(key, order)| {
                    format!("{} {}", expr_of(*key), if *order == RankOrder::HighestFirst { "highest first" } else { "lowest first" })
                })
                .collect::<Vec<_>>()
                .join(", ");
            format!(
                "rank({keys}{}{} place {:?} blanks {:?})",
                or("within", &rank.within),
                or("among", &rank.among),
                rank.place,
                rank.blanks
            )
        }
        Form::Scan(scan) => {
            let value = scan.value.map(expr_of).unwrap_or_default();
            let op = match &scan.op {
                ScanOp::Shift(places) => format!("row {places:+}"),
                ScanOp::Latest => "latest row".to_owned(),
                ScanOp::Streak => "streak".to_owned(),
                ScanOp::Running { op, last, skip_blanks } => {
                    let rows = last.map_or("running".to_owned(), |last| format!("last {last}"));
                    let skipping = if *skip_blanks { " skipping blanks" } else { "" };
                    format!("{} {rows}{skipping}", format!("{op:?}").to_lowercase())
                }
            };
            format!("{op}({value}{} by {})", or("within", &scan.series.within), exprs(program, &scan.series.order))
        }
        Form::Closing { ledger, account } => format!("closing {}", ledger::account(program, *ledger, *account)),
        Form::Balance { ledger, account, sum } => {
            format!("{}balance {}", if *sum { "sum of " } else { "" }, ledger::account(program, *ledger, *account))
        }
        Form::AtEntry(value) => format!("entry({})", expr_of(*value)),
        Form::Carried { fold, state } => format!("carried {}.{state}", fold.0),
        Form::Lookup { table, keys, column } => {
            let table = program.table(*table);
            let column = table.columns.get(*column as usize).map_or("", |(name, _)| name.as_str());
            format!("{}.{column}[{}]", table.name, exprs(program, keys))
        }
        Form::Allocate(allocate) => {
            let odd = match &allocate.odd {
                OddUnits::LargestRemainder(_) => "largest remainder",
                OddUnits::OneByOne(_) => "one by one",
                OddUnits::ToFirst(_) => "to first",
                OddUnits::ToLast(_) => "to last",
                OddUnits::Lapse => "lapse",
            };
            format!(
                "allocate({} by {}{}{} odd units {odd})",
                expr_of(allocate.amount),
                expr_of(allocate.weight),
                or("within", &allocate.within),
                or("among", &allocate.among)
            )
        }
    }
}

fn record(program: &Program, id: RecordId) -> &str {
    &program.record(id).name
}

/// A constant of a kind in words.
pub fn constant(program: &Program, kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Member(id), Value::Member(at)) => {
            program.enumeration(id).members.get(*at as usize).map_or("?".into(), |member| member.name.clone())
        }
        (Kind::Ratio, Value::Number(number)) => crate::values::decimal::format_percent(number, None),
        _ => value_words(value),
    }
}

fn map_words(op: &Map) -> String {
    match op {
        Map::Compare(sign) => comparison_sign(*sign).into(),
        Map::Round { mode, unit } => format!("round {mode:?} to {} ", format_plain(unit)).to_lowercase(),
        Map::Join(between) => format!("join {between:?} "),
        Map::PartOf(part) => format!("{part:?}Of").to_lowercase(),
        Map::FirstOf(span) => format!("FirstOf{span:?}").to_lowercase(),
        Map::LastOf(span) => format!("LastOf{span:?}").to_lowercase(),
        op => format!("{op:?}").to_lowercase(),
    }
}

/// A sign of comparison as written.
pub fn comparison_sign(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

/// The test of a table cell in words.
pub fn test_of_kind(program: &Program, kind: Kind, test: &CellTest) -> String {
    let words = |value: &Value| constant(program, kind, value);
    match test {
        CellTest::Any => "any".into(),
        CellTest::Blank => "blank".into(),
        CellTest::OneOf(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        CellTest::Range(range) => {
            range.iter().map(|(sign, value)| format!("{} {}", comparison_sign(*sign), words(value))).collect::<Vec<_>>().join(" and ")
        }
    }
}

/// A value in words, where its kind is not at hand.
pub fn value_words(value: &Value) -> String {
    match value {
        Value::Number(number) => format_plain(number),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => format!("{} months {} days", duration.months(), duration.days()),
        Value::Text(text) => format!("{text:?}"),
        Value::YesNo(truth) => if *truth { "yes" } else { "no" }.into(),
        Value::Member(at) => format!("#{at}"),
        Value::Reference(row) => format!("row {row}"),
    }
}
