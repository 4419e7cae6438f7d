//! The values of a table: figures in their unit, texts, blanks.

use super::columns::{Cell, Column, Shape};
use super::figures::{self, Figure, Sort};
use super::headings::Unit;
use super::notes::Notes;
use super::write;
use crate::data::grid::{At, name_of as cell_name};
use crate::diagnostics::Language;
use crate::say;
use crate::values::Exact;

/// The rates of a column.
pub(super) struct Rates {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    pub(super) sort: Option<Sort>,
    pub(super) is_text: bool,
}

/// Reads the rates of a column, in the unit of its heading or of the table.
pub(super) fn rates(column: &Column, unit: Option<&(At, Unit)>, language: Language, notes: &mut Notes<'_>) -> Rates {
    let called = column.called();
    let (en, zh) = (&called.en, &called.zh);
    let count = |wanted: fn(&Cell) -> bool| column.cells.iter().filter(|(_, cell)| wanted(cell)).count();
    let is_text =
        column.shape() == Shape::Words && count(|cell| matches!(cell, Cell::Word(_))) >= count(|cell| matches!(cell, Cell::Figure(..)));
    let own_unit = column.heading.unit.as_ref();
    let is_bare = |figure: &Figure| figure.sort == Sort::Plain && figure.unit == Exact::one();
    let ratios = column.cells.iter().any(|(_, cell)| matches!(cell, Cell::Figure(figure, _) if figure.sort == Sort::Ratio));
    let (mut cells, mut sort, mut nothing, mut in_unit) = (Vec::new(), None, Vec::new(), Vec::new());
    for (at, cell) in &column.cells {
        let written = match cell {
            Cell::Nothing => {
                nothing.push(*at);
                Some(write::word(language, "blank", "空").to_owned())
            }
            Cell::Figure(_, text) if is_text => write::text(text, language),
            Cell::Figure(figure, text) => {
                let (mut value, mut own) = (figure.value.clone(), figure.sort);
                if is_bare(figure) && ratios && !value.is_zero() && own_unit.is_none() {
                    notes.refuse(
                        *at,
                        say!("`{text}` stands without its sign among percentages", "其他各格为百分数，`{text}` 没有百分号"),
                        say!(
                            "is it {text}%, or a ratio of {text}? Write the cell as a percentage",
                            "是 {text}% 还是比率 {text}？请写成百分数"
                        ),
                    );
                }
                if is_bare(figure) {
                    if let Some(unit) = own_unit {
                        (value, own) = (value.mul(&unit.one), unit.sort);
                    } else if let Some((_, unit)) = unit.filter(|_| !ratios) {
                        (value, own) = (value.mul(&unit.one), unit.sort);
                        in_unit.push(*at);
                    }
                }
                sort = Some(sort.filter(|sort| *sort != Sort::Plain).unwrap_or(own));
                write::figure(&value, if ratios { Sort::Ratio } else { own })
            }
            Cell::Day(day) => Some(day.to_string()),
            Cell::YesNo(yes) => Some(if *yes { write::word(language, "yes", "是") } else { write::word(language, "no", "否") }.to_owned()),
            Cell::Word(text) if is_text => write::text(text, language),
            Cell::Word(text) => {
                notes.refuse(
                    *at,
                    say!("`{text}` is no figure, as the others of {en} are", "`{text}` 不是数值，而 {zh}的其他各格是数值"),
                    say!("put it right, or leave it out with `--range`", "请改正，或用 `--range` 排除"),
                );
                Some(String::new())
            }
            Cell::Band(_) | Cell::Else | Cell::Any => {
                notes.refuse(
                    *at,
                    say!("a band stands where a rate of {en} is awaited", "{zh}应为标准，此处却是档次"),
                    say!(
                        "keys stand in the first columns; `--range` says which cells are the table",
                        "条件应在前面各列；可用 `--range` 指明表格区域"
                    ),
                );
                Some(String::new())
            }
        };
        if written.is_none() {
            notes.refuse(
                *at,
                say!("this cell cannot be written in a policy", "该单元格无法写入办法"),
                say!("round the figure, or take the quotation marks out of the text", "请对数值取整，或去掉文本中的引号"),
            );
        }
        cells.push(written.unwrap_or_default());
    }
    notes.assume(&nothing, |cells| {
        say!(
            "{cells} hold nothing: the value is blank there, and a policy says what that means",
            "{cells} 没有内容，取值为空，办法须写明空值如何处理"
        )
    });
    if let Some((at, _)) = unit {
        let from = cell_name(*at);
        notes.assume(&in_unit, |cells| say!("{cells} are in the unit that {from} names", "{cells} 按 {from} 注明的单位计"));
    }
    let is_each = |cell: &Cell| matches!(cell, Cell::Figure(_, text) if figures::says_each(text)) && !is_text;
    let each: Vec<At> = column.cells.iter().filter(|(_, cell)| is_each(cell)).map(|(at, _)| *at).collect();
    notes.assume(&each, |cells| {
        say!(
            "what the figures of {cells} are paid for, is left out: the policy says what they are multiplied by",
            "{cells} 中每张、每户等计价单位未导入，办法须写明乘以何数"
        )
    });
    let has_figures = |cell: &Cell| match cell {
        Cell::Word(text) => {
            text.contains(|sign: char| sign.is_ascii_digit()) && text.contains(['%', '％', '‰', '元', '万', '$', '¥', '￥', '€'])
        }
        Cell::Figure(..) => true,
        _ => false,
    };
    let texts: Vec<At> = column.cells.iter().filter(|(_, cell)| is_text && has_figures(cell)).map(|(at, _)| *at).collect();
    notes.assume(&texts, |cells| {
        say!(
            "{cells} are taken for texts, though they hold figures: nothing can be computed from them",
            "{cells} 含有数值但按文本处理，不能参与计算"
        )
    });
    notes.assume(&fractions_of_a_percent(column), |cells| {
        let sign = if column.heading.text.contains('‰') { "‰" } else { "%" };
        say!(
            "the heading of {cells} has a sign: `0.5` is 0.5{sign} there, not a half; if it is meant so, take the sign out of the heading",
            "{cells} 的表头注明 {sign}：`0.5` 即 0.5{sign}，不是一半；若本为小数，请去掉表头的 {sign}"
        )
    });
    let name = column.heading.name.clone().unwrap_or_else(|| write::word(language, "rate", "标准").to_owned());
    Rates { name, cells, sort, is_text }
}

/// The figures below a heading with the sign of a ratio, where all of them are so small that they may be ratios already.
fn fractions_of_a_percent(column: &Column) -> Vec<At> {
    if column.heading.unit.as_ref().is_none_or(|unit| unit.sort != Sort::Ratio) {
        return Vec::new();
    }
    let bare = column.cells.iter().filter_map(|(at, cell)| match cell {
        Cell::Figure(figure, _) if figure.sort == Sort::Plain && !figure.value.is_zero() => Some((*at, &figure.value)),
        _ => None,
    });
    let bare: Vec<(At, &Exact)> = bare.collect();
    if bare.iter().all(|(_, value)| **value <= Exact::one()) { bare.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
}
