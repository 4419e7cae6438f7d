//! Tests in the language: the rows they give and what they expect.

use super::builder::{Lower, NOBODY, Scope};
use super::mentions::Meant;
use super::signs::Sign;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::program::{
    ArticleId, AssertedExpectation, Assertion, Expectation, Expected, ExprId, FieldId, Form, Given, Kind, RecordId, Rows, Test,
};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Item, Outcome, TestPart};
use crate::values::Value;

impl<'a> Lower<'a> {
    /// Lowers all tests.
    pub fn lower_tests(&mut self, file: &'a ast::File) {
        for item in &file.items {
            if let Item::Test(test) = item {
                self.lower_test(test);
            }
        }
    }

    fn lower_test(&mut self, test: &'a ast::Test) {
        let mut made = Test {
            name: test.name.text.clone(),
            span: test.name.span,
            as_of: None,
            given: Vec::new(),
            expects: Vec::new(),
            asserted: Vec::new(),
        };
        for part in &test.parts {
            match part {
                TestPart::AsOf { span, date } => {
                    self.must_be_in_force(*date, *span);
                    made.as_of = Some(*date);
                }
                TestPart::Given { span, record, fields } => {
                    if let Some(record) = self.record_of(record) {
                        let fields = self.given_fields(record, fields);
                        made.given.push(Given { record, span: *span, fields });
                    }
                }
                TestPart::Asserted(asserted) => made.asserted.extend(self.asserted_expectation(asserted)),
                TestPart::Expect(expect) => {
                    if let Some(expectation) = self.expectation(expect) {
                        made.expects.push(expectation);
                    }
                }
            }
        }
        self.program.tests.push(made);
    }

    fn given_fields(&mut self, record: RecordId, fields: &'a [(ast::Name, ast::Expr)]) -> Vec<(FieldId, Option<Value>)> {
        let mut given = Vec::new();
        for (name, value) in fields {
            if let Some(family) = self.families.iter().position(|family| family.owner == record && family.name == name.text) {
                self.given_family(family, value, &mut given);
                continue;
            }
            let Some(field) = self.program.record(record).field_named(&name.text) else {
                let text = &name.text;
                let fields = |lower: &Self| lower.program.record(record).fields.iter().map(|field| field.name.clone()).collect();
                let near = self.near(text, fields);
                let record = self.program.record(record).name.clone();
                let finding = Diagnostic::new(Code::E0201, say!("`{record}` has no field `{text}`", "`{record}` 没有字段 `{text}`"))
                    .label(name.span, say!("only fields are given; values follow from them", "只能给出字段，其他值由字段得出"));
                self.report(match near {
                    Some(near) => finding.meant(name.span, &near),
                    None => finding,
                });
                continue;
            };
            self.note(name.span, Meant::Field(record, field));
            if matches!(value.kind, ExprKind::Blank) {
                given.push((field, None));
                continue;
            }
            let (kind, sign) = (self.key_kind(self.program.field(record, field).ty.kind), self.sign_of_field(record, field));
            if let Some(value) = self.constant_of_kind(value, kind, sign) {
                given.push((field, Some(value)));
            }
        }
        self.blank_rest_of_families(record, &mut given);
        given
    }

    /// One value for all columns of a family.
    fn given_family(&mut self, family: usize, value: &'a ast::Expr, given: &mut Vec<(FieldId, Option<Value>)>) {
        let Some(family) = self.families.get(family).cloned() else { return };
        let Some(&first) = family.columns.first() else { return };
        let (kind, sign) = (self.program.field(family.owner, first).ty.kind, self.sign_of_field(family.owner, first));
        let value = match value.kind {
            ExprKind::Blank => None,
            _ => match self.constant_of_kind(value, kind, sign) {
                Some(value) => Some(value),
                None => return,
            },
        };
        given.extend(family.columns.iter().map(|&column| (column, value.clone())));
    }

