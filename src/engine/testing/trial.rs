//! A test that has been evaluated: each expectation compared exactly with what came out.

use super::{Failure, Instead};
use crate::data::write::{Sheet, Shown, format_cell};
use crate::data::{Tables, keys};
use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::engine::{Policy, assertions};
use crate::explain;
use crate::program::{ArticleId, AssertedExpectation, ColumnFormat, Expectation, Expected, ExprId, Kind, OVERALL, RecordId, Test};
use crate::run::{Cell, Outcome};
use crate::say;
use crate::source::Span;
use crate::values::{Date, Exact, Rounding, Value};

/// The most lines of a reason that are shown where it is another one.
const MOST_WORDS: usize = 6;

/// A test that has been evaluated.
pub(super) struct Trial<'a> {
    pub policy: &'a Policy,
    pub tables: &'a Tables,
    pub outcome: &'a Outcome,
    pub as_of: Option<Date>,
}

impl Trial<'_> {
    /// What fails of an expectation: its value, or else its article and its reason; with what would be written instead of the value.
    pub fn expectation(&self, expect: &Expectation, instead: &dyn Fn(Kind, &Cell) -> Option<Instead>) -> Vec<Failure> {
        let row = match self.row(expect) {
            Ok(row) => row,
            Err(finding) => return vec![Failure::of(*finding)],
        };
        let found = self.outcome.value(expect.value, row);
        let kind = self.policy.program().expr(expect.value).ty.kind;
        if let Cell::NotGiven = found {
            return vec![Failure::of(not_given(expect.span))];
        }
        let holds = match (&expect.outcome, &found) {
            (Expected::Blank, Cell::Blank) | (Expected::NotApplicable, Cell::NotApplicable) => true,
            (Expected::Value(wanted), Cell::Present(found)) => self.equal(kind, wanted, found),
            (Expected::Any, _) => true,
            _ => false,
        };
        if !holds {
            let wanted = match &expect.outcome {
                Expected::Value(value) => self.words(kind, &Cell::Present(value.clone())),
                Expected::Blank => say!("blank", "空"),
                Expected::Any => say!("anything", "任意值"),
                Expected::NotApplicable => say!("not applicable", "不适用"),
            };
            let words = self.words(kind, &found);
            let finding = Diagnostic::new(
                Code::E0607,
                Text::both(format!("expected {}, found {}", wanted.en, words.en), format!("应得 {}，实得 {}", wanted.zh, words.zh)),
            )
            .label(expect.span, say!("this does not hold", "此处不成立"));
            return vec![Failure { instead: instead(kind, &found), ..Failure::of(finding) }];
        }
        self.article(expect, row).into_iter().chain(self.reason(expect, row)).map(Failure::of).collect()
    }

    /// What a test asks for: values at rows, and assertions at all rows that they are asked of.
    pub fn asked(&self, test: &Test) -> Vec<(ExprId, usize)> {
        let mut asked: Vec<(ExprId, usize)> =
            test.expects.iter().filter_map(|expect| Some((expect.value, self.row(expect).ok()?))).collect();
        for expect in &test.asserted {
            let Some(assertion) = self.policy.program().assertions.get(expect.assertion) else { continue };
            let rows = match expect.key.as_slice() {
                [] => 0..self.outcome.rows(assertion.owner),
                key => match self.row_of(assertion.owner, key, &expect.made_by, expect.span) {
                    Ok(row) => row..row.saturating_add(1),
                    Err(_) => continue,
                },
            };
            asked.extend(rows.flat_map(|row| [(assertion.condition, row), (assertion.asserted, row)]));
        }
        asked
    }

    /// Whether an assertion comes out as expected.
    pub fn asserted(&self, expect: &AssertedExpectation) -> Option<Diagnostic> {
        let program = self.policy.program();
        let assertion = program.assertions.get(expect.assertion)?;
        let rows = if expect.key.is_empty() {
            0..self.outcome.rows(assertion.owner)
        } else {
            match self.row_of(assertion.owner, &expect.key, &expect.made_by, expect.span) {
                Ok(row) => row..row.saturating_add(1),
                Err(finding) => return Some(*finding),
            }
        };
        let mut failing = None;
        for row in rows {
            match self.outcome.value(assertion.condition, row) {
                Cell::NotGiven => return Some(not_given(expect.span)),
                cell if cell.is_yes() => {}
                Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::TooLarge => {
                    failing = Some(row);
                    break;
                }
            }
        }
        let text = assertion.text.clone().unwrap_or_default();
        let finding = match failing {
            Some(row) if expect.holds => {
                let why = assertions::does_not_hold(self.policy, &self.kept(), assertion, row);
                Diagnostic { code: Code::E0607, ..why }
            }
            None if !expect.holds => Diagnostic::new(Code::E0607, say!("{text}: this holds", "{text}：成立")),
            Some(_) | None => return None,
        };
        let label = if expect.holds { say!("expected to hold", "应成立") } else { say!("expected to fail", "应不成立") };
        Some(finding.label(expect.span, label))
    }

    /// The row an expectation is about.
    pub fn row(&self, expect: &Expectation) -> Result<usize, Box<Diagnostic>> {
        let program = self.policy.program();
        if expect.record == OVERALL {
            return Ok(0);
        }
        let count = self.outcome.rows(expect.record);
        let name = &program.record(expect.record).name;
        if expect.key.is_empty() {
            if count == 1 {
                return Ok(0);
            }
            return Err(Box::new(
                Diagnostic::new(Code::E0606, say!("this test gives {count} `{name}` records", "此用例给出了 {count} 条 `{name}`"))
                    .label(expect.span, say!("which of them is meant", "指的是哪一条"))
                    .help(say!("write its key first: `expect \"A\".x = …`", "先写主键：`应得 “甲”.x = …`")),
            ));
        }
        self.row_of(expect.record, &expect.key, &expect.made_by, expect.span)
    }

    /// The row of a key.
    fn row_of(&self, record: RecordId, key: &[Value], made_by: &[ExprId], span: Span) -> Result<usize, Box<Diagnostic>> {
        let text = self.key(record, key);
        let row = match made_by {
            [] => self.outcome.row_of(self.policy.program(), self.tables, record, &text),
            _ => (0..self.outcome.rows(record)).find(|row| self.is_made_by(key, made_by, *row)),
        };
        row.ok_or_else(|| self.no_such_row(record, &text, span))
    }

    fn no_such_row(&self, record: RecordId, key: &str, span: Span) -> Box<Diagnostic> {
        let (name, key) = (&self.policy.program().record(record).name, keys::written(key));
        let message = say!("this test gives no `{name}` with the key `{key}`", "此用例没有主键为 `{key}` 的 `{name}`");
        Box::new(Diagnostic::new(Code::E0606, message).label(span, say!("no `given` has this key", "没有 `已知` 给出此主键")))
    }

    /// Whether a row that the policy makes is the one of the expected key.
    fn is_made_by(&self, key: &[Value], made_by: &[ExprId], row: usize) -> bool {
        made_by.len() == key.len()
            && made_by.iter().zip(key).all(|(value, wanted)| match self.outcome.value(*value, row) {
                Cell::Present(found) => self.equal(self.policy.program().expr(*value).ty.kind, wanted, &found),
                Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => false,
            })
    }

    fn key(&self, record: RecordId, parts: &[Value]) -> String {
        let program = self.policy.program();
        let fields = program.record(record).key.iter();
        let texts: Vec<String> = parts
            .iter()
            .zip(fields)
            .map(|(part, field)| match (program.field(record, *field).ty.kind, part) {
                (Kind::Reference(_), Value::Text(text)) => text.to_string(),
                (kind, part) => keys::part(program, self.tables, kind, part),
            })
            .collect();
        keys::joined(&texts)
    }

    /// A reference is expected by the key of what it leads to.
    fn equal(&self, kind: Kind, wanted: &Value, found: &Value) -> bool {
        match (kind, found) {
            (Kind::Reference(record), Value::Reference(row)) => {
                let wanted = keys::part(self.policy.program(), self.tables, Kind::Text, wanted);
                keys::of_row(self.policy.program(), self.tables, record, *row).is_some_and(|key| key == wanted)
            }
            _ => wanted == found,
        }
    }

    fn article(&self, expect: &Expectation, row: usize) -> Option<Diagnostic> {
        let (wanted, id) = (expect.by?, expect.definition?);
        let definition = self.policy.program().definition(id);
        let applied: Option<ArticleId> = if definition.alternatives.is_empty() {
            definition.article
        } else {
            self.outcome.code(definition.unrounded, row).and_then(|arm| definition.alternatives.get(arm as usize).copied())
        };
        if applied == Some(wanted) {
            return None;
        }
        let number = |id: ArticleId| self.policy.program().article(id).number.clone();
        let (wanted, applied) = (number(wanted), applied.map_or_else(|| "—".into(), number));
        let message = say!("expected article {wanted}, found article {applied}", "应依第 {wanted} 条，实依第 {applied} 条");
        let finding = Diagnostic::new(Code::E0607, message);
        Some(finding.label(expect.span, say!("the amount is right, its article is not", "金额相符，条款不符")))
    }

    /// Whether the reason that a statement gives holds all words that it must.
    fn reason(&self, expect: &Expectation, row: usize) -> Option<Diagnostic> {
        if expect.because.is_empty() {
            return None;
        }
        let policy = self.policy;
        let id = expect.definition?;
        let told = |language| explain::told(policy.program(), policy.sources(), &self.kept(), id, row, language);
        // A policy that was translated says the same in other words.
        let [en, zh] = [Language::English, Language::Chinese].map(told);
        let all = single_spaced(&format!("{}\n{}", en.join("\n"), zh.join("\n")));
        let missing = expect.because.iter().find(|words| !all.contains(&single_spaced(words)))?;
        let finding = Diagnostic::new(Code::E0607, say!("the reason does not say “{missing}”", "理由中没有“{missing}”"))
            .label(expect.span, say!("the value is right, its reason is not", "值相符，理由不符"));
        // The reason itself stands at the end: what it rests on comes before it.
        let first = en.len().saturating_sub(MOST_WORDS);
        let words = en.into_iter().zip(zh).skip(first);
        Some(words.fold(finding, |finding, (en, zh)| finding.help(Text::both(format!("it says: {en}"), format!("理由为：{zh}")))))
    }

    /// The outcome as reasons are read from it.
    pub fn kept(&self) -> explain::Kept<'_> {
        let (program, tables, outcome, as_of) = (self.policy.program(), self.tables, self.outcome, self.as_of);
        explain::Kept { program, tables, outcome, plan: None, as_of }
    }

    fn words(&self, kind: Kind, cell: &Cell) -> Text {
        let program = self.policy.program();
        let shown = match cell {
            Cell::Present(value) => Shown::Value(value.clone()),
            Cell::Blank => return say!("blank", "空"),
            Cell::NotApplicable => return say!("not applicable", "不适用"),
            Cell::NotGiven => return say!("a field not given", "未给出的字段"),
            Cell::TooLarge => return say!("a number too large", "过大的数"),
        };
        let format = ColumnFormat {
            decimals: None,
            unit: Exact::one(),
            rounding: Rounding::HalfUp,
            yes_no: ("yes".into(), "no".into()),
            blank: String::new(),
            not_applicable: String::new(),
        };
        let Some(delivery) = program.results.first() else { return say!("another value", "其他值") };
        let sheet = Sheet { program, tables: self.tables, delivery };
        let mut text = String::new();
        format_cell(&sheet, &format, kind, &shown, &mut text);
        Text::both(text.clone(), text)
    }
}

/// That an expectation reads a field that is not given.
fn not_given(span: Span) -> Diagnostic {
    Diagnostic::new(Code::E0607, say!("this reads a field that the test does not give", "此处读取了用例没有给出的字段"))
        .label(span, say!("needs a field that no `given` sets", "所需字段没有在 `已知` 中给出"))
        .help(say!("give it, or `blank` where it may be blank", "请给出该字段；可空者可写 `空`"))
}

/// A text in which any space is one.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
