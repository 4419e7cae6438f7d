//! Cases, and tables by one member.

use super::arithmetic::scaled;
use super::{Compiler, Known, Units};
use crate::plan::StepId;
use crate::plan::narrow::{FlagsOp, Range, UnitsOp};
use crate::program::{CellTest, Kind, TableId, TableRow};
use crate::values::{Exact, Value};

impl Compiler<'_> {
    pub(super) fn cases(&mut self, arms: &[(StepId, StepId)], otherwise: StepId) -> Option<Known> {
        let tests = arms.iter().map(|(test, _)| self.flags(*test)).collect::<Option<Vec<_>>>()?;
        if let Known::Flags(otherwise) = self.known(otherwise)? {
            let answers = arms.iter().map(|(_, value)| self.flags(*value)).collect::<Option<Vec<_>>>()?;
            return self.flag(FlagsOp::Choose { arms: tests.into_iter().zip(answers).collect(), otherwise });
        }
        let values = arms.iter().map(|(_, value)| self.units(*value)).collect::<Option<Vec<_>>>()?;
        let otherwise = self.units(otherwise)?;
        let scale = values.iter().fold(otherwise.scale, |most, value| most.max(value.scale));
        let (otherwise, mut range) = scaled(otherwise, scale)?;
        let mut chosen = Vec::with_capacity(arms.len());
        for (test, value) in tests.into_iter().zip(values) {
            let (value, of_value) = scaled(value, scale)?;
            range = range.union(of_value);
            chosen.push((test, value));
        }
        Some(Known::Units(Units { source: self.line(UnitsOp::Choose { arms: chosen, otherwise })?, scale, range }))
    }

    /// A table by one member in which every member has a number.
    pub(super) fn lookup(&mut self, table: TableId, key: StepId, column: u32) -> Option<Known> {
        let Known::Codes(source) = self.known(key)? else { return None };
        let Kind::Member(enumeration) = self.plan.step(key).kind else { return None };
        let table = self.program.table(table);
        let members = u32::try_from(self.program.enumeration(enumeration).members.len()).ok()?;
        let numbers = (0..members).map(|member| {
            let row = table.rows.iter().find(|row| match row.tests.first() {
                Some(CellTest::Any) => true,
                Some(CellTest::OneOf(values)) => values.contains(&Value::Member(member)),
                _ => false,
            });
            match row?.values.get(column as usize)?.as_ref()? {
                Value::Number(number) => Some(number),
                _ => None,
            }
        });
        // A range of members takes more looking than is worth it here.
        let is_plain = |row: &TableRow| !matches!(row.tests.first(), Some(CellTest::Range(_)));
        if !table.rows.iter().all(is_plain) {
            return None;
        }
        let numbers: Vec<&Exact> = numbers.collect::<Option<_>>()?;
        let scale = numbers.iter().map(|number| number.decimals()).try_fold(0u8, |most, own| Some(most.max(own?)))?;
        let values = numbers.iter().map(|number| i64::try_from(number.to_scaled(scale)?).ok()).collect::<Option<Vec<i64>>>()?;
        let range = Range::around(values.iter().map(|value| i128::from(*value)))?;
        let op = UnitsOp::OfMember { key: source, values };
        Some(Known::Units(Units { source: self.line(op)?, scale, range }))
    }
}
