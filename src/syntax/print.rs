//! The tree as indented text, for `merit emit syntax`, snapshots and people: stable, the same for both languages, without places.
//!
//! Blocks are indented lines; a value is one line in prefix form, `(× base_pay exam_factor)`. It is not the formatter, which writes
//! policies; nothing reads this form back.

mod amends;
mod clauses;
mod ledger;
mod records;
mod values;

use std::fmt::{self, Display, Formatter, Write};

use super::ast::{
    Article, Asserted, DatedValue, Days, File, Item, Mode, Name, Outcome, Owner, Parameter, Policy, PolicyPart, Quoted, RatioWritten,
    Record, Rounded, Scale, Statement, Test, TestPart, UnitWord,
};
use values::{joined, row_bound, tier_value};

/// Shows a file.
pub fn print(file: &File) -> String {
    let mut out = Printer { text: String::new(), indent: 0 };
    for item in &file.items {
        out.item(item);
    }
    for comment in &file.comments {
        out.line(format_args!("# {}{}", if comment.alone { "" } else { "… " }, comment.text));
    }
    out.text
}

struct Printer {
    text: String,
    indent: usize,
}

impl Printer {
    fn line(&mut self, content: impl Display) {
        for _ in 0..self.indent {
            self.text.push_str("  ");
        }
        // Writing into a string does not fail.
        let _ = writeln!(self.text, "{content}");
    }

    fn within(&mut self, body: impl FnOnce(&mut Printer)) {
        self.indent += 1;
        body(self);
        self.indent -= 1;
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Policy(policy) => self.policy(policy),
            Item::Use(path) => self.line(format_args!("use {path}")),
            Item::Amends(amends) => self.amends(amends),
            Item::Record(record) => self.record(record),
            Item::Calendar(calendar) => {
                self.line(format_args!("calendar {} of {:?} from {} to {}", calendar.name, calendar.unit, calendar.from, calendar.to));
            }
            Item::Group(group) => self.line(format_args!("group {} of {} by {}", group.name, group.of, joined(&group.by))),
            Item::Parameter(parameter) => self.parameter(parameter),
            Item::Scale(scale) => self.scale(scale),
            Item::Article(article) => self.article(article),
            Item::Result(result) => self.result(result),
            Item::Test(test) => self.test(test),
        }
    }

    fn policy(&mut self, policy: &Policy) {
        self.line(format_args!("policy {}", policy.name));
        self.within(|out| {
            for part in &policy.parts {
                match part {
                    PolicyPart::Version(text) => out.line(format_args!("version {text}")),
                    PolicyPart::InForce { from, to: Some(to), .. } => out.line(format_args!("in force {from} to {to}")),
                    PolicyPart::InForce { from, to: None, .. } => out.line(format_args!("in force {from} onwards")),
                    PolicyPart::AsOf { date, .. } => out.line(format_args!("as of {date}")),
                    PolicyPart::Currency { name, rounded: Some(rounded), .. } => out.line(format_args!("currency {name} {rounded}")),
                    PolicyPart::Currency { name, rounded: None, .. } => out.line(format_args!("currency {name}")),
                    PolicyPart::Subject(name) => out.line(format_args!("subject {name}")),
                    PolicyPart::LeapDay { on_march, .. } => {
                        out.line(format_args!("29 February falls on {}", if *on_march { "1 March" } else { "28 February" }));
                    }
                }
            }
        });
    }

    fn record(&mut self, record: &Record) {
        match &record.from {
            Some(from) => self.line(format_args!("record {} from {from}", record.name)),
            None => self.line(format_args!("record {}", record.name)),
        }
        self.within(|out| {
            if !record.each.is_empty() {
                out.line(format_args!("each {}", record.each.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")));
            }
            record.fields.iter().for_each(|field| out.line(field));
        });
    }

    fn article(&mut self, article: &Article) {
        let mut head = format!("article {}", article.number.text);
        if let Some(title) = &article.title {
            let _ = write!(head, " {title}");
        }
        if let Some(owner) = &article.owner {
            let _ = write!(head, " {owner}");
        }
        if let Some(condition) = &article.applies {
            let _ = write!(head, " applies to {condition}");
        }
        if let Some(days) = &article.days {
            let _ = write!(head, " {days}");
        }
        self.line(head);
        self.statements(&article.statements);
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let kind = parameter.kind.as_ref().map(|kind| format!(": {kind}")).unwrap_or_default();
        if let [DatedValue { days: None, value, .. }] = parameter.values.as_slice() {
            self.line(format_args!("parameter {}{kind} = {value}", parameter.name));
            return;
        }
        self.line(format_args!("parameter {}{kind}", parameter.name));
        self.within(|out| {
            for version in &parameter.values {
                match &version.days {
                    Some(days) => out.line(format_args!("{days}: {}", version.value)),
                    None => out.line(&version.value),
                }
            }
        });
    }

    fn scale(&mut self, scale: &Scale) {
        self.line(format_args!("scale {} = {:?}", scale.name, scale.tiers.kind));
        self.within(|out| {
            for row in &scale.tiers.rows {
                out.line(format_args!("{}: {}", row_bound(&row.bound), tier_value(&row.value)));
            }
            scale.tails.iter().for_each(|tail| out.line(tail));
        });
    }

    fn statements(&mut self, statements: &[Statement]) {
        self.within(|out| statements.iter().for_each(|statement| out.statement(statement)));
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Define(definition) => self.line(format_args!("define {} = {}", definition.name, definition.value)),
            Statement::Parameter(parameter) => self.parameter(parameter),
            Statement::Table(table) => self.table(table),
            Statement::Scale(scale) => self.scale(scale),
            Statement::Clause(clause) => self.clause(clause),
            Statement::Each { owner, when, statements, .. } => {
                match when {
                    Some(condition) => self.line(format_args!("{owner} when {condition}")),
                    None => self.line(owner),
                }
                self.statements(statements);
            }
            Statement::When { condition, statements, .. } => {
                self.line(format_args!("when {condition}"));
                self.statements(statements);
            }
            Statement::Split(split) => {
                self.line(format_args!("split {} into {}", split.amount, split.into));
                self.within(|out| {
                    for share in &split.shares {
                        match &share.amount {
                            Some(amount) => out.line(format_args!("to {}: {amount}", share.to)),
                            None => out.line(format_args!("to {}: the rest", share.to)),
                        }
                    }
                });
            }
            Statement::Assert { text, condition, warns, .. } => {
                let word = if *warns { "warn" } else { "assert" };
                match text {
                    Some(text) => self.line(format_args!("{word} {text} {condition}")),
                    None => self.line(format_args!("{word} {condition}")),
                }
            }
        }
    }

    fn test(&mut self, test: &Test) {
        self.line(format_args!("test {}", test.name));
        self.within(|out| {
            for part in &test.parts {
                match part {
                    TestPart::AsOf { date, .. } => out.line(format_args!("as of {date}")),
                    TestPart::Given { record, fields, .. } => {
                        out.line(format_args!("given {record}"));
                        out.within(|out| fields.iter().for_each(|(name, value)| out.line(format_args!("{name} = {value}"))));
                    }
                    TestPart::Asserted(Asserted { text, key, holds, .. }) => {
                        let which = if key.is_empty() { String::new() } else { format!(" for [{}]", joined(key)) };
                        out.line(format_args!("expect {text} {}{which}", if *holds { "holds" } else { "fails" }));
                    }
                    TestPart::Expect(expect) => {
                        let mut line = "expect".to_owned();
                        if let Some(record) = &expect.record {
                            let _ = write!(line, " {record}");
                        }
                        if !expect.key.is_empty() {
                            let _ = write!(line, " [{}]", joined(&expect.key));
                        }
                        let path: Vec<String> = expect.path.iter().map(Name::to_string).collect();
                        let _ = write!(line, " {}", path.join("."));
                        let _ = match &expect.outcome {
                            Outcome::Equals(value) => write!(line, " = {value}"),
                            Outcome::Blank => write!(line, " is blank"),
                            Outcome::NotApplicable => write!(line, " is not applicable"),
                        };
                        if let Some(article) = &expect.by {
                            let _ = write!(line, " by article {}", article.text);
                        }
                        if !expect.because.is_empty() {
                            let _ = write!(line, " because [{}]", joined(&expect.because));
                        }
                        out.line(line);
                    }
                }
            }
        });
    }
}

