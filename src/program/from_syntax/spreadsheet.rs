//! Functions that spreadsheets have and the language has not, and how it says the same: who comes from a sheet types them first.

use crate::diagnostics::Text;
use crate::say;

/// How the language says what a function of a spreadsheet says.
pub(super) fn said_here(name: &str) -> Option<Text> {
    Some(match name.to_ascii_lowercase().as_str() {
        "if" => say!("a choice is written `if c then a else b`", "二者择一写作 `若 c 则 a 否则 b`"),
        "ifs" | "switch" | "choose" => {
            say!("several cases are written `cases {{ condition: value; else: value }}`", "多种情形写作 `情形 {{ 条件：值；其余：值 }}`")
        }
        "and" => say!("`and` stands between conditions: `a and b`", "`且` 写在条件之间：`a 且 b`"),
        "or" => say!("`or` stands between conditions: `a or b`", "`或` 写在条件之间：`a 或 b`"),
        "not" => say!("`not` stands before a condition: `not a`", "`并非` 写在条件之前：`并非 a`"),
        "round" | "mround" => {
            say!("a rounding follows the value: `x, rounded half up to 0.01`", "取整写在值之后：`x，四舍五入 到 0.01`")
        }
        "roundup" | "ceiling" => say!("a rounding follows the value: `x, rounded up to 1`", "取整写在值之后：`x，进位 到 1`"),
        "rounddown" | "floor" | "int" | "trunc" => {
            say!("a rounding follows the value: `x, rounded down to 1`", "取整写在值之后：`x，舍去 到 1`")
        }
        "sumif" | "sumifs" | "sumproduct" => {
            say!("a sum with a condition is `sum(x over record where c)`", "按条件合计写作 `合计（x 取自 记录 其中 c）`")
        }
        "countif" | "countifs" | "counta" => {
            say!("a count with a condition is `count(record where c)`", "按条件计数写作 `计数（记录 其中 c）`")
        }
        "averageif" | "averageifs" => {
            say!("a mean with a condition is `average(x over record where c)`", "按条件平均写作 `平均（x 取自 记录 其中 c）`")
        }
        "vlookup" | "hlookup" | "xlookup" | "lookup" | "index" | "match" => {
            say!("a look-up is a table: `table rate by grade {{ … }}`", "查找用表：`表 费率 按 等级 {{ … }}`")
        }
        "iferror" | "ifna" | "n" | "na" => {
            say!("what a blank means follows the value: `x, blank as 0`", "空值如何处理写在值之后：`x，空按 0`")
        }
        "isblank" => say!("a blank is asked for by `x is blank`", "判断空值写作 `x 为空`"),
        "datedif" => say!("say which months: `full_months(a to b)`", "写明如何计月：`满月数（a 至 b）`"),
        "edate" => say!("a date takes a duration: `date + 6 months`", "日期加时长：`日期 + 6个月`"),
        "eomonth" => say!("the end of a month is `last_of_month(date)`", "月末写作 `月末（日期）`"),
        "today" | "now" => say!("the day of the run is `today`, without brackets", "运行的日期写作 `基准日`，不带括号"),
        "large" | "small" | "rankeq" => {
            say!("places are told by `rank(x highest first ties shared)`", "名次写作 `排名（x 从高到低 并列同名次）`")
        }
        _ => return None,
    })
}
