//! The head, and everything that has a name, declared before anything is lowered.

use super::builder::{EntryId, Lower, NOBODY};
use super::names::{Alternative, Entry, EntrySource, Guard};
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::program::{Article, ArticleId, Currency, Dated, Days, FieldId, Kind, RecordId};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Item, PolicyPart, Statement};
use crate::values::{Date, Feb29};

/// An assertion with what stands around it.
#[derive(Clone, Debug)]
pub(super) struct Asserted<'a> {
    /// What it is called.
    pub text: Option<&'a ast::Quoted>,
    /// The whole line.
    pub span: Span,
    /// The condition.
    pub condition: &'a ast::Expr,
    /// Whether a failure only warns.
    pub warns: bool,
    /// The record for each of whose rows it must hold.
    pub owner: RecordId,
    /// Its article.
    pub article: Option<ArticleId>,
    /// The conditions around it.
    pub guards: Vec<Guard<'a>>,
}

/// What a block hands on to the statements in it.
#[derive(Clone, Debug)]
struct Around<'a> {
    owner: RecordId,
    article: Option<ArticleId>,
    guards: Vec<Guard<'a>>,
}

impl<'a> Lower<'a> {
    /// Reads the head.
    pub fn head(&mut self, file: &'a ast::File) {
        let mut heads = file.items.iter().filter_map(|item| match item {
            Item::Policy(policy) => Some(policy),
            _ => None,
        });
        let Some(policy) = heads.next() else {
            let span = Span { source: file.source, start: 0, end: 0 };
            self.report(
                Diagnostic::new(Code::E0111, say!("the file has no `policy` block", "文件中没有 `办法` 一节"))
                    .label(span, say!("a policy begins with its head", "办法以其首部开始"))
                    .help(say!(
                        "begin with `policy \"…\" {{ currency CNY, rounded half up to 0.01; subject manager }}`",
                        "以 `办法 “…” {{ 币种 CNY，四舍五入 到 0.01；考核对象 经理 }}` 开头"
                    )),
            );
            return;
        };
        if let Some(second) = heads.next() {
            self.report(
                Diagnostic::new(Code::E0202, say!("a policy has one `policy` block", "一个办法只有一节 `办法`"))
                    .label(second.span, say!("the second one", "第二节"))
                    .label(policy.name.span, say!("the first one", "第一节")),
            );
        }
        self.program.head.name = policy.name.text.clone();
        for part in &policy.parts {
            self.head_part(part);
        }
        // Before or behind the time in force, the day must lie within it.
        for part in &policy.parts {
            if let PolicyPart::AsOf { span, date } = part {
                self.must_be_in_force(*date, *span);
            }
        }
    }

    /// Reports a day on which the policy is not in force, for which nothing can be run.
    pub(super) fn must_be_in_force(&mut self, day: Date, span: Span) {
        if let Some(finding) = self.program.head.not_in_force(day) {
            self.report(finding.label(span, say!("nothing is paid on this day", "该日不在施行期内")));
        }
    }

    fn head_part(&mut self, part: &'a PolicyPart) {
        match part {
            PolicyPart::Version(version) => self.program.head.version = Some(version.text.clone()),
            PolicyPart::InForce { span, from, to } => {
                if to.is_some_and(|to| to < *from) {
                    self.report_at(
                        Code::E0402,
                        say!("the policy ends before it begins", "施行期止于其始之前"),
                        *span,
                        say!("the second date is before the first", "后一日期早于前一日期"),
                    );
                }
                self.program.head.in_force = Some((*from, *to));
            }
            PolicyPart::AsOf { date, .. } => self.program.head.as_of = Some(*date),
            PolicyPart::Currency { name, rounded, .. } => {
                match currency(&name.text) {
                    Some(currency) => self.program.head.currency = currency,
                    None => {
                        let text = &name.text;
                        self.not_a_currency(text, name.span);
                    }
                }
                if let Some(rounded) = rounded {
                    if let Some(mode) = rounded.mode {
                        self.program.head.rounding = mode;
                    }
                    if let Some(unit) = &rounded.to {
                        let scope = super::builder::Scope::on(NOBODY);
                        match self.constant_number(unit, &scope).filter(|unit| !unit.is_zero() && !unit.is_negative()) {
                            Some(unit) => self.program.head.unit = unit,
                            None => self.report_at(
                                Code::E0304,
                                say!("a rounding needs a figure above zero to round to", "取整的单位须为大于零的数"),
                                unit.span,
                                say!("such as 0.01", "如 0.01"),
                            ),
                        }
                    }
                }
            }
            // The records are not yet known.
            PolicyPart::Subject(_) => {}
            PolicyPart::LeapDay { on_march, .. } => {
                self.program.head.leap_day = if *on_march { Feb29::FallsOn1March } else { Feb29::FallsOn28Feb };
            }
        }
    }

