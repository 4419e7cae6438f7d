//! What may be amiss with an amendment, and what can be amended in words.

use super::find::Found;
use super::{Carrying, Says};
use crate::diagnostics::{Code, Diagnostic, Language, Text, nearest};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Change, Deed, Sort, Statement, Subject};
use crate::syntax::vocabulary;

impl Carrying<'_> {
    /// Whether exactly one thing is meant; otherwise says so.
    pub(super) fn is_there_once(&mut self, subject: &Subject, says: Says<'_>) -> bool {
        let found = self.found(subject, says.inside);
        let in_lists = |found: &Found| (found.list, found.article.clone());
        match found.as_slice() {
            [] => {
                self.is_not_there(subject, says.inside);
                false
            }
            [first, ..] if found.iter().all(|other| in_lists(other) == in_lists(first)) => true,
            [first, rest @ ..] => {
                let what = words(subject);
                let second = rest.iter().find(|other| in_lists(other) != in_lists(first)).unwrap_or(first);
                let mut finding =
                    Diagnostic::new(Code::E0120, Text::both(format!("there are several of {}", what.en), in_line(&[&what.zh, "有多处"])))
                        .label(subject.span, say!("which one is meant here", "此处指的是哪一处"))
                        .label(first.subject.span, say!("one is here", "其一"))
                        .label(second.subject.span, say!("another one is here", "其二"));
                finding = match &first.article {
                    Some(article) if first.article != second.article => {
                        finding.help(say!("say the article: `in article {article} {{ … }}`", "写明条文：`修改 第{article}条 {{ … }}`"))
                    }
                    _ => finding.help(say!("replace the whole article that holds them", "请替换包含它们的整条")),
                };
                self.findings.push(finding);
                false
            }
        }
    }

    /// Whether this policy amended the thing already, which is told.
    pub(super) fn is_amended_here(&mut self, subject: &Subject, says: Says<'_>) -> bool {
        let place = self.found(subject, says.inside).into_iter().map(|found| found.span).next();
        let article = self.article_of(subject, says.inside);
        let by_this = |change: &&Change| {
            let in_made = change.made.zip(place).is_some_and(|(made, place)| holds(made, place));
            in_made || change.is_of(subject, says.inside, article.as_ref())
        };
        let Some(first) = self.changes.iter().find(by_this) else { return false };
        let what = words(subject);
        self.findings.push(
            Diagnostic::new(Code::E0118, Text::both(format!("{} is amended twice", what.en), in_line(&[&what.zh, "修订了两次"])))
                .label(subject.span, say!("the second time", "第二次"))
                .label(first.subject.span, say!("the first time", "第一次"))
                .help(say!("say in one amendment what is to be in force", "在一处修订中写明修订后的全部内容")),
        );
        true
    }

    /// The place of what has the name of something that is to be added.
    pub(super) fn taken(&self, subject: &Subject, says: Says<'_>) -> Option<Span> {
        // A column, a field and a part of a total are alone in what they are in; all other names are of the whole policy.
        let inside = says.inside.filter(|_| matches!(subject.sort, Sort::Field | Sort::Column | Sort::Term));
        self.found(subject, inside).into_iter().map(|found| found.subject.span).next()
    }

    pub(super) fn is_there_already(&mut self, subject: &Subject, place: Span) {
        let what = words(subject);
        let finding = Diagnostic::new(Code::E0202, Text::both(format!("{} is there already", what.en), in_line(&[&what.zh, "已经存在"])))
            .label(subject.span, say!("added here", "在此增补"))
            .label(place, say!("it is there", "已有"));
        self.findings.push(match subject.sort {
            Sort::Term => finding.help(say!("it counts already: leave this line out", "它已计入：去掉这一行")),
            _ => finding.help(say!("write `replace` instead of `add`", "把 `增补` 改为 `替换`")),
        });
    }

    pub(super) fn is_not_there(&mut self, subject: &Subject, inside: Option<&Subject>) {
        let what = words(subject);
        let message = match inside {
            Some(inside) => {
                let whole = words(inside);
                Text::both(format!("{} has no {}", whole.en, what.en), in_line(&[&whole.zh, "没有", &what.zh]))
            }
            None => Text::both(format!("there is no {} to amend", what.en), in_line(&["没有可修订的", &what.zh])),
        };
        let mut finding =
            Diagnostic::new(Code::E0117, message).label(subject.span, say!("it is not in what is amended", "被修订的内容中没有"));
        if let Some((change, policy)) = self.gone(subject, inside) {
            let by = said_by(change, policy);
            let gone = words(&change.subject);
            finding = finding.label(
                change.span,
                Text::both(
                    format!("{} is {} {}", gone.en, deed(change.deed).en, by.en),
                    in_line(&[&gone.zh, "已由", &by.zh, &deed(change.deed).zh]),
                ),
            );
            self.findings.push(finding.help(say!("what is to be in force again is added: `add …`", "要重新施行的，用 `增补 …`")));
            return;
        }
        let all = self.all(inside);
        let alike = all.iter().filter(|found| found.subject.sort == subject.sort);
        if let Some(other) = all.iter().find(|found| found.subject.name == subject.name) {
            let is = words(&other.subject);
            finding = finding.label(other.subject.span, Text::both(format!("this is {}", is.en), in_line(&["这是", &is.zh])));
            finding = finding.help(written(&other.subject));
        } else if let Some(near) = nearest(&subject.name, alike.clone().map(|found| found.subject.name.as_str())) {
            finding = finding.help(say!("did you mean `{near}`", "是否想写 `{near}`"));
        } else if let Some(elsewhere) = inside.and_then(|_| self.found(subject, None).into_iter().next()) {
            let article = elsewhere.article.unwrap_or_default();
            finding = finding
                .label(elsewhere.subject.span, say!("it stands here", "它在此处"))
                .help(say!("write `in article {article} {{ … }}`", "写成 `修改 第{article}条 {{ … }}`"));
        } else if subject.sort == Sort::Article {
            let mut numbers: Vec<&str> = alike.map(|found| found.subject.name.as_str()).collect();
            numbers.sort_by_key(|number| super::find::in_order(number));
            if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
                finding = finding.help(say!("its articles go from {first} to {last}", "其条文为第 {first} 条至第 {last} 条"));
            }
        }
        self.findings.push(finding);
    }

    /// The amendment that took a thing away, here or earlier, and whose it is.
    fn gone(&self, subject: &Subject, inside: Option<&Subject>) -> Option<(&Change, Option<&str>)> {
        let earlier =
            self.earlier.iter().flat_map(|amending| amending.changes.iter().map(|change| (change, Some(amending.policy.name.as_str()))));
        let all = earlier.chain(self.changes.iter().map(|change| (change, None)));
        let took = |change: &Change| {
            let same = change.subject.is(subject) && change.deed == Deed::Repealed && change.days.is_none();
            let container = inside.is_some_and(|inside| change.subject.is(inside) && change.deed != Deed::Added);
            let with = change.deed != Deed::Added && change.subject.sort == Sort::Article && change.lost.contains(&subject.name);
            same || with || (container && change.lost.contains(&subject.name))
        };
        all.rev().find(|(change, _)| took(change))
    }

    /// Says that what is to be replaced has no name by which it would be found.
    pub(super) fn has_no_name(&mut self, what: &Statement) {
        let finding = Diagnostic::new(Code::E0120, say!("what is replaced here has no name", "此处替换的内容没有名称"));
        let label = say!("it is not known what this is to stand in the place of", "无从得知它替换的是哪一处");
        let help = match what {
            Statement::Assert { .. } => say!(
                "an assertion is found by its words, as in `assert \"what it shows\" …`; else replace the whole article that holds it",
                "断言以其说明查找，如 `断言 “说明” …`；否则请替换包含它的整条"
            ),
            _ => say!(
                "replace what stands in it, each by its name, or the whole article that holds it",
                "请逐一替换其中有名称的内容，或替换包含它的整条"
            ),
        };
        self.findings.push(finding.label(what.span(), label).help(help));
    }

    /// Says that with its last part gone a total, a veto or a penalty would be of nothing.
    pub(super) fn has_no_other(&mut self, subject: &Subject, whole: &Subject) {
        let (what, whole) = (words(subject), words(whole));
        let message = Text::both(format!("{} is all that {} has", what.en, whole.en), in_line(&[&whole.zh, "只有", &what.zh, "一项"]));
        self.findings.push(
            Diagnostic::new(Code::E0120, message).label(subject.span, say!("nothing would be left", "废止后一项不剩")).help(Text::both(
                format!("add first what takes its place, or repeal the whole: `repeal {}`", whole.en.replace('`', "")),
                format!("先增补取代它的内容，或整个废止：`废止 {}`", whole.zh.replace('`', "")),
            )),
        );
    }

    pub(super) fn belongs_in_an_article(&mut self, subject: &Subject) {
        let what = words(subject);
        self.findings.push(
            Diagnostic::new(Code::E0120, Text::both(format!("{} stands in an article", what.en), in_line(&[&what.zh, "须写在条文之中"])))
                .label(subject.span, say!("it is in no article here", "此处不属于任何条文"))
                .help(say!(
                    "add it to an article, `in article 8 {{ add … }}`, or add an article that holds it",
                    "增补到某一条之中，如 `修改 第8条 {{ 增补 … }}`，或增补包含它的一条"
                )),
        );
    }
}

