//! Numbers in Chinese numerals: `十二`, `两万五千`, `一百零五万`, `壹佰万`, `二〇二六`.

#[cfg(test)]
mod tests;

/// Whether a sign is of numerals.
pub fn is_of_numerals(sign: char) -> bool {
    digit(sign).is_some() || unit(sign).is_some() || is_higher(sign)
}

/// Whether a sign is 万 or 亿.
pub fn is_higher(sign: char) -> bool {
    HIGHER.iter().any(|(signs, _)| signs.contains(&sign))
}

/// The number of a numeral; none of what may be read in two ways, as `三万五` and `三四`, or in none.
pub fn numeral(text: &str) -> Option<u64> {
    if matches!(text, "零" | "〇") {
        return Some(0);
    }
    with_higher(text, &HIGHER, true)
}

/// The number of digits one after the other, as in `二〇二六`.
pub fn digits_in_a_row(text: &str) -> Option<u64> {
    let add = |number: u64, sign: char| number.checked_mul(10)?.checked_add(digit(sign)?);
    (!text.is_empty()).then(|| text.chars().try_fold(0, add)).flatten()
}

/// The signs that count all that stands before them, and what one of them is.
const HIGHER: [([char; 2], u64); 2] = [(['亿', '億'], 100_000_000), (['万', '萬'], 10_000)];

/// A numeral that may have these signs: what stands before one counts so much, and what follows it is less.
fn with_higher(text: &str, signs: &[([char; 2], u64)], is_first: bool) -> Option<u64> {
    let Some(((sign, one), lower)) = signs.split_first() else { return of_section(text, is_first) };
    let Some((before, rest)) = text.rsplit_once(*sign) else { return with_higher(text, lower, is_first) };
    let before = match before {
        "百" | "佰" if is_first => 100,
        "千" | "仟" if is_first => 1_000,
        _ => with_higher(before, lower, is_first)?,
    };
    let rest = if rest.is_empty() { 0 } else { with_higher(rest, lower, false)? };
    before.checked_mul(*one)?.checked_add(rest)
}

/// The number of a numeral below ten thousand; what does not come first has a 零 before a digit alone.
fn of_section(text: &str, is_first: bool) -> Option<u64> {
    let (mut sum, mut last_unit, mut last): (u64, u64, Option<u64>) = (0, 10_000, None);
    let mut after_zero = false;
    for sign in text.chars() {
        match (digit(sign), unit(sign)) {
            (Some(0), _) if last.is_some() || after_zero || (is_first && sum == 0) => return None,
            (Some(0), _) => after_zero = true,
            (Some(_), _) if last.is_some() => return None,
            (Some(digit), _) => last = Some(digit),
            (None, Some(unit)) if unit < last_unit => {
                // `十二`, and `一百十` beside `一百一十`.
                let count = last.take().or((unit == 10 && !after_zero).then_some(1))?;
                sum = sum.checked_add(count.checked_mul(unit)?)?;
                (last_unit, after_zero) = (unit, false);
            }
            _ => return None,
        }
    }
    match last {
        Some(ones) if last_unit == 10 || after_zero || (is_first && last_unit == 10_000) => sum.checked_add(ones),
        // `一百五` is 150 when it is spoken.
        Some(_) => None,
        None => (!after_zero && sum > 0).then_some(sum),
    }
}

/// The digit of a sign, those of accounts too.
fn digit(sign: char) -> Option<u64> {
    Some(match sign {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// What a sign makes of the digit before it.
fn unit(sign: char) -> Option<u64> {
    Some(match sign {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        _ => return None,
    })
}