    /// Says that a word is no code of a currency, with the code where the word is a common name of one.
    pub fn not_a_currency(&mut self, word: &str, span: Span) {
        let code = match word {
            "RMB" | "CNH" | "人民币" | "元" | "yuan" => Some("CNY"),
            "美元" => Some("USD"),
            "欧元" => Some("EUR"),
            "港元" | "港币" => Some("HKD"),
            "日元" => Some("JPY"),
            "英镑" => Some("GBP"),
            _ => nearest(word, CURRENCIES.split(' ')),
        };
        let finding = Diagnostic::new(Code::E0210, say!("`{word}` is not a currency", "`{word}` 不是币种"))
            .label(span, say!("a currency is written by its code of three letters", "币种须写三个字母的代码"));
        self.report(match code {
            Some(code) => finding.help(say!("write `{code}`", "写成 `{code}`")),
            None => finding.help(say!("such as `CNY`, `USD` or `EUR`", "如 `CNY`、`USD`、`EUR`")),
        });
    }

    /// Declares all articles, and every value, table, scale and clause in them.
    pub fn declare_values(&mut self, file: &'a ast::File) {
        self.note_members();
        let subject = self.program.head.subject.unwrap_or(NOBODY);
        for item in &file.items {
            match item {
                Item::Article(article) => self.declare_article(article, subject),
                Item::Parameter(parameter) => {
                    let around = Around { owner: NOBODY, article: None, guards: Vec::new() };
                    self.declare(&parameter.name, EntrySource::Parameter(parameter), &around);
                }
                Item::Scale(scale) => self.declare_scale(scale),
                // What a policy amends is part of the tree by now.
                Item::Policy(_)
                | Item::Use(_)
                | Item::Amends(_)
                | Item::Record(_)
                | Item::Calendar(_)
                | Item::Group(_)
                | Item::Result(_)
                | Item::Test(_) => {}
            }
        }
    }

    fn declare_article(&mut self, article: &'a ast::Article, subject: RecordId) {
        if let Some(&first) = self.articles.get(&article.number.text) {
            let number = &article.number.text;
            self.report(
                Diagnostic::new(Code::E0202, say!("there are two articles {number}", "有两个第 {number} 条"))
                    .label(article.number.span, say!("the second one", "第二个"))
                    .label(first, say!("the first one", "第一个")),
            );
        }
        self.articles.entry(article.number.text.clone()).or_insert(article.number.span);
        let id = ArticleId(self.program.articles.len() as u32);
        self.program.articles.push(Article {
            number: article.number.text.clone(),
            title: article.title.as_ref().map(|title| title.text.clone()),
            span: article.number.span,
            whole: article.span,
        });
        let number = &article.number.text;
        self.dated(article.days.as_ref(), &say!("article {number}", "第{number}条"), Some(id));
        let owner = match &article.owner {
            None => Some(subject),
            Some(owner) => self.owner(owner),
        };
        let Some(owner) = owner else { return };
        let around =
            Around { owner, article: Some(id), guards: article.applies.iter().map(|condition| Guard { condition, of: owner }).collect() };
        self.declare_statements(&article.statements, &around);
    }

    /// Notes which version of what changes by date is in force.
    fn dated(&mut self, days: Option<&ast::Days>, what: &Text, article: Option<ArticleId>) {
        if let Some(days) = days {
            let days = Days { from: days.from, to: days.to };
            self.program.dated.push(Dated { what: what.clone(), article, days });
        }
    }

    fn owner(&mut self, owner: &ast::Owner) -> Option<RecordId> {
        match owner {
            ast::Owner::Overall(_) => Some(NOBODY),
            ast::Owner::Each(name) => self.record_of(name),
        }
    }

