//! What may be blank or not applicable where it is used, and where that comes from.

use super::builder::{Lower, Lowered};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{ExprId, Form, Kind, Map, ReduceOp, StretchValue};
use crate::say;
use crate::source::Span;

/// Where the possible blank of a value comes from.
struct BlankSource {
    code: Code,
    span: Span,
    text: Text,
    /// The named value that it enters first.
    taken_along: Option<(Span, String)>,
}

impl BlankSource {
    fn new(code: Code, span: Span, text: Text) -> BlankSource {
        BlankSource { code, span, text, taken_along: None }
    }
}

impl Lower<'_> {
    /// The value, which must be there: neither blank nor not applicable.
    pub fn must_be_present(&mut self, value: Lowered) -> Lowered {
        if self.is_broken(value) {
            return value;
        }
        self.must_not_be_blank(value);
        if value.ty.not_applicable {
            let (what, name) = (self.what_it_is(value), self.said(value));
            let mut finding = Diagnostic::new(Code::E0306, say!("`{name}` may be not applicable here", "`{name}` 在此处可能不适用"))
                .label(value.span, what);
            if let Some((span, text)) = self.source_of_not_applicable(value.id, 0) {
                finding = finding.label(span, text);
            }
            self.report(
                finding.help(match self.stand_in(value) {
                    Some(stand_in) => say!(
                        "say what that means, as `({name}, not applicable as {})`, or use it only where its condition is known",
                        "写明不适用时如何处理，如 `（{name}，不适用按 {}）`，或只在其条件成立处使用",
                        stand_in.en
                    )
                    .with_zh(format!("写明不适用时如何处理，如 `（{name}，不适用按 {}）`，或只在其条件成立处使用", stand_in.zh)),
                    None => say!("use it only where its condition is known", "只在其条件成立处使用"),
                }),
            );
        }
        self.narrowed(value, false, false)
    }

    /// The value, which must not be blank.
    pub fn must_not_be_blank(&mut self, value: Lowered) {
        if self.is_broken(value) || !value.ty.blank {
            return;
        }
        let (what, name) = (self.what_it_is(value), self.said(value));
        let source = self.source_of_blank(value.id);
        let code = source.as_ref().map_or(Code::E0305, |source| source.code);
        let message = match code {
            Code::E0404 => say!("`{name}` may be blank here: its denominator may be zero", "`{name}` 在此处可能为空：除数可能为零"),
            _ => say!("`{name}` may be blank here", "`{name}` 在此处可能为空"),
        };
        let mut finding = Diagnostic::new(code, message).label(value.span, what);
        if let Some(source) = &source {
            finding = finding.label(source.span, source.text.clone());
            if let Some((span, name)) = source.taken_along.as_ref().filter(|(span, _)| *span != value.span) {
                finding = finding.label(*span, say!("`{name}` is then blank too", "`{name}` 随之为空"));
            }
        }
        let ask = match source.map(|source| source.span) {
            Some(span) if code == Code::E0404 => format!("{} > 0", self.words(span)),
            // A field is asked by its name, which stands where it is declared.
            Some(span) if self.is_declared_at(span) => self.words(span).to_owned(),
            _ => name.clone(),
        };
        let (ask_en, ask_zh) =
            if code == Code::E0404 { (ask.clone(), ask) } else { (format!("{ask} is not blank"), format!("{ask} 不为空")) };
        self.report(match self.stand_in(value) {
            Some(stand_in) => finding
                .help(Text::both(
                    format!("say what a blank means, as `({name}, blank as {})`", stand_in.en),
                    format!("写明空值如何处理，如 `（{name}，空按 {}）`", stand_in.zh),
                ))
                .help(say!("or use it only where `{ask_en}` is asked first", "或先判断 `{ask_zh}`，再行使用")),
            None => finding.help(say!("use it only where `{ask_en}` is asked first", "先判断 `{ask_zh}`，再行使用")),
        });
    }

    /// Whether a field is declared at a place.
    fn is_declared_at(&self, span: Span) -> bool {
        self.program.records.iter().flat_map(|record| &record.fields).any(|field| field.span == span)
    }

    /// What an author may let stand for an absent value of this kind; none where nothing suggests itself.
    fn stand_in(&self, value: Lowered) -> Option<Text> {
        Some(match value.ty.kind {
            Kind::Number | Kind::Money(_) => say!("0", "0"),
            Kind::Ratio => say!("0%", "0%"),
            Kind::Points => say!("0pp", "0个百分点"),
            Kind::YesNo => say!("no", "否"),
            Kind::Text => say!("\"\"", "“”"),
            Kind::Member(id) => {
                let first = &self.program.enumeration(id).members.first()?.name;
                Text::both(first.as_str(), first.as_str())
            }
            Kind::Date => say!("today", "基准日"),
            Kind::Duration | Kind::Reference(_) | Kind::Nothing => return None,
        })
    }

    /// The condition without which a value does not apply.
    fn source_of_not_applicable(&self, id: ExprId, depth: usize) -> Option<(Span, Text)> {
        if depth > 64 {
            return None;
        }
        let expr = self.program.expr(id);
        let may = |id: &ExprId| self.program.expr(*id).ty.not_applicable;
        let through = |ids: &[ExprId]| ids.iter().find(|id| may(id)).and_then(|&id| self.source_of_not_applicable(id, depth + 1));
        match &expr.form {
            Form::Definition(id) => {
                let definition = self.program.definition(*id);
                let name = &definition.name;
                match definition.conditions.first() {
                    Some(condition) if !condition.negated => Some((
                        self.program.expr(condition.test).span,
                        say!("`{name}` applies only when this holds", "`{name}` 只在此条件成立时适用"),
                    )),
                    Some(condition) => Some((
                        self.program.expr(condition.test).span,
                        say!("`{name}` does not apply when this holds", "此条件成立时 `{name}` 不适用"),
                    )),
                    None => self.source_of_not_applicable(definition.value, depth + 1),
                }
            }
            Form::Gather { reference, value } => through(&[*value, *reference]),
            Form::Map(_, operands) => through(operands),
            Form::Cases { arms, otherwise } => through(&arms.iter().map(|(_, value)| *value).chain(*otherwise).collect::<Vec<_>>())
                .or_else(|| {
                    arms.first()
                        .map(|(test, _)| (self.program.expr(*test).span, say!("it applies only when this holds", "只在此条件成立时适用")))
                }),
            Form::Piece(piece) => through(&[piece.by]),
            Form::Settle { value, .. } => through(&[*value]),
            Form::Rank(rank) => rank.among.map(|among| {
                (self.program.expr(among).span, say!("only those for whom this holds are ranked", "只有符合此条件者参加排名"))
            }),
            _ => None,
        }
    }

    /// Where the possible blank of a value comes from.
    fn source_of_blank(&self, id: ExprId) -> Option<BlankSource> {
        let expr = self.program.expr(id);
        match &expr.form {
            Form::Field(field) => {
                let field = self.program.field(expr.index, *field);
                let name = &field.name;
                Some(BlankSource::new(Code::E0305, field.span, say!("`{name}` is declared `or blank`", "`{name}` 声明为 `可空`")))
            }
            Form::Definition(id) => {
                let definition = self.program.definition(*id);
                let mut source = self.source_of_blank(definition.value)?;
                source.taken_along.get_or_insert_with(|| (definition.span, definition.name.clone()));
                Some(source)
            }
            Form::Gather { reference, value } => self.source_of_blank(if self.program.expr(*value).ty.blank { *value } else { *reference }),
            Form::Map(Map::Divide | Map::FullUnits | Map::StartedUnits, operands) => operands
                .iter()
                .find_map(|&operand| self.program.expr(operand).ty.blank.then(|| self.source_of_blank(operand)).flatten())
                .or_else(|| {
                    let denominator = self.program.expr(*operands.get(1)?);
                    Some(BlankSource::new(
                        Code::E0404,
                        denominator.span,
                        say!("nothing shows that this is not zero", "没有条件表明此处不为零"),
                    ))
                }),
            Form::Map(_, operands) => {
                operands.iter().find_map(|&operand| self.program.expr(operand).ty.blank.then(|| self.source_of_blank(operand)).flatten())
            }
            Form::Cases { arms, otherwise } => arms
                .iter()
                .flat_map(|(test, value)| [*test, *value])
                .chain(*otherwise)
                .find_map(|value| self.program.expr(value).ty.blank.then(|| self.source_of_blank(value)).flatten()),
            Form::Piece(piece) => {
                let values = piece.stretches.iter().filter_map(|stretch| match stretch.value {
                    StretchValue::Expr(value) => Some(value),
                    StretchValue::Linear { .. } => None,
                });
                [piece.by]
                    .into_iter()
                    .chain(values)
                    .find_map(|value| self.program.expr(value).ty.blank.then(|| self.source_of_blank(value)).flatten())
            }
            Form::Lookup { keys, .. } => {
                keys.iter().find_map(|&key| self.program.expr(key).ty.blank.then(|| self.source_of_blank(key)).flatten())
            }
            Form::Settle { value, blank, not_applicable } => {
                let settled = [blank, not_applicable].into_iter().flatten().find(|id| self.program.expr(**id).ty.blank);
                self.source_of_blank(*settled.unwrap_or(value))
            }
            Form::Blank => Some(BlankSource::new(Code::E0305, expr.span, say!("blank is written here", "此处写明为空"))),
            Form::Reduce(reduce) if reduce.weight.is_some() => Some(BlankSource::new(
                Code::E0305,
                expr.span,
                say!("it is blank when no record has a weight above zero", "没有权数大于零的记录时为空"),
            )),
            Form::Reduce(reduce) if !matches!(reduce.op, ReduceOp::Sum | ReduceOp::Count | ReduceOp::Any | ReduceOp::All) => {
                Some(BlankSource::new(Code::E0305, expr.span, say!("it is blank when there is no record", "没有记录时为空")))
            }
            Form::Reduce(reduce) => reduce.value.and_then(|value| self.source_of_blank(value)),
            Form::Cover(cover) => {
                let days = [cover.covered.0, cover.covered.1, cover.during.0, cover.during.1];
                days.into_iter().find_map(|day| self.program.expr(day).ty.blank.then(|| self.source_of_blank(day)).flatten())
            }
            _ => None,
        }
    }
}
