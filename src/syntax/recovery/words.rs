//! The rules of the grammar in words for the author, and the keyword that a slip of the hand probably meant.

use crate::diagnostics::{Text, nearest};
use crate::say;
use crate::syntax::grammar::Rule;
use crate::syntax::vocabulary;

use super::is_word;

/// The keyword that the first words of a text nearly are, of those that were tried, with the bytes of those words.
pub(super) fn nearest_phrase(text: &str, tried: &[Rule]) -> Option<(usize, &'static str)> {
    let keywords = tried.iter().flat_map(|rule| behind(*rule).iter().chain([rule])).filter_map(|rule| vocabulary::keyword(*rule));
    let words: Vec<&'static str> = keywords.flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied().collect();
    let ends = text.char_indices().filter(|(_, sign)| !is_word(*sign)).map(|(at, _)| at).chain([text.len()]);
    ends.take(3).enumerate().find_map(|(spaces, end)| {
        let phrase = text.get(..end).unwrap_or("");
        let alike = words.iter().copied().filter(|word| word.matches(' ').count() == spaces);
        nearest(phrase, alike).map(|near| (end, near))
    })
}

/// The keywords that begin a tail.
pub(super) const TAILS: &[Rule] = &[
    Rule::kw_at_least,
    Rule::kw_at_most,
    Rule::kw_rounded,
    Rule::kw_half_up_zh,
    Rule::kw_half_even_zh,
    Rule::kw_down_zh,
    Rule::kw_up_zh,
    Rule::kw_blank_as,
    Rule::kw_not_applicable_as,
    Rule::kw_no_cap,
];

/// The keyword rules that stand behind a rule which the grammar tells as one.
pub(super) fn behind(rule: Rule) -> &'static [Rule] {
    match rule {
        Rule::amend_policy | Rule::amend_article | Rule::amend_record | Rule::amend_result => {
            &[Rule::kw_replace, Rule::kw_add, Rule::kw_repeal]
        }
        Rule::amend_total | Rule::amend_list => &[Rule::kw_add, Rule::kw_repeal],
        Rule::in_article | Rule::in_record | Rule::in_result | Rule::in_total | Rule::in_list => &[Rule::kw_amend_in],
        Rule::rounded | Rule::format_rounded => &[Rule::kw_rounded],
        Rule::tail | Rule::tail_body => TAILS,
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
pub(super) fn described(rule: Rule) -> Option<Text> {
    if rule == Rule::kw_article {
        return Some(say!("`article 1`", "`第1条`"));
    }
    if let Some(keyword) = vocabulary::keyword(rule) {
        let quoted = |words: &[&str]| words.first().map(|word| format!("`{word}`")).unwrap_or_default();
        return Some(Text { en: quoted(keyword.en), zh: quoted(keyword.zh) });
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
        Rule::amend_policy | Rule::amend_article | Rule::amend_record | Rule::amend_result => {
            say!("`replace`, `add`, `repeal`", "`替换`、`增补`、`废止`")
        }
        Rule::amend_total | Rule::amend_list => say!("`add`, `repeal`", "`增补`、`废止`"),
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
