//! The names and texts of a case, found in a policy: the test that it is.

use super::{Case, Outcome, Wanted};
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::engine::Policy;
use crate::program::{
    ArticleId, Cells, Definition, DefinitionId, Expectation, Expected, FieldId, Given, Kind, OVERALL, Program, RecordId, Test, Type,
};
use crate::say;
use crate::source::Span;
use crate::values::decimal::parse_decimal;
use crate::values::{Date, Exact, Value};

/// The test that a case is, and what does not fit the policy.
pub(super) fn test_of(policy: &Policy, case: &Case) -> (Test, Vec<Diagnostic>) {
    let mut resolver = Resolver { program: policy.program(), case, findings: Vec::new() };
    let given = resolver.given();
    let given_rows: Vec<RecordId> = given.iter().map(|given| given.record).collect();
    resolver.asks_for_something();
    let expects = case.expects.iter().filter_map(|wanted| resolver.expectation(wanted, &given_rows)).collect();
    let (name, span, as_of) = (case.name.clone(), Span::default(), case.as_of);
    (Test { name, span, as_of, given, expects, asserted: Vec::new() }, resolver.findings)
}

struct Resolver<'a> {
    program: &'a Program,
    case: &'a Case,
    findings: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn given(&mut self) -> Vec<Given> {
        let mut given = Vec::new();
        for row in &self.case.given {
            let record = match &row.record {
                Some(name) => self.record(name),
                None => self.program.head.subject,
            };
            let Some(record) = record else { continue };
            let mut fields = Vec::new();
            for (name, value) in &row.fields {
                if let Some(field) = self.field(record, name) {
                    fields.push((field, value.as_deref().map(|text| Value::Text(text.into()))));
                }
            }
            given.push(Given { record, span: Span::default(), fields });
        }
        self.lead_to_each_other(&mut given);
        given
    }

    /// Where a case gives a field of one row of another record, and the subject refers to that record once, the row is the one referred to.
    fn lead_to_each_other(&self, given: &mut [Given]) {
        let Some(subject) = self.program.head.subject else { return };
        let [at] = self.places(given, subject)[..] else { return };
        for (number, field) in self.program.record(subject).fields.iter().enumerate() {
            let Kind::Reference(target) = field.ty.kind else { continue };
            let leads = |other: &&crate::program::Field| other.ty.kind == field.ty.kind && matches!(other.cells, Cells::Column { .. });
            let [key] = self.program.record(target).key[..] else { continue };
            let [there] = self.places(given, target)[..] else { continue };
            if target == subject || self.program.record(subject).fields.iter().filter(leads).count() != 1 {
                continue;
            }
            let reference = FieldId(u32::try_from(number).unwrap_or(u32::MAX));
            let value = |given: &[Given], at: usize, field: FieldId| {
                let fields = given.get(at).map(|row| row.fields.as_slice()).unwrap_or_default();
                fields.iter().find(|(id, _)| *id == field).map(|(_, value)| value.clone())
            };
            let (from, to) = (value(given, at, reference), value(given, there, key));
            let made_up = Some(Value::Text("1".into()));
            let (at, field, value) = match (from, to) {
                (Some(_), Some(_)) => continue,
                (Some(from), None) => (there, key, from),
                (None, Some(to)) => (at, reference, to),
                (None, None) => {
                    if let Some(row) = given.get_mut(at) {
                        row.fields.push((reference, made_up.clone()));
                    }
                    (there, key, made_up)
                }
            };
            if let Some(row) = given.get_mut(at) {
                row.fields.push((field, value));
            }
        }
    }

    /// A case that asks for nothing would pass whatever the policy says.
    fn asks_for_something(&mut self) {
        if !self.case.amiss.is_empty() {
            return;
        }
        if self.case.expects.is_empty() {
            self.amiss(
                Code::E0514,
                say!("this case expects nothing: say what must come out", "此用例没有应得：请写出应得的结果"),
                None,
                None,
            );
        }
        for wanted in self.case.expects.iter().filter(|wanted| wanted.asks_for_nothing()) {
            let message =
                say!("nothing is asked of this value: say `is`, `by` or `because`", "对该值没有要求：请写出 `为`、`依` 或 `因为`");
            self.amiss(Code::E0514, message, Some(&wanted.value), None);
        }
    }

    /// Where rows of a record stand among those given.
    fn places(&self, given: &[Given], record: RecordId) -> Vec<usize> {
        given.iter().enumerate().filter(|(_, row)| row.record == record).map(|(at, _)| at).collect()
    }

    fn expectation(&mut self, wanted: &Wanted, given: &[RecordId]) -> Option<Expectation> {
        let record = match &wanted.record {
            Some(name) => Some(self.record(name)?),
            None => None,
        };
        let Some((id, definition)) = self.definition(record, &wanted.value) else {
            let names: Vec<&str> = self.program.definitions.iter().map(|definition| definition.name.as_str()).collect();
            self.unknown(&wanted.value, &wanted.value, names, say!("no article gives a value of this name", "没有条文给出此名称的值"));
            return None;
        };
        let ty = definition.ty;
        let key: Vec<Value> = wanted.key.iter().map(|key| Value::Text(key.as_str().into())).collect();
        if key.is_empty() && definition.owner != OVERALL && given.iter().filter(|record| **record == definition.owner).count() > 1 {
            let message = say!("which row is meant: say its `key`", "指的是哪一行：请写出 `主键`");
            self.amiss(Code::E0606, message, Some(&wanted.value), None);
            return None;
        }
        let by = match &wanted.by {
            Some(number) => Some(self.article(number, &wanted.value)?),
            None => None,
        };
        let outcome = match &wanted.outcome {
            Some(Outcome::Text(text)) => match value_of(self.program, ty, text) {
                Some(value) => Expected::Value(value),
                None => {
                    let message = say!("the value can never be this", "该值不可能如此");
                    self.amiss(Code::E0503, message, Some(&wanted.value), Some(text));
                    return None;
                }
            },
            Some(Outcome::Blank) => Expected::Blank,
            Some(Outcome::NotApplicable) => Expected::NotApplicable,
            None => Expected::Any,
        };
        let (value, span) = (definition.value, Span::default());
        let (record, because) = (definition.owner, wanted.because.clone());
        Some(Expectation { span, value, definition: Some(id), record, key, made_by: Vec::new(), outcome, outcome_span: span, by, because })
    }

    fn record(&mut self, name: &str) -> Option<RecordId> {
        let found = self.program.record_named(name);
        if found.is_none() {
            let names = self.program.records.iter().skip(1).map(|record| record.name.as_str()).collect();
            self.unknown(name, name, names, say!("the policy has no record of this name", "办法中没有此名称的记录"));
        }
        found
    }

    /// A field by its name or its heading.
    fn field(&mut self, record: RecordId, name: &str) -> Option<FieldId> {
        let declared = self.program.record(record);
        let headed = |cells: &Cells| matches!(cells, Cells::Column { heading, .. } if heading == name);
        let by_heading =
            || declared.fields.iter().position(|field| headed(&field.cells)).and_then(|at| u32::try_from(at).ok()).map(FieldId);
        let found = declared.field_named(name).or_else(by_heading);
        if found.is_none() {
            let names = declared.fields.iter().map(|field| field.name.as_str()).collect();
            let record = &declared.name;
            self.unknown(name, name, names, say!("`{record}` has no such field", "`{record}` 没有此字段"));
        }
        found
    }

    /// The value of a name: of the record asked for, or of the subject, or of the policy as a whole.
    fn definition(&self, record: Option<RecordId>, path: &str) -> Option<(DefinitionId, &'a Definition)> {
        let owners = match record {
            Some(record) => vec![record],
            None => self.program.head.subject.into_iter().chain([OVERALL]).collect(),
        };
        let program = self.program;
        let all = || (0u32..).map(DefinitionId).zip(&program.definitions);
        let is_named = |definition: &Definition, name: &str| definition.name == name || definition.in_chinese.as_deref() == Some(name);
        owners.into_iter().find_map(|owner| {
            let mut found: Option<(DefinitionId, &'a Definition)> = None;
            for name in path.split('.').map(str::trim) {
                let parent = found.map(|(id, _)| id);
                found =
                    all().find(|(_, definition)| definition.parent == parent && definition.owner == owner && is_named(definition, name));
                found?;
            }
            found
        })
    }

    fn article(&mut self, number: &str, column: &str) -> Option<ArticleId> {
        let plain = number.trim_start_matches("article ").trim_start_matches('第').trim_end_matches('条').trim();
        let found = self.program.articles.iter().position(|article| article.number == plain);
        if found.is_none() {
            self.amiss(Code::E0201, say!("there is no article {plain}", "没有第 {plain} 条"), Some(column), Some(number));
        }
        found.and_then(|at| u32::try_from(at).ok()).map(ArticleId)
    }

    fn unknown(&mut self, column: &str, name: &str, names: Vec<&str>, message: Text) {
        let near = nearest(name, names.into_iter()).map(str::to_owned);
        let finding = Diagnostic::new(Code::E0201, message).at_data(self.case.place(Some(column), None));
        self.findings.push(match near {
            Some(near) => finding.help(say!("did you mean `{near}`", "是否想写 `{near}`")),
            None if self.case.file.ends_with(".csv") => finding.help(say!(
                "the columns of cases are `test`, `as of`, the fields, and `expect x` for a value `x`",
                "用例表的列有 `用例`、`基准日`、各字段，以及取值 `x` 的 `应得 x`"
            )),
            None => finding,
        });
    }

    fn amiss(&mut self, code: Code, message: Text, column: Option<&str>, value: Option<&str>) {
        self.findings.push(Diagnostic::new(code, message).at_data(self.case.place(column, value)));
    }
}

/// A text as a value of a kind, as results write it; a ratio or a number also with the sign of percent.
fn value_of(program: &Program, ty: Type, text: &str) -> Option<Value> {
    match ty.kind {
        Kind::Money(_) => parse_decimal(text).ok().map(Value::Number),
        Kind::Number | Kind::Ratio | Kind::Points => match text.strip_suffix(['%', '％']) {
            Some(figure) => Some(Value::Number(parse_decimal(figure.trim()).ok()?.mul(&Exact::from_scaled(1, 2)))),
            None => parse_decimal(text).ok().map(Value::Number),
        },
        Kind::Date => Date::parse(text).map(Value::Date),
        Kind::YesNo => match text {
            "yes" | "是" | "true" => Some(Value::YesNo(true)),
            "no" | "否" | "false" => Some(Value::YesNo(false)),
            _ => None,
        },
        Kind::Member(id) => {
            let members = &program.enumeration(id).members;
            let at = members.iter().position(|member| member.name == text || member.written == text)?;
            u32::try_from(at).ok().map(Value::Member)
        }
        Kind::Text | Kind::Reference(_) => Some(Value::Text(text.into())),
        Kind::Duration | Kind::Nothing => None,
    }
}
