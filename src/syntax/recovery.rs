//! A stretch that the grammar could not read, read again alone for a message of its own: where it goes wrong, which words this
//! block may hold, and the nearest one of the same script.
//!
//! What may stand somewhere is never listed here: it is what the grammar tried at the place where it went wrong.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostics::{Code, Diagnostic, Language, Text, nearest};
use crate::say;
use crate::source::{SourceId, Span};

use super::grammar::{self, Rule};
use super::vocabulary;

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

/// Whether a line begins with a word that may begin a line of the block, or nearly.
pub(super) fn is_nearly(line: &str, block: Block) -> bool {
    let (first, openers) = (word_at(line), openers(block));
    let exact = openers
        .iter()
        .filter_map(|rule| vocabulary::keyword(*rule))
        .any(|keyword| keyword.en.contains(&first) || keyword.zh.contains(&first));
    exact || nearest_phrase(line, &openers).is_some()
}

/// The rules that may begin a line of a block.
fn openers(block: Block) -> Vec<Rule> {
    grammar::read(block.rule(), "\u{1}").map_or_else(|cause| positives(&cause), |_| Vec::new())
}

/// Explains the stretch `start..end` of a text, a line of a block.
pub(super) fn explain(source: SourceId, text: &str, start: usize, end: usize, block: Block) -> Diagnostic {
    let stretch = text.get(start..end).unwrap_or("");
    let (mut at, mut tried) = match grammar::read(block.rule(), stretch) {
        Ok(_) => (stretch.len(), Vec::new()),
        Err(cause) => (place(&cause), positives(&cause)),
    };
    let first = word_at(stretch);
    let next = stretch.get(at..).unwrap_or("").trim_start();
    if block == Block::Article
        && tried == [Rule::equals_sign]
        && stretch.get(..at).unwrap_or("").trim() == first
        && next.starts_with(is_word)
    {
        // A word that is no keyword was read as a name to be defined.
        (at, tried) = (0, openers(block));
    }
    let before = stretch.get(..at).unwrap_or("");
    let rest = stretch.get(at..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start().len();
    let word = word_at(rest.trim_start());
    let from = start + at + skipped;
    let span = Span::new(source, from, from + word.len());
    let case = Case { stretch, before, rest: rest.trim_start(), word, span, start, source, block, tried: &tried };
    case.bare_per().or_else(|| case.glued()).unwrap_or_else(|| case.unknown())
}

/// What is known of one stretch.
struct Case<'a> {
    stretch: &'a str,
    /// What was understood.
    before: &'a str,
    /// What was not, and its first word.
    rest: &'a str,
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
        let openers = if last_at == self.start { openers(self.block) } else { Vec::new() };
        let candidates = [(self.word, self.span.start as usize, self.tried), (last, last_at, openers.as_slice())];
        for (word, at, awaited) in candidates {
            let words = vocabulary::KEYWORDS.iter().flat_map(|keyword| keyword.zh.iter().map(move |known| (keyword.rule, *known)));
            let begins = words.clone().filter(|(_, known)| word.len() > known.len() && word.starts_with(known));
            // Awaited here, or two keywords without a space.
            let fits = begins.filter(|(rule, known)| {
                let rest = word.get(known.len()..).unwrap_or("");
                let is_awaited = awaited.iter().any(|rule_tried| vocabulary::keyword(*rule_tried).is_some_and(|tried| tried.rule == *rule));
                is_awaited || words.clone().any(|(_, other)| other == rest)
            });
            let Some((_, known)) = fits.max_by_key(|(_, known)| known.len()) else { continue };
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
        if let Some((phrase, near)) = nearest_phrase(self.rest, self.tried) {
            let end = self.span.start as usize + phrase;
            finding = finding.help(say!("did you mean `{near}`?", "是否应为 `{near}`？"));
            finding = finding.fix(Span::new(self.source, self.span.start as usize, end), near);
        } else if let Some((first, near)) = self.nearest_opener() {
            finding = finding.help(say!("did you mean `{near}` by `{first}`?", "`{first}` 是否应为 `{near}`？"));
        }
        match self.advice().or_else(|| self.expected()) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    /// What is to be said of a mistake that is known.
    fn advice(&self) -> Option<Text> {
        let before = self.before.trim_end();
        if matches!(self.word, "=" | "＝") && before.ends_with(['=', '＝']) {
            return Some(say!("one `=` both defines and compares", "定义与比较都只用一个 `=`"));
        }
        if self.word == "." && (self.rest.starts_with("..") || before.ends_with('.')) {
            return Some(say!("a period is written `1 to 5`", "区间写作 `1 至 5`"));
        }
        if self.tried.is_empty() && !self.word.is_empty() && !before.is_empty() {
            return Some(say!(
                "what stands before it is complete: begin a new line, or put `;` between",
                "其前的内容已经完整：请另起一行，或用 `；` 隔开"
            ));
        }
        self.other_record()
    }

    /// The keyword that the first word of the line nearly is, when it was read as a name.
    fn nearest_opener(&self) -> Option<(&str, &'static str)> {
        let first = word_at(self.stretch);
        if self.block != Block::Tiers || self.before.trim() != first || first.chars().count() < 3 {
            return None;
        }
        let words = vocabulary::KEYWORDS.iter().flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied();
        nearest(first, words).map(|near| (first, near))
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

    /// How a rule is called; where an expression may go on, all that may continue it is an operator.
    fn described(&self, rule: Rule) -> Option<Text> {
        let continues = self.tried.contains(&Rule::op_sum);
        match rule {
            Rule::name if self.block == Block::Article && self.before.is_empty() => Some(say!("`name = value`", "`名称 = 值`")),
            Rule::kw_and | Rule::kw_or | Rule::kw_in | Rule::kw_not_in | Rule::kw_to | Rule::kw_through if continues => None,
            Rule::kw_is_blank | Rule::kw_is_not_blank | Rule::kw_is_applicable | Rule::kw_is_not_applicable if continues => None,
            _ => described(rule),
        }
    }

    /// What the grammar would have taken here.
    fn expected(&self) -> Option<Text> {
        let mut en: Vec<String> = Vec::new();
        let mut zh: Vec<String> = Vec::new();
        for rule in self.tried {
            let Some(text) = self.described(*rule) else { continue };
            if !en.contains(&text.en) && !zh.contains(&text.zh) {
                en.push(text.en);
                zh.push(text.zh);
            }
        }
        if en.is_empty() || en.len() > 30 {
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

/// The keyword that the first words of a text nearly are, of those that were tried, with the bytes of those words.
fn nearest_phrase(text: &str, tried: &[Rule]) -> Option<(usize, &'static str)> {
    let keywords = tried.iter().flat_map(|rule| behind(*rule).iter().chain([rule])).filter_map(|rule| vocabulary::keyword(*rule));
    let words: Vec<&'static str> = keywords.flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied().collect();
    let ends = text.char_indices().filter(|(_, sign)| !is_word(*sign)).map(|(at, _)| at).chain([text.len()]);
    ends.take(3).enumerate().find_map(|(spaces, end)| {
        let phrase = text.get(..end).unwrap_or("");
        let alike = words.iter().copied().filter(|word| word.matches(' ').count() == spaces);
        nearest(phrase, alike).map(|near| (end, near))
    })
}

/// The keyword rules that stand behind a rule which the grammar tells as one.
fn behind(rule: Rule) -> &'static [Rule] {
    match rule {
        Rule::rounded | Rule::format_rounded => &[Rule::kw_rounded],
        Rule::tail | Rule::tail_body => {
            &[Rule::kw_at_least, Rule::kw_at_most, Rule::kw_rounded, Rule::kw_blank_as, Rule::kw_not_applicable_as, Rule::kw_no_cap]
        }
        Rule::call_clause => &[
            Rule::kw_over,
            Rule::kw_via,
            Rule::kw_where,
            Rule::kw_within,
            Rule::kw_among,
            Rule::kw_by,
            Rule::kw_per,
            Rule::kw_highest_first,
            Rule::kw_lowest_first,
            Rule::kw_skipping_blanks,
        ],
        _ => &[],
    }
}

/// How a rule is called in a message; rules that only hold others have no name.
fn described(rule: Rule) -> Option<Text> {
    if rule == Rule::kw_article {
        return Some(say!("`article 1`", "`第1条`"));
    }
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
        Rule::rounded | Rule::format_rounded => say!("`rounded half up`", "`四舍五入`"),
        Rule::call_clause => say!("a clause such as `over`, `where`", "`取自`、`其中` 之类的限定"),
        Rule::number_label | Rule::number_label_zh | Rule::zh_number => say!("the number of an article", "条文的序号"),
        Rule::kind_ratio => say!("`percent`, `ratio`", "`百分比`、`比率`"),
        Rule::tiers => say!("tiers", "分档"),
        Rule::rows | Rule::statements | Rule::brace_sign => say!("`{{`", "`{{`"),
        Rule::colon_sign => say!("`:`", "`：`"),
        Rule::equals_sign => say!("`=`", "`=`"),
        Rule::assertion => say!("`assert`, `warn`", "`断言`、`提示`"),
        Rule::share_line => say!("`to`", "`归`"),
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
        ErrorVariant::ParsingError { positives, .. } => positives.iter().copied().filter(|rule| *rule != Rule::EOI).collect(),
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
