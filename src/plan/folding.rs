//! Operations on constants, done once before any data is seen: numbers and yes or no; all others wait for the run.

use crate::program::Map;
use crate::values::{Exact, Value};

/// The value of an operation on constants, if it is one of those done here.
pub(super) fn fold(map: &Map, inputs: &[&Value]) -> Option<Value> {
    let numbers: Option<Vec<&Exact>> =
        inputs.iter().map(|input| if let Value::Number(number) = input { Some(number) } else { None }).collect();
    if let Some(numbers) = numbers {
        return of_numbers(map, &numbers);
    }
    let yes: Option<Vec<bool>> = inputs.iter().map(|input| if let Value::YesNo(yes) = input { Some(*yes) } else { None }).collect();
    let yes = yes?;
    match (map, yes.as_slice()) {
        (Map::Not, [one]) => Some(Value::YesNo(!one)),
        (Map::And, all) => Some(Value::YesNo(all.iter().all(|yes| *yes))),
        (Map::Or, all) => Some(Value::YesNo(all.iter().any(|yes| *yes))),
        _ => None,
    }
}

fn of_numbers(map: &Map, numbers: &[&Exact]) -> Option<Value> {
    let number = match (map, numbers) {
        (Map::Add, [a, b]) => a.add(b),
        (Map::Subtract, [a, b]) => a.sub(b),
        (Map::Multiply, [a, b]) => a.mul(b),
        (Map::Divide, [a, b]) => a.div(b)?,
        (Map::Negate, [a]) => a.neg(),
        (Map::Absolute, [a]) => a.abs(),
        (Map::Max, all) => (*all.iter().max()?).clone(),
        (Map::Min, all) => (*all.iter().min()?).clone(),
        (Map::Round { mode, unit }, [a]) => a.round(*mode, unit),
        (Map::Compare(comparison), [a, b]) => return Some(Value::YesNo(comparison.holds(a.cmp(b)))),
        _ => return None,
    };
    // What is too large for the run is left to it.
    (number.bits() <= 4096).then_some(Value::Number(number))
}
