//! Which kinds go together: adding, comparing, multiplying, dividing, and what a value must be where it stands.
//!
//! A bare figure takes its kind from its context. Every refusal names both causes and the way out.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{Kind, Map, RecordId};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Comparison};

impl Lower<'_> {
    /// The sum or difference of two values.
    pub fn add_or_subtract(&mut self, op: BinaryOp, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let map = if op == BinaryOp::Add { Map::Add } else { Map::Subtract };
        let (left, right) = self.alike(left, right);
        let kind = match (left.ty.kind, right.ty.kind) {
            (a, b) if a == b && (a.is_numeric() || a == Kind::Duration) => a,
            (Kind::Ratio, Kind::Points) | (Kind::Points, Kind::Ratio) => Kind::Ratio,
            (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number) => Kind::Number,
            (Kind::Date, Kind::Duration) => Kind::Date,
            (Kind::Duration, Kind::Date) if op == BinaryOp::Add => {
                return self.map(map, &[right, left], Kind::Date, index, span);
            }
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                self.cannot_add(op, left, right);
                return self.broken(index, span);
            }
        };
        let sum = self.map(map, &[left, right], kind, index, span);
        Lowered { bare: left.bare && right.bare, ..sum }
    }

    /// A bare figure beside a value takes that value's kind.
    pub fn alike(&mut self, left: Lowered, right: Lowered) -> (Lowered, Lowered) {
        match (left.bare, right.bare) {
            (true, false) if right.ty.kind.is_numeric() => (self.as_kind(left, right.ty.kind), right),
            (false, true) if left.ty.kind.is_numeric() => (left, self.as_kind(right, left.ty.kind)),
            _ => (left, right),
        }
    }

    /// A bare figure as another numeric kind.
    fn as_kind(&mut self, value: Lowered, kind: Kind) -> Lowered {
        if value.ty.kind == Kind::Number { self.retyped(value, kind) } else { value }
    }

    fn cannot_add(&mut self, op: BinaryOp, left: Lowered, right: Lowered) {
        let (verb_en, verb_zh) = if op == BinaryOp::Add { ("added", "相加") } else { ("subtracted", "相减") };
        let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
        let (code, help) = match (left.ty.kind, right.ty.kind) {
            (Kind::Money(_), Kind::Money(_)) => (
                Code::E0308,
                say!("bring both to one currency first: multiply one by a rate of exchange", "先折算成同一币种：其一乘以汇率"),
            ),
            (Kind::Money(_), Kind::Ratio | Kind::Points) | (Kind::Ratio | Kind::Points, Kind::Money(_)) => {
                let (money, ratio) = if matches!(left.ty.kind, Kind::Money(_)) { (left, right) } else { (right, left) };
                let (money, ratio) = (self.name_words(money, "the amount", "金额"), self.name_words(ratio, "the ratio", "比率"));
                (
                    Code::E0301,
                    Text::both(
                        format!("a share of an amount is written `{} × {}`", money.en, ratio.en),
                        format!("按比例计算金额应写成 `{} × {}`", money.zh, ratio.zh),
                    ),
                )
            }
            (Kind::Date, Kind::Date) => {
                (Code::E0301, say!("the days between two dates are `days(a to b)`", "两个日期之间的天数写成 `天数（甲 至 乙）`"))
            }
            (Kind::Date, _) | (_, Kind::Date) => (
                Code::E0301,
                say!("a date takes a duration: `date + 30 days`, `date + 6 months`", "日期只能加减时长：`日期 + 30天`、`日期 + 6个月`"),
            ),
            _ => (Code::E0301, say!("only values of one kind are added", "只有同类的值才能相加减")),
        };
        self.two_causes(
            code,
            Text::both(format!("{} and {} cannot be {verb_en}", a.en, b.en), format!("{}与{}不能{verb_zh}", a.zh, b.zh)),
            left,
            right,
            help,
        );
    }

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
        Text::both(format!("{name_en} is {}{}", kind.en, why.en), format!("{name_zh}是{}{}", kind.zh, why.zh))
    }

    /// The author's name of a value, or other words.
    fn name_words(&self, value: Lowered, en: &str, zh: &str) -> Text {
        match self.name_of(value.id) {
            Some(name) => Text::both(name.clone(), name),
            None => Text::both(en, zh),
        }
    }

    /// Where the kind of a value comes from.
    fn why(&self, value: Lowered) -> Text {
        use crate::program::{Form, Role};
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
    fn made_of(&self, id: crate::program::ExprId) -> Text {
        use crate::program::Form;
        let mut id = id;
        while let Form::Settle { value, .. } = &self.program.expr(id).form {
            id = *value;
        }
        match &self.program.expr(id).form {
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

    /// The product of two values.
    pub fn multiply(&mut self, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let kind = match (left.ty.kind, right.ty.kind) {
            (Kind::Ratio, Kind::Ratio) => Kind::Ratio,
            (Kind::Number | Kind::Ratio, Kind::Number | Kind::Ratio) => Kind::Number,
            (Kind::Money(currency), Kind::Number | Kind::Ratio) | (Kind::Number | Kind::Ratio, Kind::Money(currency)) => {
                Kind::Money(currency)
            }
            (Kind::Points, Kind::Number) | (Kind::Number, Kind::Points) => Kind::Points,
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
                let (code, help) = match (left.ty.kind, right.ty.kind) {
                    (Kind::Money(_), Kind::Money(_)) => {
                        (Code::E0303, say!("divide the two for a ratio, or multiply by a number", "两个金额相除得比率；相乘须乘以数或比率"))
                    }
                    (Kind::Money(_), Kind::Points) | (Kind::Points, Kind::Money(_)) => {
                        (Code::E0307, say!("a rate on an amount is written in `%`", "按比例计算金额，比率须写成 `%`"))
                    }
                    _ => (Code::E0303, say!("only a number or a ratio multiplies another value", "只有数或比率才能与其他值相乘")),
                };
                let message = Text::both(format!("{} and {} cannot be multiplied", a.en, b.en), format!("{}与{}不能相乘", a.zh, b.zh));
                self.two_causes(code, message, left, right, help);
                return self.broken(index, span);
            }
        };
        let product = self.map(Map::Multiply, &[left, right], kind, index, span);
        Lowered { bare: left.bare && right.bare, ..product }
    }

    /// The quotient of two values; blank where the second may be zero.
    pub fn divide(&mut self, left: Lowered, right: Lowered, scope: &Scope, span: Span) -> Lowered {
        let index = scope.index;
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let kind = match (left.ty.kind, right.ty.kind) {
            (Kind::Money(a), Kind::Money(b)) if a == b => Kind::Ratio,
            (Kind::Money(currency), Kind::Number | Kind::Ratio) => Kind::Money(currency),
            (Kind::Ratio, Kind::Number) => Kind::Ratio,
            (Kind::Points, Kind::Number) => Kind::Points,
            (Kind::Number, Kind::Money(currency)) if left.bare => {
                // `1_000_000 / deposits`: the figure is money beside money.
                let left = self.retyped(left, Kind::Money(currency));
                return self.divide(left, right, scope, span);
            }
            (Kind::Number, Kind::Number | Kind::Ratio) | (Kind::Ratio, Kind::Ratio) | (Kind::Points, Kind::Points) => Kind::Number,
            (Kind::Nothing, kind) | (kind, Kind::Nothing) if kind.is_numeric() => kind,
            _ => {
                let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
                let code = match (left.ty.kind, right.ty.kind) {
                    (Kind::Money(_), Kind::Money(_)) => Code::E0308,
                    _ => Code::E0303,
                };
                let message = Text::both(format!("{} cannot be divided by {}", a.en, b.en), format!("{}不能除以{}", a.zh, b.zh));
                let help =
                    say!("money is divided by money of the same currency, by a number or by a ratio", "金额可除以同币种的金额、数或比率");
                self.two_causes(code, message, left, right, help);
                return self.broken(index, span);
            }
        };
        let nonzero = self.is_nonzero(right.id, scope);
        let mut quotient = self.map(Map::Divide, &[left, right], kind, index, span);
        if !nonzero {
            let expr = &mut self.program.expressions[quotient.id.at()];
            expr.ty.blank = true;
            quotient.ty.blank = true;
        }
        Lowered { bare: left.bare && right.bare, ..quotient }
    }

    /// A comparison of two values as written.
    pub fn compare_kinds(&mut self, sign: Comparison, left: Lowered, right: Lowered, index: RecordId, span: Span) -> Lowered {
        if self.is_broken(left) || self.is_broken(right) {
            return self.broken(index, span);
        }
        let (left, right) = self.alike(left, right);
        let equality = matches!(sign, Comparison::Equal | Comparison::NotEqual);
        let fits = match (left.ty.kind, right.ty.kind) {
            (a, b) if a == b => equality || a.is_ordered(&self.program),
            (Kind::Number, Kind::Ratio) | (Kind::Ratio, Kind::Number) => true,
            _ => false,
        };
        if fits {
            return self.compare(sign, left, right, index, span);
        }
        let (a, b) = (self.kind_words(left.ty.kind), self.kind_words(right.ty.kind));
        let (code, help) = match (left.ty.kind, right.ty.kind) {
            (Kind::Nothing, _) | (_, Kind::Nothing) => {
                (Code::E0302, say!("ask `is blank` or `is not blank`", "用 `为空` 或 `不为空` 来判断"))
            }
            (Kind::Money(_), Kind::Money(_)) => (Code::E0308, say!("bring both to one currency first", "先折算成同一币种")),
            (Kind::Ratio, Kind::Points) | (Kind::Points, Kind::Ratio) => {
                (Code::E0307, say!("a ratio in points is `points(value)`", "把比率换成百分点，写成 `百分点（值）`"))
            }
            (a, b) if a == b => (
                Code::E0302,
                say!(
                    "its values have no order: declare the members with `<` between them, or ask `=`",
                    "取值没有高低次序：声明时用 `<` 排列，或只用 `=` 判断"
                ),
            ),
            (Kind::Member(_), Kind::Text) | (Kind::Text, Kind::Member(_)) => {
                (Code::E0302, say!("a member of an enumeration is written without quotes", "取值之一不加引号"))
            }
            _ => (Code::E0302, say!("only values of one kind are compared", "只有同类的值才能比较")),
        };
        let message = Text::both(format!("{} and {} cannot be compared", a.en, b.en), format!("{}与{}不能比较", a.zh, b.zh));
        self.two_causes(code, message, left, right, help);
        self.broken(index, span)
    }

    /// The value as a kind that its place awaits, or a finding.
    pub fn must_be_kind(&mut self, value: Lowered, kind: Kind) -> Lowered {
        if self.is_broken(value) || value.ty.kind == kind {
            return value;
        }
        match (value.ty.kind, kind) {
            // A literal blank is a blank of any kind.
            (Kind::Nothing, _) => self.retyped(value, kind),
            // Without a money operand the whole value becomes money; a ratio is a number.
            (Kind::Number, Kind::Money(_) | Kind::Ratio | Kind::Points) | (Kind::Ratio, Kind::Number) => self.retyped(value, kind),
            _ => {
                let (wanted, found) = (self.kind_words(kind), self.kind_words(value.ty.kind));
                let label = self.what_it_is(value);
                let code = if (value.ty.kind, kind) == (Kind::Points, kind) && matches!(kind, Kind::Money(_) | Kind::Ratio) {
                    Code::E0307
                } else {
                    Code::E0304
                };
                let mut finding = Diagnostic::new(
                    code,
                    Text::both(
                        format!("{} is needed here, not {}", wanted.en, found.en),
                        format!("此处须为{}，而不是{}", wanted.zh, found.zh),
                    ),
                )
                .label(value.span, label);
                finding = match (kind, value.ty.kind) {
                    (Kind::Money(_), Kind::Ratio) => {
                        finding.help(say!("multiply the ratio by the amount it is a share of", "比率须乘以所依据的金额"))
                    }
                    (Kind::Money(_) | Kind::Ratio, Kind::Points) => finding.help(say!("a rate is written in `%`", "比率须写成 `%`")),
                    _ => finding,
                };
                self.report(finding);
                let index = self.program.expr(value.id).index;
                self.broken(index, value.span)
            }
        }
    }

    /// The value, which must be there: neither blank nor not applicable.
    pub fn must_be_present(&mut self, value: Lowered) -> Lowered {
        if self.is_broken(value) {
            return value;
        }
        self.must_not_be_blank(value);
        if value.ty.not_applicable {
            let what = self.what_it_is(value);
            let name = self.said(value);
            self.report(
                Diagnostic::new(Code::E0306, say!("`{name}` may be not applicable here", "`{name}` 在此处可能不适用"))
                    .label(value.span, what)
                    .help(say!(
                        "say what that means: `, not applicable as 0`, or use it where its condition is known",
                        "写明不适用时如何处理：`，不适用按 0`，或只在其条件成立处使用"
                    )),
            );
        }
        self.narrowed(value, false, false)
    }

    /// The value, which must not be blank.
    pub fn must_not_be_blank(&mut self, value: Lowered) {
        if self.is_broken(value) || !value.ty.blank {
            return;
        }
        let name = self.said(value);
        let what = self.what_it_is(value);
        let (code, cause) = match self.source_of_blank(value.id) {
            Some((code, span, text)) => (code, Some((span, text))),
            None => (Code::E0305, None),
        };
        let message = match code {
            Code::E0404 => say!("`{name}` may be blank here: its denominator may be zero", "`{name}` 在此处可能为空：除数可能为零"),
            _ => say!("`{name}` may be blank here", "`{name}` 在此处可能为空"),
        };
        let mut finding = Diagnostic::new(code, message).label(value.span, what);
        if let Some((span, text)) = cause {
            finding = finding.label(span, text);
        }
        self.report(finding.help(say!(
            "say what a blank means: `, blank as 0`, or ask `is not blank` first",
            "写明空值如何处理：`，空按 0`，或先判断 `不为空`"
        )));
    }

    /// What the author calls a value: its name, or his own words for it.
    fn said(&self, value: Lowered) -> String {
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

    /// Where the possible blank of a value comes from.
    fn source_of_blank(&self, id: crate::program::ExprId) -> Option<(Code, Span, Text)> {
        use crate::program::{Form, ReduceOp};
        let expr = self.program.expr(id);
        match &expr.form {
            Form::Field(field) => {
                let field = self.program.field(expr.index, *field);
                let name = &field.name;
                Some((Code::E0305, field.span, say!("`{name}` is declared `or blank`", "`{name}` 声明为 `可空`")))
            }
            Form::Definition(id) => self.source_of_blank(self.program.definition(*id).value),
            Form::Gather { reference, value } => self.source_of_blank(*value).or_else(|| self.source_of_blank(*reference)),
            Form::Map(Map::Divide, operands) => operands
                .iter()
                .find_map(|&operand| self.program.expr(operand).ty.blank.then(|| self.source_of_blank(operand)).flatten())
                .or_else(|| {
                    let denominator = self.program.expr(*operands.get(1)?);
                    Some((Code::E0404, denominator.span, say!("nothing shows that this is not zero", "没有条件表明此处不为零")))
                }),
            Form::Map(_, operands) => {
                operands.iter().find_map(|&operand| self.program.expr(operand).ty.blank.then(|| self.source_of_blank(operand)).flatten())
            }
            Form::Cases { arms, otherwise } => arms
                .iter()
                .map(|(_, value)| *value)
                .chain(*otherwise)
                .find_map(|value| self.program.expr(value).ty.blank.then(|| self.source_of_blank(value)).flatten()),
            Form::Piece(piece) => self.source_of_blank(piece.by),
            Form::Lookup { keys, .. } => {
                keys.iter().find_map(|&key| self.program.expr(key).ty.blank.then(|| self.source_of_blank(key)).flatten())
            }
            Form::Settle { value, blank, not_applicable } => {
                let settled = [blank, not_applicable].into_iter().flatten().find(|id| self.program.expr(**id).ty.blank);
                self.source_of_blank(*settled.unwrap_or(value))
            }
            Form::Blank => Some((Code::E0305, expr.span, say!("blank is written here", "此处写明为空"))),
            Form::Reduce(reduce) if !matches!(reduce.op, ReduceOp::Sum | ReduceOp::Count | ReduceOp::Any | ReduceOp::All) => {
                Some((Code::E0305, expr.span, say!("it is blank when there is no record", "没有记录时为空")))
            }
            Form::Reduce(reduce) => reduce.value.and_then(|value| self.source_of_blank(value)),
            _ => None,
        }
    }
}
