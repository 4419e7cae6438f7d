//! Calendars: a record whose rows are periods or numbers between two constants.

use super::builder::Lower;
use crate::diagnostics::{Code, Diagnostic, Language};
use crate::program::{Calendar, Cells, Field, FieldId, Kind, MOST_PERIODS, Record, Rows, Type, Written, month_number};
use crate::say;
use crate::syntax::ast::{self, CalendarUnit, ExprKind, UnaryOp};

impl<'a> Lower<'a> {
    /// Declares a calendar as a record; it needs no file.
    pub(super) fn declare_calendar(&mut self, calendar: &'a ast::Calendar) {
        if let Some(first) = self.program.record_named(&calendar.name.text) {
            let span = self.program.record(first).span;
            self.defined_twice(&calendar.name, span);
            return;
        }
        let (Some(first), Some(last)) = (self.end_of(calendar, &calendar.from), self.end_of(calendar, &calendar.to)) else { return };
        let step = if calendar.unit == CalendarUnit::Quarters { 3 } else { 1 };
        let rows = last.saturating_sub(first).div_euclid(step).saturating_add(1);
        if rows < 1 {
            self.report(
                Diagnostic::new(Code::E0402, say!("the calendar ends before it begins", "日历止于其始之前"))
                    .label(calendar.to.span, say!("this is before", "此处早于"))
                    .label(calendar.from.span, say!("the first one", "首项")),
            );
            return;
        }
        if rows > MOST_PERIODS {
            self.report_at(
                Code::E0304,
                say!("a calendar has at most {MOST_PERIODS} rows", "日历至多 {MOST_PERIODS} 行"),
                calendar.span,
                say!("this one has {rows}", "此处有 {rows} 行"),
            );
            return;
        }
        let rows = Calendar { unit: calendar.unit, first, rows: u32::try_from(rows).unwrap_or_default() };
        let fields = self.calendar_fields(calendar);
        let (name, span) = (calendar.name.text.clone(), calendar.name.span);
        self.program.records.push(Record { name, span, rows: Rows::Calendar(rows), fields, key: vec![FieldId(0)] });
    }

    /// The fields under their names in the language of the file: the key first.
    fn calendar_fields(&self, calendar: &ast::Calendar) -> Vec<Field> {
        let field = |en: &str, zh: &str, kind: Kind, written: Written| {
            let name = match self.language {
                Language::English => en,
                Language::Chinese => zh,
            };
            let cells = Cells::Column { heading: name.to_owned(), written };
            let (name, span) = (name.to_owned(), calendar.name.span);
            Field { name, span, ty: Type::present(kind), label: None, cells, blank_as: None, range: Vec::new() }
        };
        let number = field("number", "序号", Kind::Number, Written::Integer);
        match calendar.unit {
            CalendarUnit::Numbers => vec![number],
            CalendarUnit::Months | CalendarUnit::Quarters | CalendarUnit::Years => vec![
                field("name", "名称", Kind::Text, Written::Text),
                number,
                field("first_day", "首日", Kind::Date, Written::Date),
                field("last_day", "末日", Kind::Date, Written::Date),
                field("days", "天数", Kind::Number, Written::Integer),
            ],
        }
    }

    /// One end of a calendar as a number of its unit.
    fn end_of(&mut self, calendar: &ast::Calendar, written: &ast::Expr) -> Option<i64> {
        let found = match (calendar.unit, &written.kind) {
            (CalendarUnit::Months, ExprKind::Month(day)) => Some(month_number(*day)),
            (CalendarUnit::Quarters, ExprKind::Month(day)) if day.month() % 3 == 1 => Some(month_number(*day)),
            (CalendarUnit::Numbers, ExprKind::Number(number)) if number.unit.is_none() => whole(number),
            (CalendarUnit::Numbers, ExprKind::Unary(UnaryOp::Negate, inner)) => match &inner.kind {
                ExprKind::Number(number) if number.unit.is_none() => whole(number).and_then(i64::checked_neg),
                _ => None,
            },
            (CalendarUnit::Years, ExprKind::Number(number)) => whole(number).filter(|year| (1..=9999).contains(year)),
            _ => None,
        };
        if found.is_none() {
            let (en, zh) = match calendar.unit {
                CalendarUnit::Months => ("a month, such as 2026-01", "月份，如 2026-01"),
                CalendarUnit::Quarters => ("the first month of a quarter, such as 2026-04", "季度的首月，如 2026-04"),
                CalendarUnit::Years => ("a year, such as 2026", "年度，如 2026"),
                CalendarUnit::Numbers => ("a whole number, such as 12", "整数，如 12"),
            };
            self.report_at(
                Code::E0304,
                say!("this calendar begins and ends with {en}", "此日历的首末须为{zh}"),
                written.span,
                say!("this is none", "此处不是"),
            );
        }
        found
    }
}

/// A whole number as written.
fn whole(number: &ast::Number) -> Option<i64> {
    number.digits.is_integer().then(|| number.digits.to_i128()).flatten().and_then(|value| i64::try_from(value).ok())
}