    fn declare_statements(&mut self, statements: &'a [Statement], around: &Around<'a>) {
        for statement in statements {
            match statement {
                Statement::Define(definition) => self.declare(&definition.name, EntrySource::Define(definition), around),
                Statement::Parameter(parameter) => {
                    let overall = Around { owner: NOBODY, ..around.clone() };
                    self.declare(&parameter.name, EntrySource::Parameter(parameter), &overall);
                }
                Statement::Table(table) => self.declare(&table.name, EntrySource::Table(table), around),
                Statement::Scale(scale) => self.declare_scale(scale),
                // Its record was declared with the records.
                Statement::Clause(clause) if clause.kind == ast::ClauseKind::Tranches => {}
                Statement::Clause(clause) if clause.kind == ast::ClauseKind::Ledger => self.declare_ledger(clause, around),
                Statement::Clause(clause) => {
                    self.declare(&clause.name, EntrySource::Clause(clause), around);
                    self.declare_on_events(clause, around);
                }
                Statement::Each { owner, when, statements, .. } => {
                    if let Some(owner) = self.owner(owner) {
                        let own = when.iter().map(|condition| Guard { condition, of: owner });
                        let guards = around.guards.iter().copied().chain(own).collect();
                        self.declare_statements(statements, &Around { owner, article: around.article, guards });
                    }
                }
                Statement::When { condition, statements, .. } => {
                    let guards = around.guards.iter().copied().chain([Guard { condition, of: around.owner }]).collect();
                    self.declare_statements(statements, &Around { guards, ..around.clone() });
                }
                // Its record was declared with the records.
                Statement::Split(_) => {}
                Statement::Assert { span, text, condition, warns } => self.asserts.push(Asserted {
                    text: text.as_ref(),
                    span: *span,
                    condition,
                    warns: *warns,
                    owner: around.owner,
                    article: around.article,
                    guards: around.guards.clone(),
                }),
            }
        }
    }

    /// Declares a ledger on its owner and on each record whose rows have accounts in it.
    fn declare_ledger(&mut self, clause: &'a ast::Clause, around: &Around<'a>) {
        self.ledgers.insert(clause.name.span, (EntryId(self.entries.len()), None));
        self.declare(&clause.name, EntrySource::Clause(clause), around);
        let mut owners = vec![around.owner];
        for part in &clause.parts {
            let ast::PartKind::Account(account) = &part.kind else { continue };
            let of = account.of.as_ref().and_then(|of| self.program.record_named(&of.text));
            if let Some(owner) = of.filter(|of| !owners.contains(of)) {
                owners.push(owner);
                let around = Around { owner, article: around.article, guards: Vec::new() };
                self.declare(&clause.name, EntrySource::Clause(clause), &around);
            }
        }
    }

    /// A clawback has its name on its events too.
    fn declare_on_events(&mut self, clause: &'a ast::Clause, around: &Around<'a>) {
        let over = clause.parts.iter().find_map(|part| match &part.kind {
            ast::PartKind::Recovers { over, .. } => self.program.record_named(&over.text),
            _ => None,
        });
        if let Some(event) = over.filter(|event| *event != around.owner) {
            let of_event = Around { owner: event, article: around.article, guards: around.guards.clone() };
            self.declare(&clause.name, EntrySource::Clause(clause), &of_event);
        }
    }

    fn declare_scale(&mut self, scale: &'a ast::Scale) {
        if let Some(first) = self.scales.get(&scale.name.text).map(|first| first.name.span) {
            self.defined_twice(&scale.name, first);
            return;
        }
        if super::builtins::builtins().iter().any(|(en, zh, _)| *en == scale.name.text || *zh == scale.name.text) {
            let text = &scale.name.text;
            self.report(
                Diagnostic::new(
                    Code::W1002,
                    say!("the scale `{text}` hides the built-in of this name", "档表 `{text}` 遮盖了同名的内置函数"),
                )
                .label(scale.name.span, say!("from here on `{text}( … )` is this scale", "此后 `{text}（…）` 指此档表"))
                .help(say!("give the scale another name", "档表另取名称")),
            );
        }
        self.scales.insert(scale.name.text.clone(), scale);
    }

    fn declare(&mut self, name: &'a ast::Name, source: EntrySource<'a>, around: &Around<'a>) {
        if let Some(field) = self.program.record(around.owner).field_named(&name.text) {
            let first = self.program.field(around.owner, field).span;
            self.defined_twice(name, first);
            return;
        }
        let alternative = Alternative { source, article: around.article, guards: around.guards.clone(), span: name.span };
        let key = (around.owner, name.text.clone());
        if let Some(&entry) = self.by_name.get(&key) {
            let first = &self.entries[entry.0];
            let (first_span, conditional) = (first.span, first.alternatives.iter().all(|other| !other.guards.is_empty()));
            let alike = alike(&first.alternatives[0].source, &source);
            if conditional && !around.guards.is_empty() && alike {
                self.entries[entry.0].alternatives.push(alternative);
            } else if alike {
                let finding = twice(name, first_span);
                self.report(finding.help(say!(
                    "one name may have several values only under `when … {{ }}` blocks whose conditions cannot meet",
                    "同一名称要有多个值，须各自写在条件互斥的 `当 … {{ }}` 之中"
                )));
            } else {
                self.defined_twice(name, first_span);
            }
            return;
        }
        self.warn_if_hidden(name, &source, around.owner);
        let days = match source {
            EntrySource::Parameter(parameter) => parameter.values.first().and_then(|value| value.days.as_ref()),
            EntrySource::Table(table) => table.days.as_ref(),
            _ => None,
        };
        self.dated(days, &Text::both(&name.text, &name.text), around.article);
        self.by_name.insert(key, EntryId(self.entries.len()));
        self.entries.push(Entry {
            name: name.text.clone(),
            owner: around.owner,
            span: name.span,
            alternatives: vec![alternative],
            definition: None,
            tried: false,
            used: false,
        });
    }

