//! What is delivered: declared results, or else every output of every record; and what must hold.

use super::builder::{Lower, Scope};
use super::names::EntrySource;
use super::records::ratio_unit;
use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::program::{Assertion, ColumnFormat, DefinitionId, Delivery, DeliveryColumn, Kind, Map, OVERALL, RecordId};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, FormatKind, Item, RankOrder, RatioWritten, ResultPart, UnitWord};
use crate::values::{Exact, Rounding};
use rustc_hash::FxHashMap;

impl<'a> Lower<'a> {
    /// Lowers all results; without any, makes one for each record that has outputs.
    pub fn lower_results(&mut self, file: &'a ast::File) {
        let mut declared = false;
        for item in &file.items {
            if let Item::Result(result) = item {
                declared = true;
                self.lower_result(result, file.language);
            }
        }
        if !declared {
            self.default_results(file.language);
        }
    }

    fn lower_result(&mut self, result: &'a ast::ResultItem, language: Language) {
        if self.program.results.iter().any(|other| other.name == result.name.text) {
            let text = &result.name.text;
            self.report_at(
                Code::E0202,
                say!("there are two results `{text}`", "有两个结果 `{text}`"),
                result.name.span,
                say!("each result has its own name and file", "每个结果各有名称和文件"),
            );
            return;
        }
        let of_all = matches!(result.of.text.as_str(), "overall" | "总体") && self.program.record_named(&result.of.text).is_none();
        let Some(record) = (if of_all { Some(OVERALL) } else { self.record_of(&result.of) }) else { return };
        let scope = Scope::on(record);
        let mut common = Vec::new();
        let mut delivery = Delivery {
            name: result.name.text.clone(),
            file: result.name.text.clone(),
            record,
            columns: Vec::new(),
            filter: None,
            order: Vec::new(),
        };
        for part in &result.parts {
            if let ResultPart::Default(format) = part {
                common.push(format);
            }
        }
        let mut places = Vec::new();
        for part in &result.parts {
            match part {
                ResultPart::Default(_) => {}
                ResultPart::File(name) => {
                    delivery.file = name.text.trim_end_matches(".csv").trim_end_matches(".json").trim_end_matches(".ndjson").to_owned()
                }
                ResultPart::Where(filter) => delivery.filter = Some(self.condition(filter, &scope).id),
                ResultPart::OrderBy(keys) => {
                    for key in keys {
                        let value = self.expr(&key.value, &scope, None);
                        delivery.order.push((value.id, key.order.unwrap_or(RankOrder::LowestFirst)));
                    }
                }
                ResultPart::Column { value, over: Some(over), heading, formats, span } => {
                    let Some((lowered, headings)) = self.spread(value, over, heading.as_ref(), record, *span) else { continue };
                    for (value, heading) in lowered.into_iter().zip(headings) {
                        let format = self.format_of(value.ty.kind, &common, formats, language);
                        delivery.columns.push(DeliveryColumn { heading, value: value.id, format });
                        places.push(*span);
                    }
                }
                ResultPart::Column { value, over: None, heading, formats, span } => {
                    let lowered = self.expr(value, &scope, None);
                    let heading = match heading {
                        Some(heading) => heading.text.clone(),
                        None => match last_word(value) {
                            Some(name) => name,
                            None => {
                                self.report_at(
                                    Code::E0208,
                                    say!("this column needs a heading", "此列须有标题"),
                                    *span,
                                    say!("write it in quotes after the value", "在值之后用引号写出"),
                                );
                                continue;
                            }
                        },
                    };
                    let format = self.format_of(lowered.ty.kind, &common, formats, language);
                    delivery.columns.push(DeliveryColumn { heading, value: lowered.id, format });
                    places.push(*span);
                }
            }
        }
        if delivery.columns.is_empty() {
            self.report_at(
                Code::E0208,
                say!("this result has no column", "此结果没有列"),
                result.name.span,
                say!("add `column …` for each value", "每个值写一行 `列 …`"),
            );
        }
        self.headings_differ(&delivery, &places);
        self.formats_are_used(&common, &delivery);
        self.program.results.push(delivery);
    }

