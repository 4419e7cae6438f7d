//! Figures in a file: how many digits they may have, which sign may follow them, and in which units their column holds them.

use super::Refusal;
use crate::syntax::ast::RatioWritten;
use crate::values::{Exact, parse_decimal};

/// How numbers are held.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Digits after the point as written.
    pub(super) places: u8,
    /// What a written 1 stands for.
    pub(super) unit: Exact,
    /// Digits after the point of the column.
    pub(super) scale: u8,
    /// Units of the column in the last written digit; none when no decimal holds them.
    pub(super) factor: Option<i64>,
    /// The sign that may stand behind the digits.
    sign: &'static str,
    whole: bool,
}

impl Numbers {
    pub(super) fn new(places: u8, unit: Exact, sign: &'static str, whole: bool) -> Numbers {
        let (mut scale, mut factor) = (places, None);
        if let Some(decimals) = unit.decimals()
            && let Some(units) = unit.to_scaled(decimals).and_then(|units| i64::try_from(units).ok())
        {
            scale = places.saturating_add(decimals);
            let mut left = units;
            // 2 digits in 万元 are whole hundreds of yuan: no place is needed for cents that are never there.
            while scale > 0 && left != 0 && left.checked_rem(10) == Some(0) {
                left = left.checked_div(10).unwrap_or(0);
                scale = scale.saturating_sub(1);
            }
            factor = Some(left);
        }
        Numbers { places, unit, scale, factor, sign, whole }
    }

    pub(super) fn ratio(written: RatioWritten, places: u8) -> Numbers {
        let (decimals, sign) = match written {
            RatioWritten::Ratio => (0, ""),
            RatioWritten::Percent => (2, "%"),
            RatioWritten::Permille => (3, "‰"),
            RatioWritten::BasisPoints => (4, "bp"),
        };
        Numbers::new(places, Exact::from_scaled(1, decimals), sign, false)
    }

    /// Reads what the quick way left over.
    pub(super) fn parse(&self, text: &str) -> Result<Exact, Refusal> {
        let digits = self.without_sign(text)?;
        let written = parse_decimal(digits).map_err(Refusal::Number)?;
        match digits.split_once(['.', '．']).map_or(0, |(_, fraction)| fraction.chars().count()) {
            0 => {}
            _ if self.whole => return Err(Refusal::Whole),
            places if places > usize::from(self.places) => return Err(Refusal::Places(places)),
            _ => {}
        }
        Ok(written.mul(&self.unit))
    }

    fn without_sign<'t>(&self, text: &'t str) -> Result<&'t str, Refusal> {
        let Some(last) = text.chars().next_back() else { return Ok(text) };
        let (found, size) = match last {
            '%' | '％' => ("%", last.len_utf8()),
            '‰' => ("‰", last.len_utf8()),
            'p' | 'P' if text.len() >= 2 && text.get(text.len() - 2..).is_some_and(|end| end.eq_ignore_ascii_case("bp")) => ("bp", 2),
            _ => return Ok(text),
        };
        if found != self.sign {
            return Err(Refusal::Sign(last));
        }
        Ok(text.get(..text.len() - size).unwrap_or(text).trim_end())
    }
}
