//! Whether every combination of keys falls in a row, and no row is in vain.

use super::{Draft, LIMIT, advance, passes};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::CellTest;
use crate::program::from_syntax::builder::{Lower, Lowered};
use crate::program::from_syntax::cases::{Case, CaseValue, case_words, joined_words};
use crate::say;
use crate::syntax::ast::{self, RowChoice};
use crate::values::Value;

/// The most work that trying them may be: combinations times rows.
const MOST_WORK: usize = 10_000_000;

impl<'a> Lower<'a> {
    /// Whether every combination of keys falls in a row, and no row is in vain.
    pub(super) fn rows_cover(&mut self, table: &ast::Table, keys: &[Lowered], rows: &[Draft<'a>]) -> bool {
        let cases: Vec<Vec<Case>> =
            keys.iter().enumerate().map(|(at, key)| self.key_cases(*key, rows.iter().filter_map(|row| row.tests.get(at)))).collect();
        let combinations = cases.iter().try_fold(1_usize, |product, cases| product.checked_mul(cases.len()));
        let work = combinations.and_then(|combinations| combinations.checked_mul(rows.len()));
        if combinations.is_none_or(|combinations| combinations > LIMIT) || work.is_none_or(|work| work > MOST_WORK) {
            let needs_else = rows.last().is_none_or(|row| !row.tests.iter().all(Lower::is_any));
            if needs_else {
                self.report(
                    Diagnostic::new(Code::E0406, say!("nothing shows that this table has no hole", "无法表明此表没有空缺"))
                        .label(table.name.span, say!("it tells too many cases apart to try them all", "它区分的情形太多，无法一一验证"))
                        .help(say!("end it with a row of `else`", "最后加一行 `其余`")),
                );
            }
            return !needs_else;
        }
        let mut reached = vec![false; rows.len()];
        let mut at = vec![0_usize; cases.len()];
        let mut hole = None;
        let mut doubled = None;
        loop {
            let here: Vec<&Case> = cases.iter().zip(&at).filter_map(|(cases, &at)| cases.get(at)).collect();
            let matching: Vec<usize> = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.tests.iter().zip(&here).all(|(test, case)| passes(test, &case.value)))
                .map(|(at, _)| at)
                .collect();
            match matching.as_slice() {
                [] if hole.is_none() => {
                    let name = |key: &Lowered| self.name_of(key.id).unwrap_or_else(|| "…".into());
                    hole = Some(joined_words(&keys.iter().zip(&here).map(|(key, case)| case_words(&name(key), case)).collect::<Vec<_>>()));
                }
                [] => {}
                [first, rest @ ..] => {
                    if let Some(flag) = reached.get_mut(*first) {
                        *flag = true;
                    }
                    // `else` and `any` give way to what stands before them.
                    if let Some(second) =
                        rest.first().filter(|&&second| rows.get(second).is_some_and(|row| !row.tests.iter().all(Lower::is_any)))
                        && doubled.is_none()
                    {
                        doubled = Some((*first, *second));
                    }
                }
            }
            if !advance(&mut at, &cases) {
                break;
            }
        }
        if let Some(hole) = hole {
            self.report(
                Diagnostic::new(Code::E0406, say!("this table has a hole", "此表留有空缺"))
                    .label(table.name.span, Text::both(format!("no row holds when {}", hole.en), format!("当 {} 时没有一行适用", hole.zh)))
                    .help(say!("add the row, or end with a row of `else`", "补上该行，或最后加一行 `其余`")),
            );
            return false;
        }
        if let (Some((first, second)), true) = (doubled, table.choice != Some(RowChoice::First))
            && let (Some(first), Some(second)) = (rows.get(first), rows.get(second))
        {
            self.report(
                Diagnostic::new(Code::E0405, say!("two rows of this table hold together", "此表有两行同时适用"))
                    .label(second.span, say!("this row", "此行"))
                    .label(first.span, say!("and this one", "与此行"))
                    .help(say!(
                        "write `first` in the heading to take the first row that holds",
                        "在 `{{` 之前写 `取首行`，即取第一个适用的行"
                    )),
            );
            return false;
        }
        for (row, reached) in rows.iter().zip(reached) {
            if !reached {
                self.report_at(
                    Code::E0410,
                    say!("this row is never reached", "这一行永远不会用到"),
                    row.span,
                    say!("the rows before it take all it could", "前面各行已包括其全部情形"),
                );
                return false;
            }
        }
        true
    }

    pub(super) fn key_cases<'t>(&self, key: Lowered, tests: impl Iterator<Item = &'t CellTest>) -> Vec<Case> {
        let mut constants = Vec::new();
        for test in tests {
            match test {
                CellTest::Any | CellTest::Blank => {}
                CellTest::OneOf(values) => constants.extend(values.iter().cloned()),
                CellTest::Range(range) => constants.extend(range.iter().map(|(_, value)| value.clone())),
            }
        }
        let mut cases = if constants.is_empty() && key.ty.kind.is_numeric() {
            vec![Case { value: CaseValue::Value(Value::Number(crate::values::Exact::zero())), words: say!("is anything", "为任意值") }]
        } else {
            self.cases_of(key.id, &constants)
        };
        if key.ty.blank && !cases.iter().any(|case| case.value == CaseValue::Blank) {
            cases.push(Case { value: CaseValue::Blank, words: say!("is blank", "为空") });
        }
        cases
    }
}