    /// Refuses columns of one heading: of two values under one key a reader finds one.
    fn headings_differ(&mut self, delivery: &Delivery, places: &[Span]) {
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        for (column, place) in delivery.columns.iter().zip(places) {
            let heading = column.heading.as_str();
            let Some(before) = first.insert(heading, *place) else { continue };
            first.insert(heading, before);
            self.report(
                Diagnostic::new(Code::E0202, say!("two columns are headed `{heading}`", "有两列的标题都是 `{heading}`"))
                    .label(*place, say!("the second one", "第二列"))
                    .label(before, say!("the first one", "第一列"))
                    .help(say!(
                        "give one of them a heading of its own: `column … \"{heading} 2\"`",
                        "为其中一列另写标题：`列 … “{heading} 2”`"
                    )),
            );
        }
    }

    /// Refuses what is said of all columns and fits none.
    fn formats_are_used(&mut self, common: &[&ast::Format], delivery: &Delivery) {
        let kinds: Vec<Kind> = delivery.columns.iter().map(|column| self.program.expr(column.value).ty.kind).collect();
        for said in common {
            if let Some(kind) = kinds.first().filter(|_| !kinds.iter().any(|kind| fits(&said.kind, *kind, true))) {
                self.does_not_fit(said, *kind);
            }
        }
    }

    /// How a column is shown: what is said of all of them where it fits, then what is said of it alone.
    fn format_of(&mut self, kind: Kind, common: &[&ast::Format], own: &[ast::Format], language: Language) -> ColumnFormat {
        let mut format = self.plain_format(kind, language);
        for said in common.iter().filter(|said| fits(&said.kind, kind, true)) {
            apply_format(&mut format, &said.kind);
        }
        for said in own {
            if fits(&said.kind, kind, false) {
                apply_format(&mut format, &said.kind);
            } else {
                self.does_not_fit(said, kind);
            }
        }
        format
    }

    fn does_not_fit(&mut self, said: &ast::Format, kind: Kind) {
        let found = self.kind_words(kind);
        let (message, label) = match &said.kind {
            FormatKind::InRatio(_)
            | FormatKind::InUnit(UnitWord::Percent | UnitWord::Permille | UnitWord::BasisPoint | UnitWord::PercentagePoint) => (
                Text::both(format!("only a ratio is shown so, not {}", found.en), format!("只有比率可以这样表示，{}不能", found.zh)),
                say!("the value of this column is not a ratio", "此列的值不是比率"),
            ),
            FormatKind::YesNo(..) => (
                Text::both(format!("only yes or no is shown so, not {}", found.en), format!("只有是否可以这样表示，{}不能", found.zh)),
                say!("the value of this column is not yes or no", "此列的值不是是否"),
            ),
            FormatKind::InUnit(UnitWord::Years | UnitWord::Quarters | UnitWord::Months | UnitWord::Days) => (
                say!("nothing is shown in units of time", "不能以时间单位表示"),
                say!("say it in the value: `full_months( … )`, `days( … )`", "请写在值中：`满月数（ … ）`、`天数（ … ）`"),
            ),
            FormatKind::InUnit(_) => (
                Text::both(
                    format!("only an amount or a number is shown so, not {}", found.en),
                    format!("只有金额或数可以这样表示，{}不能", found.zh),
                ),
                say!("the value of this column is neither", "此列的值二者皆非"),
            ),
            _ => (
                Text::both(format!("only a number is shown so, not {}", found.en), format!("只有数可以这样表示，{}不能", found.zh)),
                say!("the value of this column is not a number", "此列的值不是数"),
            ),
        };
        self.report_at(Code::E0304, message, said.span, label);
    }