    /// Notes for each member of an enumeration the first field that may be it.
    fn note_members(&mut self) {
        for (record, fields) in (0_u32..).map(RecordId).zip(self.program.records.iter().map(|record| &record.fields)) {
            for (field, kind) in (0_u32..).map(FieldId).zip(fields.iter().map(|field| field.ty.kind)) {
                let Kind::Member(id) = kind else { continue };
                for member in &self.program.enumeration(id).members {
                    self.member_fields.entry(member.name.clone()).or_insert((record, field));
                }
            }
        }
    }

    /// Warns when a name hides another one, or is hidden: of a record and overall, a member of an enumeration, the day of the run.
    fn warn_if_hidden(&mut self, name: &ast::Name, source: &EntrySource<'_>, owner: RecordId) {
        let text = &name.text;
        self.first_of_name.entry((owner == NOBODY, text.clone())).or_insert(name.span);
        let overall = self.first_of_name.get(&(owner != NOBODY, text.clone())).copied();
        // What a clause decides may well be called as what it leads to.
        let named_at_will = matches!(source, EntrySource::Define(_) | EntrySource::Parameter(_));
        let member = self.member_fields.get(text).filter(|_| named_at_will).map(|&(record, field)| self.program.field(record, field));
        let finding = if let Some(first) = overall {
            Diagnostic::new(
                Code::W1002,
                say!("`{text}` is the name of an overall value and of a record's", "`{text}` 既是总体的值，又是记录的值"),
            )
            .label(name.span, say!("where the record is at hand, its own is meant", "在该记录中以记录自己的为准"))
            .label(first, say!("the other one", "另一个"))
        } else if let Some(field) = member {
            let of = &field.name;
            Diagnostic::new(
                Code::W1002,
                say!(
                    "`{text}` is the name of a value and one of the values of `{of}`",
                    "`{text}` 既是一个值的名称，又是 `{of}` 的取值之一"
                ),
            )
            .label(name.span, say!("beside `{of}` its own value is meant, elsewhere this one", "与 `{of}` 比较时指其取值，别处指此值"))
            .label(field.span, say!("`{of}` may be `{text}`", "`{of}` 可取 `{text}`"))
        } else if super::names::is_today(text) {
            Diagnostic::new(Code::W1002, say!("`{text}` hides the day of the run", "`{text}` 遮盖了基准日"))
                .label(name.span, say!("from here on `{text}` is this value", "此后 `{text}` 指此值"))
        } else {
            return;
        };
        self.report(finding.help(say!("give one of them another name", "其中一个另取名称")));
    }

    /// Says that a name is there already.
    pub fn defined_twice(&mut self, name: &ast::Name, first: Span) {
        self.report(twice(name, first).help(say!("give one of them another name", "其中一个另取名称")));
    }
}

fn twice(name: &ast::Name, first: Span) -> Diagnostic {
    let text = &name.text;
    Diagnostic::new(Code::E0202, say!("`{text}` is defined twice", "`{text}` 定义了两次"))
        .label(name.span, say!("the second time", "第二次"))
        .label(first, say!("the first time", "第一次"))
}

/// Whether two declarations of one name may stand under different conditions.
fn alike(first: &EntrySource<'_>, second: &EntrySource<'_>) -> bool {
    match (first, second) {
        (EntrySource::Define(_), EntrySource::Define(_)) => true,
        (EntrySource::Clause(a), EntrySource::Clause(b)) => {
            a.kind == b.kind
                && matches!(a.kind, ast::ClauseKind::Pay | ast::ClauseKind::Award | ast::ClauseKind::Output | ast::ClauseKind::Withhold)
        }
        (EntrySource::Define(_) | EntrySource::Parameter(_) | EntrySource::Clause(_) | EntrySource::Table(_), _) => false,
    }
}

/// The currency of a code of ISO 4217.
pub(super) fn currency(code: &str) -> Option<Currency> {
    let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
    CURRENCIES.split(' ').any(|known| known == code).then_some(Currency(letters))
}

/// The codes of ISO 4217 that are in use for payments.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD \
IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN \
NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL \
THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";
