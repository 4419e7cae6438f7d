//! A stretch that the grammar could not read, read again alone for a message of its own: where it goes wrong, which words this
//! block may hold, and the nearest one of the same script.
//!
//! What may stand somewhere is never listed here: it is what the grammar tried at the place where it went wrong.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostics::{Code, Diagnostic, Language, Text, nearest};
use crate::say;
use crate::source::{SourceId, Span};

use super::grammar::{self, Rule};
use super::vocabulary::{self, Keyword};

/// The blocks whose lines are read one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    File,
    Policy,
    Record,
    Article,
    Split,
    Table,
    Tiers,
    Cases,
    Gate,
    Money,
    Penalty,
    Veto,
    Scorecard,
    Grading,
    Qualification,
    Rotation,
    Choice,
    Prizes,
    Pool,
    Result,
    Test,
    Given,
}

impl Block {
    /// The rule that reads one line of it alone.
    fn rule(self) -> Rule {
        match self {
            Block::File => Rule::alone_item,
            Block::Policy => Rule::alone_policy,
            Block::Record => Rule::alone_field,
            Block::Article => Rule::alone_statement,
            Block::Split => Rule::alone_share,
            Block::Table => Rule::alone_table,
            Block::Tiers => Rule::alone_tier,
            Block::Cases => Rule::alone_case,
            Block::Gate => Rule::alone_limb,
            Block::Money => Rule::alone_money,
            Block::Penalty => Rule::alone_penalty,
            Block::Veto => Rule::alone_veto,
            Block::Scorecard => Rule::alone_scorecard,
            Block::Grading => Rule::alone_grading,
            Block::Qualification => Rule::alone_qualification,
            Block::Rotation => Rule::alone_rotation,
            Block::Choice => Rule::alone_choice,
            Block::Prizes => Rule::alone_prizes,
            Block::Pool => Rule::alone_pool,
            Block::Result => Rule::alone_result,
            Block::Test => Rule::alone_test,
            Block::Given => Rule::alone_setting,
        }
    }

    /// What it is, in words.
    fn title(self) -> Text {
        match self {
            Block::File => say!("a policy file", "办法文件"),
            Block::Policy => say!("the head of a policy", "办法的抬头"),
            Block::Record => say!("a record", "记录"),
            Block::Article => say!("an article", "条文"),
            Block::Split => say!("a split", "拆分"),
            Block::Table => say!("a table", "表"),
            Block::Tiers => say!("a tier", "分档"),
            Block::Cases => say!("`cases`", "`情形`"),
            Block::Gate => say!("a gate", "条件组"),
            Block::Money => say!("a pay or an award", "薪酬或奖励"),
            Block::Penalty => say!("a penalty", "扣罚"),
            Block::Veto => say!("a veto", "一票否决"),
            Block::Scorecard => say!("a scorecard", "计分卡"),
            Block::Grading => say!("a grading", "评级"),
            Block::Qualification => say!("a qualification", "资格"),
            Block::Rotation => say!("a rotation", "轮岗"),
            Block::Choice => say!("an elimination or a quota", "末位淘汰或名额"),
            Block::Prizes => say!("prizes", "名次奖"),
            Block::Pool => say!("a pool", "奖金池"),
            Block::Result => say!("a result", "结果"),
            Block::Test => say!("a test", "用例"),
            Block::Given => say!("a given record", "已知记录"),
        }
    }
}

/// Where the grammar went wrong.
pub(super) fn place(cause: &Error<Rule>) -> usize {
    match cause.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((at, _)) => at,
    }
}

/// Explains the stretch `start..end` of a text, a line of a block.
pub(super) fn explain(source: SourceId, text: &str, start: usize, end: usize, block: Block) -> Diagnostic {
    let stretch = text.get(start..end).unwrap_or("");
    let (at, tried) = match grammar::read(block.rule(), stretch) {
        Ok(_) => (stretch.len(), Vec::new()),
        Err(cause) => (place(&cause), positives(&cause)),
    };
    let before = stretch.get(..at).unwrap_or("");
    let rest = stretch.get(at..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start().len();
    let word = word_at(rest.trim_start());
    let from = start + at + skipped;
    let span = Span::new(source, from, from + word.len());
    let case = Case { stretch, before, word, span, start, source, block, tried: &tried };
    case.bare_per().or_else(|| case.glued()).unwrap_or_else(|| case.unknown())
}

/// What is known of one stretch.
struct Case<'a> {
    stretch: &'a str,
    /// What was understood.
    before: &'a str,
    /// The first word that was not.
    word: &'a str,
    span: Span,
    start: usize,
    source: SourceId,
    block: Block,
    tried: &'a [Rule],
}