    /// How a value of a kind is shown where nothing is said.
    fn plain_format(&self, kind: Kind, language: Language) -> ColumnFormat {
        let english = language == Language::English;
        let words = |en: &str, zh: &str| if english { en.to_owned() } else { zh.to_owned() };
        ColumnFormat {
            decimals: match kind {
                Kind::Money(_) => Some(self.program.head.unit.decimals().unwrap_or(2)),
                _ => None,
            },
            unit: Exact::one(),
            rounding: Rounding::HalfUp,
            yes_no: (words("yes", "是"), words("no", "否")),
            blank: String::new(),
            not_applicable: words("n/a", "不适用"),
        }
    }

    fn default_results(&mut self, language: Language) {
        // What belongs to the policy as a whole comes last.
        for at in (1..self.program.records.len()).chain([0]) {
            let record = RecordId(at as u32);
            let mut outputs: Vec<DefinitionId> = (0..self.program.definitions.len())
                .map(|at| DefinitionId(at as u32))
                .filter(|&id| self.program.definition(id).output && self.program.definition(id).owner == record)
                .collect();
            outputs.sort_by_key(|&id| self.program.definition(id).order);
            let subject = self.program.head.subject == Some(record);
            if outputs.is_empty() && !subject {
                continue;
            }
            let span = self.program.record(record).span;
            let mut columns = Vec::new();
            for field in self.program.record(record).key.clone() {
                let value = self.field(record, field, span);
                let heading = self.program.field(record, field).name.clone();
                columns.push(DeliveryColumn { heading, value: value.id, format: self.plain_format(value.ty.kind, language) });
            }
            for id in outputs {
                let value = self.definition(id, record, span);
                let heading = self.program.definition(id).name.clone();
                columns.push(DeliveryColumn { heading, value: value.id, format: self.plain_format(value.ty.kind, language) });
            }
            let name = self.program.record(record).name.clone();
            if columns.is_empty() {
                continue;
            }
            self.program.results.push(Delivery { file: name.clone(), name, record, columns, filter: None, order: Vec::new() });
        }
    }

    /// Lowers all assertions; one within conditions must hold only under them.
    pub fn lower_assertions(&mut self) {
        for asserted in std::mem::take(&mut self.asserts) {
            let (scope, guards) = self.guarded(asserted.owner, &asserted.guards);
            let mut condition = self.condition(asserted.condition, &scope);
            let written = condition.id;
            if !guards.is_empty() {
                let around = self.all_of(&guards, asserted.owner, asserted.span);
                let free = self.not(around, asserted.owner);
                condition = self.map(Map::Or, &[free, condition], Kind::YesNo, asserted.owner, asserted.span);
            }
            self.program.assertions.push(Assertion {
                text: asserted.text.map(|text| text.text.clone()),
                span: asserted.span,
                article: asserted.article,
                owner: asserted.owner,
                condition: condition.id,
                asserted: written,
                warns: asserted.warns,
            });
        }
    }