pub(super) fn holds(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}

/// Who made a change.
fn said_by(change: &Change, policy: Option<&str>) -> Text {
    let article = change.by.as_ref().map(|by| &by.text);
    match (policy, article) {
        (Some(policy), Some(article)) => say!("by article {article} of “{policy}”", "“{policy}”第{article}条"),
        (Some(policy), None) => say!("by “{policy}”", "“{policy}”"),
        (None, Some(article)) => say!("by article {article}", "第{article}条"),
        (None, None) => say!("here", "此处"),
    }
}

/// Chinese words one after another, with a space between words and quoted names.
pub(crate) fn in_line(parts: &[&str]) -> String {
    let mut line = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let quoted = line.ends_with('`') && part.starts_with(char::is_alphanumeric);
        if quoted || (line.ends_with(char::is_alphanumeric) && part.starts_with('`')) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// What was done, in words.
pub(crate) fn deed(deed: Deed) -> Text {
    match deed {
        Deed::Replaced => say!("replaced", "替换"),
        Deed::Added => say!("added", "增补"),
        Deed::Repealed => say!("repealed", "废止"),
    }
}

/// How a thing is named in an amendment.
fn written(subject: &Subject) -> Text {
    let name = &subject.name;
    match keyword(subject.sort) {
        Some(word) => {
            let word = |language| word.words(language).first().copied().unwrap_or_default();
            let (en, zh) = (word(Language::English), word(Language::Chinese));
            say!("write `{en} {name}`", "写成 `{zh} {name}`")
        }
        None => say!("write `{name}` alone", "只写 `{name}`"),
    }
}

/// What it is, in words.
pub(crate) fn words(subject: &Subject) -> Text {
    let name = &subject.name;
    match subject.sort {
        Sort::Article => say!("article {name}", "第{name}条"),
        Sort::Assert => say!("the assertion “{name}”", "断言“{name}”"),
        Sort::Field => say!("field `{name}`", "字段 `{name}`"),
        Sort::Column => say!("column `{name}`", "列 `{name}`"),
        Sort::Term => say!("part `{name}`", "项 `{name}`"),
        Sort::Value | Sort::Block => say!("value `{name}`", "值 `{name}`"),
        sort => match keyword(sort) {
            Some(word) => {
                let word = |language| word.words(language).first().copied().unwrap_or_default();
                let (en, zh) = (word(Language::English), word(Language::Chinese));
                say!("{en} `{name}`", "{zh} `{name}`")
            }
            None => say!("`{name}`", "`{name}`"),
        },
    }
}

/// The keyword that things of a sort begin with.
fn keyword(sort: Sort) -> Option<&'static vocabulary::Keyword> {
    let rule = match sort {
        Sort::Record => "kw_record".to_owned(),
        Sort::Calendar => "kw_calendar".to_owned(),
        Sort::Group => "kw_group".to_owned(),
        Sort::Result => "kw_result".to_owned(),
        Sort::Parameter => "kw_parameter".to_owned(),
        Sort::Scale => "kw_scale".to_owned(),
        Sort::Table => "kw_table".to_owned(),
        Sort::Split => "kw_split".to_owned(),
        // Clauses are called after their words.
        Sort::Clause(kind) => format!("kw_{kind:?}").to_lowercase(),
        Sort::Article | Sort::Assert | Sort::Field | Sort::Column | Sort::Term | Sort::Value | Sort::Block => return None,
    };
    vocabulary::KEYWORDS.iter().find(|keyword| keyword.rule == rule)
}