impl Case<'_> {
    /// `2% per million` leaves open how parts of a unit count.
    fn bare_per(&self) -> Option<Diagnostic> {
        if !matches!(self.word, "per" | "每") || !self.before.contains(|sign: char| sign.is_numeric()) {
            return None;
        }
        Some(
            Diagnostic::new(
                Code::E0309,
                say!("`{}` leaves open how parts of a unit count", "`{}` 未说明不足一个单位的部分如何计算", self.word),
            )
            .label(self.span, say!("full units, started units, or in proportion?", "满数、起数，还是按比例？"))
            .help(say!("full units only: `rate × full_units(v per u)`", "只计满数：`费率 × 满数（v 每 u）`"))
            .help(say!("started units count whole: `rate × started_units(v per u)`", "不足一个单位按一个计：`费率 × 起数（v 每 u）`"))
            .help(say!("in proportion: `rate × v / u`", "按比例：`费率 × v / u`")),
        )
    }

    /// `当不良率 > 1%`: a Chinese keyword runs into the next word.
    fn glued(&self) -> Option<Diagnostic> {
        let last = self.before.trim_end().rsplit(|sign: char| !is_word(sign)).next().unwrap_or("");
        let last_at = self.start + self.before.trim_end().len() - last.len();
        let candidates = [(self.word, self.span.start as usize, true), (last, last_at, false)];
        for (word, at, tried_only) in candidates {
            let keywords = vocabulary::KEYWORDS.iter().filter(|keyword| !tried_only || self.is_tried(keyword));
            let words = keywords.flat_map(|keyword| keyword.zh.iter());
            let found = words.filter(|known| word.len() > known.len() && word.starts_with(**known)).max_by_key(|known| known.len());
            let known = match (found, tried_only) {
                (Some(known), true) => *known,
                (Some(known), false) if at == self.start => *known,
                _ => continue,
            };
            let rest = word.get(known.len()..).unwrap_or("");
            return Some(
                Diagnostic::new(Code::E0106, say!("`{word}` is read as one word", "`{word}` 被读作一个词"))
                    .label(
                        Span::new(self.source, at, at + word.len()),
                        say!("it begins with the keyword `{known}`", "它以关键词 `{known}` 开头"),
                    )
                    .help(say!("put a space after `{known}`: `{known} {rest}`", "在 `{known}` 之后加一个空格：`{known} {rest}`"))
                    .fix(Span::new(self.source, at + known.len(), at + known.len()), " "),
            );
        }
        None
    }

    fn is_tried(&self, keyword: &Keyword) -> bool {
        self.tried.iter().any(|rule| vocabulary::keyword(*rule).is_some_and(|known| known.rule == keyword.rule))
    }

    fn unknown(&self) -> Diagnostic {
        let title = self.block.title();
        let word = self.word;
        let message = match (word.is_empty(), self.before.trim().is_empty()) {
            (true, _) => say!("the line breaks off", "这一行没有写完"),
            (false, true) => Text {
                en: format!("`{word}` does not begin a line of {}", title.en),
                zh: format!("{}中没有以 `{word}` 开头的行", title.zh),
            },
            (false, false) => say!("`{word}` is not understood here", "`{word}` 在此处无法识别"),
        };
        let here = if word.is_empty() {
            say!("something is missing here", "此处缺少内容")
        } else {
            say!("not expected here", "此处不应出现")
        };
        let mut finding = Diagnostic::new(Code::E0101, message).label(self.span, here);
        if let Some(near) = self.nearest() {
            finding = finding.help(say!("did you mean `{near}`?", "是否应为 `{near}`？")).fix(self.span, near);
        }
        if let Some(help) = self.other_record() {
            return finding.help(help);
        }
        match self.expected() {
            Some(expected) => finding.help(expected),
            None => finding,
        }
    }

    /// `manager.bonus = 3` in an article.
    fn other_record(&self) -> Option<Text> {
        if self.block != Block::Article || !matches!(self.word, "." | "(" | "（") {
            return None;
        }
        let name = self.stretch.get(..self.before.len())?.trim();
        let equals = self.stretch.get(self.before.len()..)?.contains(['=', '＝']);
        (equals && !name.is_empty() && name.chars().all(is_word)).then(|| {
            say!(
                "only a plain name is defined with `=`; a value of another record is defined in `for each {name} {{ … }}`",
                "`=` 左边只能是单个名称；其他记录的值在 `每个 {name} {{ … }}` 中定义"
            )
        })
    }

    /// The nearest word of the same script among those that may stand here.
    fn nearest(&self) -> Option<&'static str> {
        let keywords = self.tried.iter().filter_map(|rule| vocabulary::keyword(*rule));
        nearest(self.word, keywords.flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied())
    }

    /// What the grammar would have taken here.
    fn expected(&self) -> Option<Text> {
        let mut en: Vec<String> = Vec::new();
        let mut zh: Vec<String> = Vec::new();
        for rule in self.tried {
            let Some(text) = described(*rule) else { continue };
            if !en.contains(&text.en) && !zh.contains(&text.zh) {
                en.push(text.en);
                zh.push(text.zh);
            }
        }
        if en.is_empty() || en.len() > 24 {
            return None;
        }
        let title = self.block.title();
        let (en, zh) = (en.join(", "), zh.join("、"));
        Some(if self.before.trim().is_empty() {
            Text { en: format!("a line of {} begins with {en}", title.en), zh: format!("{}的行以 {zh} 开头", title.zh) }
        } else {
            Text { en: format!("here may stand {en}"), zh: format!("此处可以写 {zh}") }
        })
    }
}