    /// Warns of names that nothing reads; in a file outside the scheme's folder they are there for other schemes.
    pub fn note_unused(&mut self) {
        let mut findings = Vec::new();
        let shared = |span: Span| self.sources.get(span.source).is_some_and(|source| source.within.starts_with(".."));
        for entry in &self.entries {
            let helper = entry.definition.is_some_and(|id| !self.program.definition(id).output);
            // A ledger is shown in statements, whether or not anything reads its balances.
            let ledger = self.ledgers.contains_key(&entry.span);
            if helper && !entry.used && !ledger && !shared(entry.span) {
                let name = &entry.name;
                let parameter = entry.alternatives.iter().any(|alternative| matches!(alternative.source, EntrySource::Parameter(_)));
                findings.push(
                    Diagnostic::new(Code::W1001, say!("`{name}` is not used", "`{name}` 没有用到"))
                        .label(entry.span, say!("no value, result or test reads it", "没有值、结果或用例读取它"))
                        .help(if parameter {
                            say!("take it away, or use it where its figure is written out", "删去它，或用它代替写明其数的地方")
                        } else {
                            say!("take it away, or deliver it: `output {name} = …`", "删去它，或交付它：`输出 {name} = …`")
                        }),
                );
            }
        }
        for (name, scale) in &self.scales {
            if !self.used_scales.contains(name) && !shared(scale.name.span) {
                findings.push(
                    Diagnostic::new(Code::W1001, say!("the scale `{name}` is not used", "档表 `{name}` 没有用到"))
                        .label(scale.name.span, say!("no value asks it", "没有值用到它"))
                        .help(say!("take it away, or use it: `{name}(value)`", "删去它，或用在值中：`{name}（值）`")),
                );
            }
        }
        self.findings.extend(findings);
    }
}

/// The last name of a plain path, which heads its column.
fn last_word(value: &ast::Expr) -> Option<String> {
    match &value.kind {
        ast::ExprKind::Path(names) => names.last().map(|name| name.text.clone()),
        ast::ExprKind::Bracket(inner) => last_word(inner),
        ast::ExprKind::Tailed { value, .. } => last_word(value),
        _ => None,
    }
}

/// Whether values of a kind can be shown so; any may be blank or not applicable. A plain number, which may be a count, is shown in percent or
/// in ten thousands only where that is said of its column alone.
fn fits(said: &FormatKind, kind: Kind, of_all: bool) -> bool {
    let number = kind == Kind::Number && !of_all;
    let (ratio, amount) = (matches!(kind, Kind::Ratio | Kind::Points), matches!(kind, Kind::Money(_)));
    match said {
        // What is broken was told.
        _ if kind == Kind::Nothing => true,
        FormatKind::Decimals(_) | FormatKind::Rounded(_) => ratio || amount || kind == Kind::Number,
        FormatKind::InRatio(_) => ratio || number,
        FormatKind::InUnit(unit) => match unit {
            UnitWord::Percent | UnitWord::Permille | UnitWord::BasisPoint | UnitWord::PercentagePoint => ratio || number,
            UnitWord::Years | UnitWord::Quarters | UnitWord::Months | UnitWord::Days => false,
            _ => amount || number,
        },
        FormatKind::YesNo(..) => kind == Kind::YesNo,
        FormatKind::Blank(_) | FormatKind::NotApplicable(_) => true,
    }
}

fn apply_format(format: &mut ColumnFormat, said: &FormatKind) {
    match said {
        FormatKind::Decimals(places) => format.decimals = Some(*places),
        FormatKind::InRatio(written) => format.unit = ratio_unit(*written),
        FormatKind::InUnit(unit) => {
            format.unit = match unit {
                UnitWord::Thousand | UnitWord::ThousandYuan => Exact::from_int(1_000),
                UnitWord::TenThousand | UnitWord::TenThousandYuan => Exact::from_int(10_000),
                UnitWord::HundredMillion | UnitWord::HundredMillionYuan => Exact::from_int(100_000_000),
                UnitWord::Percent | UnitWord::PercentagePoint => ratio_unit(RatioWritten::Percent),
                UnitWord::Permille => ratio_unit(RatioWritten::Permille),
                UnitWord::BasisPoint => ratio_unit(RatioWritten::BasisPoints),
                UnitWord::Yuan | UnitWord::Years | UnitWord::Quarters | UnitWord::Months | UnitWord::Days => Exact::one(),
            }
        }
        FormatKind::Rounded(mode) => format.rounding = *mode,
        FormatKind::YesNo(yes, no) => format.yes_no = (yes.clone(), no.clone()),
        FormatKind::Blank(text) => format.blank = text.clone(),
        FormatKind::NotApplicable(text) => format.not_applicable = text.clone(),
    }
}