impl Display for Name {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let plain = self.text.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
        if plain { out.write_str(&self.text) } else { write!(out, "`{}`", self.text) }
    }
}

impl Display for Days {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) => write!(out, "from {from} to {to}"),
            (Some(from), None) => write!(out, "from {from}"),
            (None, Some(to)) => write!(out, "to {to}"),
            (None, None) => out.write_str("always"),
        }
    }
}

impl Display for Quoted {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", self.text)
    }
}

impl Display for Owner {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Each(name) => write!(out, "for each {name}"),
            Owner::Overall(_) => out.write_str("overall"),
        }
    }
}

impl Display for Rounded {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("rounded")?;
        if let Some(mode) = self.mode {
            write!(out, " {}", mode_word(mode))?;
        }
        match &self.to {
            Some(unit) => write!(out, " to {unit}"),
            None => Ok(()),
        }
    }
}

fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::HalfUp => "half up",
        Mode::HalfEven => "half even",
        Mode::Down => "down",
        Mode::Up => "up",
    }
}

fn ratio_word(written: RatioWritten) -> &'static str {
    match written {
        RatioWritten::Ratio => "ratio",
        RatioWritten::Percent => "percent",
        RatioWritten::Permille => "permille",
        RatioWritten::BasisPoints => "bp",
    }
}

fn unit_word(unit: UnitWord) -> &'static str {
    match unit {
        UnitWord::Thousand => "千",
        UnitWord::TenThousand => "万",
        UnitWord::HundredMillion => "亿",
        UnitWord::Yuan => "元",
        UnitWord::ThousandYuan => "千元",
        UnitWord::TenThousandYuan => "万元",
        UnitWord::HundredMillionYuan => "亿元",
        UnitWord::Percent => "%",
        UnitWord::Permille => "‰",
        UnitWord::BasisPoint => "bp",
        UnitWord::PercentagePoint => "pp",
        UnitWord::Years => " years",
        UnitWord::Quarters => " quarters",
        UnitWord::Months => " months",
        UnitWord::Days => " days",
    }
}