/// How a rule is called in a message; rules that only hold others have no name.
fn described(rule: Rule) -> Option<Text> {
    if let Some(keyword) = vocabulary::keyword(rule) {
        let word = |language| keyword.words(language).first().copied().unwrap_or("");
        let (en, zh) = (word(Language::English), word(Language::Chinese));
        return Some(say!("`{en}`", "`{zh}`"));
    }
    Some(match rule {
        Rule::name => say!("a name", "名称"),
        Rule::names => say!("names", "名称"),
        Rule::text => say!("a text in quotes", "带引号的文字"),
        Rule::expr | Rule::plain | Rule::value | Rule::choice | Rule::reference | Rule::list => say!("a value", "值"),
        Rule::number | Rule::digits_shown => say!("a figure", "数字"),
        Rule::date => say!("a date", "日期"),
        Rule::bound | Rule::cell => say!("a bound", "界限"),
        Rule::tail | Rule::tail_body => say!("a tail such as `, at least 0`", "`，不低于 0` 之类的后缀"),
        Rule::tiers => say!("tiers", "分档"),
        Rule::rows | Rule::statements => say!("`{{`", "`{{`"),
        Rule::arguments => say!("`(`", "`（`"),
        Rule::column_bar => say!("`|`", "`|`"),
        Rule::field_kind => say!("a kind such as `text`, `money`, `date`, `one of`", "`文本`、`金额`、`日期`、`取值` 之类的类型"),
        Rule::article_ref => say!("`article 1`", "`第1条`"),
        Rule::op_sum | Rule::op_product | Rule::op_compare => say!("an operator", "运算符"),
        Rule::end_line | Rule::tier_line | Rule::bound_words => say!("a row `bound: value`", "`界限：值` 的行"),
        Rule::case_line => say!("a row `condition: value`", "`条件：值` 的行"),
        Rule::format => say!("a format", "格式"),
        _ => return None,
    })
}

/// The rules that the grammar tried where it went wrong.
fn positives(cause: &Error<Rule>) -> Vec<Rule> {
    match &cause.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        ErrorVariant::CustomError { .. } => Vec::new(),
    }
}

/// The word, figure or sign that a text begins with.
fn word_at(text: &str) -> &str {
    let length = text.find(|sign: char| !is_word(sign)).unwrap_or(text.len());
    if length > 0 {
        return text.get(..length).unwrap_or("");
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.get(..first).unwrap_or("")
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}