    /// Where some columns of a family are given, the others are blank if they may be.
    fn blank_rest_of_families(&self, record: RecordId, given: &mut Vec<(FieldId, Option<Value>)>) {
        for family in self.families.iter().filter(|family| family.owner == record && family.may_be_blank) {
            let is_given = |column: &FieldId| given.iter().any(|(field, _)| field == column);
            if family.columns.iter().any(is_given) {
                let rest: Vec<FieldId> = family.columns.iter().copied().filter(|column| !is_given(column)).collect();
                given.extend(rest.into_iter().map(|column| (column, None)));
            }
        }
    }

    /// The kind by which a value of a kind is written: a reference by the key of what it leads to.
    fn key_kind(&self, kind: Kind) -> Kind {
        match kind {
            Kind::Reference(target) => match self.program.record(target).key.as_slice() {
                [key] => self.key_kind(self.program.field(target, *key).ty.kind),
                _ => Kind::Text,
            },
            kind => kind,
        }
    }

    /// A constant of a kind, whose figures carry the sign that they are awaited with.
    fn constant_of_kind(&mut self, expr: &'a ast::Expr, kind: Kind, sign: Option<Sign>) -> Option<Value> {
        let lowered = self.expr(expr, &Scope::on(NOBODY), Some(kind));
        self.must_carry_sign(sign, lowered);
        let lowered = self.must_be_kind(lowered, kind);
        if self.is_broken(lowered) {
            return None;
        }
        let constant = self.constant_value(lowered.id);
        if constant.is_none() {
            self.report_at(
                Code::E0304,
                say!("a test gives and expects constants", "用例中只能写常量"),
                expr.span,
                say!("this is not a figure, a text, a date or a member", "此处不是数、文本、日期或取值之一"),
            );
        }
        constant
    }

    fn expectation(&mut self, expect: &'a ast::Expect) -> Option<Expectation> {
        let record = match &expect.record {
            Some(name) => self.record_of(name)?,
            None => self.owner_of_expected(expect)?,
        };
        let key = self.key_of(record, &expect.key)?;
        let made_by = self.made_by(record, &key, expect.span);
        let value = self.path(&expect.path, expect.span, &Scope::on(record), None);
        if self.is_broken(value) {
            return None;
        }
        let definition = match &self.program.expr(value.id).form {
            Form::Definition(id) => Some(*id),
            _ => None,
        };
        let outcome = match &expect.outcome {
            Outcome::Blank => Expected::Blank,
            Outcome::NotApplicable => Expected::NotApplicable,
            Outcome::Equals(expected) if matches!(expected.kind, ExprKind::Blank) => Expected::Blank,
            Outcome::Equals(expected) => {
                let kind = self.key_kind(value.ty.kind);
                Expected::Value(self.constant_of_kind(expected, kind, None)?)
            }
        };
        let by = match &expect.by {
            Some(number) => Some(self.article_numbered(number)?),
            None => None,
        };
        let asked = expect.because.first().map(|words| words.span).or(expect.by.as_ref().map(|number| number.span));
        if let (None, Some(asked)) = (definition, asked) {
            let message = say!("what is given has no article and no reason", "给出的数据没有条款，也没有理由");
            let finding = Diagnostic::new(Code::E0213, message)
                .label(asked, say!("only a value that an article gives has them", "只有条文给出的值才有"))
                .help(say!("expect a value that an article gives, or leave this away", "请改写为条文给出的值，或删去此处"));
            self.report(finding);
            return None;
        }
        let because = expect.because.iter().map(|words| words.text.clone()).collect();
        let outcome_span = expect.outcome_span;
        Some(Expectation { span: expect.span, value: value.id, definition, record, key, made_by, outcome, outcome_span, by, because })
    }

