//! What a value is and why, in the author's words: the labels that findings put on both causes.

use super::builder::{Lower, Lowered};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{ExprId, Form, Kind, Map, Role};
use crate::say;

impl Lower<'_> {
    /// Reports a finding with both values labelled by what they are and where they come from.
    pub fn two_causes(&mut self, code: Code, message: Text, left: Lowered, right: Lowered, help: Text) {
        let finding =
            Diagnostic::new(code, message).label(left.span, self.what_it_is(left)).label(right.span, self.what_it_is(right)).help(help);
        self.report(finding);
    }

    /// `` `capability` is money (CNY): it is a pay of article 8 ``.
    pub fn what_it_is(&self, value: Lowered) -> Text {
        let kind = self.kind_words(value.ty.kind);
        let name = self.name_words(value, "this", "此处");
        let name_en = if name.en == "this" { "this".to_owned() } else { format!("`{}`", name.en) };
        let name_zh = if name.zh == "此处" { "此处".to_owned() } else { format!("`{}` ", name.zh) };
        let why = self.why(value);
        Text::both(format!("{name_en} is {}{}", kind.en, why.en), format!("{name_zh}为{}{}", kind.zh, why.zh))
    }

    /// The author's name of a value, or other words.
    pub(super) fn name_words(&self, value: Lowered, en: &str, zh: &str) -> Text {
        match self.name_of(value.id) {
            Some(name) => Text::both(name.clone(), name),
            None => Text::both(en, zh),
        }
    }

    /// Where the kind of a value comes from.
    fn why(&self, value: Lowered) -> Text {
        let expr = self.program.expr(value.id);
        let (form, index) = match &expr.form {
            Form::Gather { value, .. } => (&self.program.expr(*value).form, self.program.expr(*value).index),
            form => (form, expr.index),
        };
        match form {
            Form::Field(_) => {
                let record = &self.program.record(index).name;
                say!(": a field of `{record}`", "：`{record}` 的字段")
            }
            Form::Definition(id) => {
                let definition = self.program.definition(*id);
                let article = definition.article.map(|article| self.program.article(article).number.clone());
                let (en, zh) = match &definition.role {
                    Role::Pay => ("a pay".to_owned(), "薪酬".to_owned()),
                    Role::Award => ("an award".to_owned(), "奖励".to_owned()),
                    Role::Penalty { .. } => ("a penalty".to_owned(), "扣罚".to_owned()),
                    Role::Total(_) => ("a total".to_owned(), "总额".to_owned()),
                    _ => {
                        let made = self.made_of(definition.value);
                        (made.en, made.zh)
                    }
                };
                match article {
                    Some(number) => say!(": {en} in article {number}", "：第 {number} 条的{zh}"),
                    None => say!(": {en}", "：{zh}"),
                }
            }
            _ => {
                let made = self.made_of(value.id);
                if made.en == "a value" { Text::default() } else { say!(": {}", "：{}", made.en).with_zh(format!("：{}", made.zh)) }
            }
        }
    }

    /// How the kind of an expression came about, as `money ÷ money`.
    fn made_of(&self, id: ExprId) -> Text {
        let mut id = id;
        while let Form::Settle { value, .. } = &self.program.expr(id).form {
            id = *value;
        }
        match &self.program.expr(id).form {
            // A figure that became money by its place was made of no money.
            Form::Map(Map::Divide | Map::Multiply, operands)
                if matches!(self.program.expr(id).ty.kind, Kind::Money(_))
                    && !operands.iter().any(|&operand| matches!(self.program.expr(operand).ty.kind, Kind::Money(_))) =>
            {
                say!("a value", "值")
            }
            Form::Map(op @ (Map::Divide | Map::Multiply), operands) => {
                let sign = if *op == Map::Divide { "÷" } else { "×" };
                let kinds: Vec<Text> = operands.iter().map(|&operand| self.short_kind(self.program.expr(operand).ty.kind)).collect();
                let join = |texts: Vec<&str>| texts.join(&format!(" {sign} "));
                Text::both(
                    join(kinds.iter().map(|kind| kind.en.as_str()).collect()),
                    join(kinds.iter().map(|kind| kind.zh.as_str()).collect()),
                )
            }
            _ => say!("a value", "值"),
        }
    }

    fn short_kind(&self, kind: Kind) -> Text {
        match kind {
            Kind::Money(_) => say!("money", "金额"),
            Kind::Number => say!("number", "数"),
            Kind::Ratio => say!("ratio", "比率"),
            _ => self.kind_words(kind),
        }
    }

    /// What the author calls a value: its name, or his own words for it.
    pub(super) fn said(&self, value: Lowered) -> String {
        const LONGEST: usize = 48;
        self.name_of(value.id).unwrap_or_else(|| {
            let words = self.words(value.span);
            let line = words.lines().next().unwrap_or_default().trim();
            if line.chars().count() < words.chars().count() || line.chars().count() > LONGEST {
                format!("{}…", line.chars().take(LONGEST).collect::<String>().trim_end())
            } else {
                line.to_owned()
            }
        })
    }
}
