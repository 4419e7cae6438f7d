//! `unreached-tier`: a row of a tier that begins above all that its value can be, by the ranges that fields declare.

use crate::program::Form;
use crate::program::intervals::Interval;
use crate::say;

use super::{Finding, Places, Rule, Subject};

pub(super) fn find(subject: &mut Subject<'_>) -> Vec<Finding> {
    let mut places = Places::default();
    for expr in &subject.program.expressions {
        let Form::Piece(piece) = &expr.form else { continue };
        let value = subject.intervals.of(piece.by);
        for (stretch, (bound, included)) in piece.stretches.iter().skip(1).zip(&piece.bounds) {
            // The stretch begins behind the bound where the bound belongs to the one before it.
            let begins = Interval { least: Some((bound.clone(), !included)), most: None };
            let words = subject.words(stretch.span).trim_start();
            // The rest is asked for wherever a tier could end too early, so it is no one's mistake.
            let is_rest = ["else", "其余", "否则", "above last", "末点"].iter().any(|word| words.starts_with(word));
            if is_rest || words.is_empty() {
                continue;
            }
            // A parameter is one number now, and may be set to another.
            let unreached = value.lies_below(&begins) && value.constant().is_none();
            let by = subject.words(subject.program.expr(piece.by).span);
            let message = say!("`{by}` never comes so far", "`{by}` 达不到此档");
            let help = say!("take the row away, or mend its bound or the range of the field", "删去此行，或更正其界限或字段的范围");
            places.look(stretch.span, unreached.then(|| Finding::new(Rule::UnreachedTier, stretch.span, message, help)));
        }
    }
    places.findings()
}
