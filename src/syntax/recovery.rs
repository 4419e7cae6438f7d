//! A stretch that the grammar could not read, read again alone for a message of its own: where it goes wrong, which words this
//! block may hold, and the nearest one of the same script.
//!
//! What may stand somewhere is never listed here: it is what the grammar tried at the place where it went wrong.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::say;
use crate::source::{SourceId, Span};

use super::grammar::{self, Rule};
use super::vocabulary;

mod blocks;
mod words;

pub(super) use blocks::Block;
use words::{behind, described, nearest_phrase};

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

/// The rules that the grammar tries behind the beginning of a line of a block; none where it went wrong before.
#[cfg(feature = "lsp")]
pub(super) fn tried_after(block: Block, stretch: &str) -> Vec<Rule> {
    // A sign that looks like a word and that nothing begins with, so that the grammar stops there and nowhere else.
    match grammar::read(block.rule(), &format!("{stretch}\u{E000}")) {
        Err(cause) if stretch.get(place(&cause)..).is_some_and(|rest| rest.trim().is_empty()) => {
            positives(&cause).iter().flat_map(|rule| behind(*rule).iter().chain([rule])).copied().collect()
        }
        _ => Vec::new(),
    }
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
            // Awaited here, or two keywords without a space that are not one that is awaited, misspelt.
            let is_near = nearest_phrase(word, awaited).is_some();
            let fits = begins.filter(|(rule, known)| {
                let rest = word.get(known.len()..).unwrap_or("");
                let mut keywords = awaited.iter().flat_map(|tried| behind(*tried).iter().chain([tried]));
                let is_awaited = keywords.any(|tried| vocabulary::keyword(*tried).is_some_and(|tried| tried.rule == *rule));
                is_awaited || !is_near && words.clone().any(|(_, other)| other == rest)
            });
            // A keyword is itself, whatever other one it begins with.
            let is_keyword = words.clone().any(|(_, known)| known == word);
            let fits = fits.filter(|_| !is_keyword);
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
        if let Some(tail) = self.lacks_comma() {
            return finding
                .help(say!("a tail follows a comma: `, {tail} …`", "后缀须接在逗号之后：`，{tail} …`"))
                .fix(Span::new(self.source, self.span.start as usize, self.span.start as usize), ", ");
        }
        if let Some((phrase, near)) = nearest_phrase(self.rest, self.tried) {
            let end = self.span.start as usize + phrase;
            finding = finding.help(say!("did you mean `{near}`?", "是否应为 `{near}`？"));
            finding = finding.fix(Span::new(self.source, self.span.start as usize, end), near);
        } else if let Some((first, near)) = self.nearest_opener() {
            finding = finding.help(say!("did you mean `{near}` by `{first}`?", "`{first}` 是否应为 `{near}`？"));
        }
        let guessed = !finding.helps.is_empty();
        match self.advice().or_else(|| self.expected()).or_else(|| self.mostly().filter(|_| !guessed)) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    /// What lines mostly begin with where all that they may begin with is too much to be read.
    fn mostly(&self) -> Option<Text> {
        (matches!(self.block, Block::Article) && !self.word.is_empty() && self.before.trim().is_empty()).then(|| {
            say!(
                "a value is `name = …`; what is paid begins with `pay`, `award`, `penalty` or `total`",
                "数值写作 `名称 = …`；应付的项目以 `薪酬`、`奖励`、`扣罚` 或 `总额` 开头"
            )
        })
    }

    /// `base × 2 不高于 100`: a tail without its comma, as the words that begin it.
    fn lacks_comma(&self) -> Option<&'static str> {
        let awaited = !self.word.is_empty()
            && !self.before.trim_end().ends_with([',', '，'])
            && self.tried.iter().any(|rule| matches!(rule, Rule::tail | Rule::tail_body));
        let tails = words::TAILS.iter().filter(|_| awaited).filter_map(|rule| vocabulary::keyword(*rule));
        tails.flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied().find(|phrase| self.rest.starts_with(phrase))
    }

    /// `5，000`: the comma of the other width within a figure, where it sets two values apart.
    fn thousands(&self) -> Option<Text> {
        let is_digit = |sign: char| sign.is_ascii_digit() || ('０'..='９').contains(&sign);
        let (before, rest) = match self.rest.strip_prefix('，') {
            Some(rest) => (self.before, rest),
            None => (self.before.strip_suffix('，')?, self.rest),
        };
        let lead: Vec<char> = before.chars().rev().take_while(|sign| is_digit(*sign)).collect();
        let group: Vec<char> = rest.chars().take_while(|sign| is_digit(*sign)).collect();
        if !(1..=3).contains(&lead.len()) || group.len() != 3 {
            return None;
        }
        let (lead, group): (String, String) = (lead.into_iter().rev().collect(), group.into_iter().collect());
        Some(say!("one figure is written without a comma: `{lead}_{group}`", "一个数中间不用逗号，写作 `{lead}_{group}`"))
    }

    /// What is to be said of a mistake that is known.
    fn advice(&self) -> Option<Text> {
        if let Some(thousands) = self.thousands() {
            return Some(thousands);
        }
        let before = self.before.trim_end();
        if matches!(self.word, "=" | "＝") && before.ends_with(['=', '＝']) {
            return Some(say!("one `=` both defines and compares", "定义与比较都只用一个 `=`"));
        }
        if matches!(self.word, "when" | "unless" | "当" | "除非") && self.tried.contains(&Rule::brace_sign) {
            let word = self.word;
            return Some(say!(
                "a condition stands in braces after the value: `{{ {word} … }}`",
                "条件写在值之后的花括号中：`{{ {word} … }}`"
            ));
        }
        if self.tried.contains(&Rule::tail_body) {
            let says = |words: &[&str]| words.iter().any(|word| self.word.starts_with(word));
            if says(&["最高", "最多", "封顶", "上限", "maximum", "max", "capped"]) {
                return Some(say!("a cap is written `, at most 5_000`", "上限写作 `，不高于 5_000`"));
            }
            if says(&["最低", "最少", "保底", "下限", "minimum", "min"]) {
                return Some(say!("a floor is written `, at least 0`", "下限写作 `，不低于 0`"));
            }
        }
        if matches!(self.word, "is" | "are") && self.tried.contains(&Rule::op_compare) {
            return Some(say!("what is equal is asked with `=`; `is` goes before `blank` and `applicable`", "相等用 `=` 判断"));
        }
        if self.word == "." && (self.rest.starts_with("..") || before.ends_with('.')) {
            return Some(say!("a period is written `1 to 5`", "区间写作 `1 至 5`"));
        }
        if let Some((typed, sign)) = self.sign_of_another_language() {
            return Some(say!("`{typed}` is written `{sign}`", "`{typed}` 写作 `{sign}`").with_zh(match sign {
                "and" => format!("`{typed}` 写作 `且`"),
                "or" => format!("`{typed}` 写作 `或`"),
                "not" => format!("`{typed}` 写作 `并非`"),
                sign => format!("`{typed}` 写作 `{sign}`"),
            }));
        }
        if behind(Rule::amend_policy).iter().any(|verb| self.tried.iter().any(|rule| behind(*rule).contains(verb))) {
            match self.word {
                "remove" | "delete" | "subtract" | "drop" | "删除" | "删去" | "取消" => {
                    return Some(say!("what is taken away is repealed: `repeal …`", "删去的内容写作 `废止 …`"));
                }
                "insert" | "新增" | "增加" => return Some(say!("what is new is added: `add …`", "新增的内容写作 `增补 …`")),
                "change" | "amend" | "变更" | "调整" => {
                    return Some(say!(
                        "a change of a whole is `replace …`, of something in it `in article 8 {{ … }}`",
                        "整体变更写作 `替换 …`，修改其中内容写作 `修改 第8条 {{ … }}`"
                    ));
                }
                _ => {}
            }
        }
        let operator =
            matches!(self.word, "+" | "-" | "−" | "×" | "*" | "÷" | "/" | "＋" | "－" | "＊" | "／" | "<" | ">" | "=" | "≤" | "≥");
        if operator && before.is_empty() {
            let sign = self.word;
            return Some(say!(
                "a line goes on when it ends in an operator: put `{sign}` at the end of the line above",
                "上一行以运算符结尾才能接续：把 `{sign}` 放到上一行末尾"
            ));
        }
        if self.tried.is_empty() && !self.word.is_empty() && !before.is_empty() {
            return Some(say!(
                "what stands before it is complete: begin a new line, or put `;` between",
                "其前的内容已经完整：请另起一行，或用 `；` 隔开"
            ));
        }
        self.other_record()
    }

    /// A sign that spreadsheets or programs use, and what it is here.
    fn sign_of_another_language(&self) -> Option<(&'static str, &'static str)> {
        const SIGNS: [(&str, &str); 4] = [("&&", "and"), ("||", "or"), ("=>", ">="), ("=<", "<=")];
        let before = self.before.trim_end();
        let found = SIGNS.into_iter().find(|(typed, _)| {
            let (first, second) = typed.split_at(1);
            self.rest.starts_with(typed) || (before.ends_with(first) && self.rest.starts_with(second))
        });
        found.or_else(|| self.rest.starts_with('!').then_some(("!", "not")))
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
            Rule::kw_is_within | Rule::kw_window_around | Rule::kw_window_after | Rule::kw_window_before if continues => None,
            _ => described(rule),
        }
    }

    /// What the grammar would have taken here.
    fn expected(&self) -> Option<Text> {
        let mut en: Vec<String> = Vec::new();
        let mut zh: Vec<String> = Vec::new();
        for rule in self.tried {
            let Some(text) = self.described(*rule) else { continue };
            // A keyword of one language alone is no advice in the other.
            for (list, word) in [(&mut en, text.en), (&mut zh, text.zh)] {
                if !word.is_empty() && !list.contains(&word) {
                    list.push(word);
                }
            }
        }
        // Where a value may stand, all that may begin one goes without saying.
        if en.iter().any(|word| word == "a value") {
            let begins = |word: &String| !matches!(word.as_str(), "a name" | "a text in quotes" | "`not`" | "`blank`" | "`cases`");
            let zh_begins = |word: &String| !matches!(word.as_str(), "名称" | "带引号的文字" | "`并非`" | "`空`" | "`情形`");
            en.retain(begins);
            zh.retain(zh_begins);
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