    /// A key as written, part by part.
    fn key_of(&mut self, record: RecordId, written: &'a [ast::Expr]) -> Option<Vec<Value>> {
        let fields = self.program.record(record).key.clone();
        let mut key = Vec::new();
        for (at, part) in written.iter().enumerate() {
            let kind = fields.get(at).map_or(Kind::Text, |&field| self.program.field(record, field).ty.kind);
            // What makes a group could not be lowered, which has been said.
            if kind == Kind::Nothing {
                return None;
            }
            let kind = self.key_kind(kind);
            key.push(self.constant_of_kind(part, kind, None)?);
        }
        Some(key)
    }

    /// The values that a key is compared with where the policy makes the rows.
    fn made_by(&mut self, record: RecordId, key: &[Value], span: Span) -> Vec<ExprId> {
        let fields = self.program.record(record).key.clone();
        match self.program.record(record).rows {
            Rows::Group { .. } if !key.is_empty() => fields.into_iter().map(|field| self.field(record, field, span).id).collect(),
            _ => Vec::new(),
        }
    }

    /// The assertion of a text, and what it is expected to come out as.
    fn asserted_expectation(&mut self, asserted: &'a ast::Asserted) -> Option<AssertedExpectation> {
        let text = &asserted.text.text;
        let called = |assertion: &Assertion| assertion.text.as_deref() == Some(text);
        let mut all = self.program.assertions.iter().enumerate().filter(|(_, assertion)| called(assertion));
        let (found, second) = (all.next(), all.next());
        let Some((assertion, Assertion { owner, span, .. })) = found else {
            let texts = self.program.assertions.iter().filter_map(|assertion| assertion.text.as_deref());
            let near = nearest(text, texts).map(str::to_owned);
            let finding = Diagnostic::new(Code::E0201, say!("nothing is asserted as “{text}”", "没有名为“{text}”的断言"))
                .label(asserted.text.span, say!("no `assert` or `warn` has this text", "没有 `断言` 或 `提示` 用此说明"));
            self.report(match near {
                Some(near) => finding.help(say!("did you mean “{near}”", "是否想写“{near}”")),
                None => finding,
            });
            return None;
        };
        if let Some((_, second)) = second {
            let finding = Diagnostic::new(Code::E0205, say!("two assertions are called “{text}”", "有两个断言都名为“{text}”"))
                .label(asserted.text.span, say!("which of the two is meant here", "此处指的是哪一个"))
                .label(*span, say!("the first one", "第一个"))
                .label(second.span, say!("the second one", "第二个"));
            self.report(finding.help(say!("give one of them another text", "其中一个另取说明")));
            return None;
        }
        let owner = *owner;
        let key = self.key_of(owner, &asserted.key)?;
        let made_by = self.made_by(owner, &key, asserted.span);
        Some(AssertedExpectation { span: asserted.span, assertion, key, made_by, holds: asserted.holds })
    }

    /// The subject, or the record (or nobody) that alone has the expected name.
    fn owner_of_expected(&mut self, expect: &ast::Expect) -> Option<RecordId> {
        let first = expect.path.first()?;
        let subject = self.program.head.subject;
        if let Some(subject) = subject
            && (!expect.key.is_empty() || self.named(subject, &first.text).is_some())
        {
            return Some(subject);
        }
        if self.named(NOBODY, &first.text).is_some() {
            return Some(NOBODY);
        }
        subject.or(Some(NOBODY))
    }

    /// The article of a number, or a finding.
    pub fn article_numbered(&mut self, number: &ast::ArticleNumber) -> Option<ArticleId> {
        let found = self.program.articles.iter().position(|article| article.number == number.text);
        if found.is_none() {
            let text = &number.text;
            self.report(
                Diagnostic::new(Code::E0201, say!("there is no article {text}", "没有第 {text} 条"))
                    .label(number.span, say!("no article of this policy has this number", "本办法没有此条")),
            );
        }
        let found = found.map(|at| ArticleId(at as u32));
        if let Some(article) = found {
            self.note(number.span, Meant::Article(article));
        }
        found
    }
}
