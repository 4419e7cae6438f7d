//! The plan as text: one line a step, and the stages it runs in.

use super::{How, Op, Plan, Stage, StepId, Stretch};
use crate::program::{Map, Program, ScanOp};
use crate::values::Value;
use std::fmt::Write;

/// Writes a plan out.
pub fn print(program: &Program, plan: &Plan) -> String {
    let mut out = String::new();
    for id in plan.ids() {
        let step = plan.step(id);
        let index = &program.record(step.index).name;
        // Writing to a string cannot fail.
        let _ = write!(out, "{} {}", name(id), operation(program, plan, id));
        let _ = write!(out, "  @ {}", if step.is_overall() { "overall" } else { index });
        if let Some(scale) = step.scale {
            let _ = write!(out, ", scale {scale}");
        }
        if let Some(guard) = step.guard {
            let _ = write!(out, ", in arm {} of {}", guard.arm, name(guard.cases));
        }
        out.push('\n');
    }
    for stage in &plan.stages {
        match stage {
            Stage::Segment { index, steps, .. } => {
                let index = &program.record(*index).name;
                let _ = writeln!(out, "segment of {}: {}", if index.is_empty() { "overall" } else { index }, list(steps));
            }
            Stage::Whole(step) => {
                let _ = writeln!(out, "whole: {}", name(*step));
            }
        }
    }
    out
}

fn operation(program: &Program, plan: &Plan, id: StepId) -> String {
    let step = plan.step(id);
    let inputs = list(&step.op.inputs());
    match &step.op {
        Op::Constant(value) => format!("constant {}", constant(value)),
        Op::Blank => "blank".to_owned(),
        Op::NotApplicable => "not applicable".to_owned(),
        Op::Today => "today".to_owned(),
        Op::Field(field) => format!("field {}", program.field(step.index, *field).name),
        Op::Made { make, field } => format!("made {} of {}", program.field(step.index, *field).name, name(*make)),
        Op::Grouped(make) => format!("row made by {}", name(*make)),
        Op::Row(_) => "row".to_owned(),
        Op::Given(number) => format!("given {number}"),
        Op::State(number) => format!("state {number}"),
        Op::Carried { fold, state } => format!("state {state} of {}", name(*fold)),
        Op::Fold(fold) => format!("fold along {} from {} given {}", list(&fold.order), list(&fold.starts), list(&fold.given)),
        Op::Closing { ledger, account } => format!("account {account} of {}", name(*ledger)),
        Op::Ledger(ledger) => format!("ledger {} {inputs}", program.ledger(ledger.ledger).name),
        Op::Scan(scan) => format!("{} along {inputs}", scan_name(&scan.op)),
        Op::Computed(computed) => {
            let blank = if computed.or_blank { " or blank" } else { "" };
            format!("find {} by {}{blank}", program.record(computed.target).name, list(&computed.by))
        }
        Op::Map(map, _) => format!("{} {inputs}", map_name(map)),
        Op::Settle { value, blank, not_applicable } => {
            let mut text = format!("settle {}", name(*value));
            for (word, step) in [("blank", blank), ("not applicable", not_applicable)] {
                if let Some(step) = step {
                    let _ = write!(text, ", {word} as {}", name(*step));
                }
            }
            text
        }
        Op::Cases { arms, otherwise } => {
            let mut text = "cases".to_owned();
            for (test, value) in arms {
                let _ = write!(text, " {}: {};", name(*test), name(*value));
            }
            match otherwise {
                Some(value) => text + " else: " + &name(*value),
                None => text,
            }
        }
        Op::Piece(piece) => {
            let mut text = format!("piece by {}", name(piece.by));
            for (at, stretch) in piece.stretches.iter().enumerate() {
                let end = piece
                    .bounds
                    .get(at)
                    .map_or(String::new(), |(end, included)| format!(" {} {end}", if *included { "up to" } else { "below" }));
                let _ = match stretch {
                    Stretch::Linear { base, slope } => write!(text, "{end}: {base} + {slope} × by;"),
                    Stretch::Step(step) => write!(text, "{end}: {};", name(*step)),
                };
            }
            text
        }
        Op::Gather { reference, value } => format!("gather {} through {}", name(*value), name(*reference)),
        Op::Lookup { table, column, .. } => format!("look up {} column {column} by {inputs}", program.table(*table).name),
        Op::Reduce(reduce) => {
            let mut text = format!("reduce {:?} over {}", reduce.op, program.record(reduce.over).name);
            for (word, step) in [("by", reduce.by), ("where", reduce.filter), ("of", reduce.value), ("weighted by", reduce.weight)] {
                if let Some(step) = step {
                    let _ = write!(text, " {word} {}", name(step));
                }
            }
            text
        }
        Op::Cover(cover) => format!("cover {:?} over {} {inputs}", cover.measure, program.record(cover.over).name),
        Op::Rank(rank) => format!("rank {:?} {inputs}", rank.place),
        Op::Allocate(allocate) => format!("allocate {:?} {inputs}", allocate.odd),
        Op::Make(make) => match &make.how {
            How::Group(by) => format!("group {} by {}", program.record(make.of).name, list(by)),
            How::Product { of, .. } => {
                format!("each {}", of.iter().map(|of| program.record(*of).name.as_str()).collect::<Vec<_>>().join(", "))
            }
            How::Tranches(made) => format!("tranches of {} odd to {:?} {inputs}", program.record(make.of).name, made.odd),
            How::Split { .. } => format!("split {} {inputs}", program.record(make.of).name),
        },
    }
}

fn scan_name(op: &ScanOp) -> String {
    match op {
        ScanOp::Shift(places) => format!("row {places:+}"),
        ScanOp::Latest => "latest row".to_owned(),
        ScanOp::Streak => "streak".to_owned(),
        ScanOp::Running { op, last: Some(last), .. } => format!("{op:?} of the last {last}").to_lowercase(),
        ScanOp::Running { op, last: None, .. } => format!("running {op:?}").to_lowercase(),
    }
}

fn map_name(map: &Map) -> String {
    match map {
        Map::Compare(comparison) => format!("compare {comparison:?}"),
        Map::Round { mode, unit } => format!("round {mode:?} to {unit}"),
        map => format!("{map:?}"),
    }
}

fn constant(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => format!("{} months {} days", duration.months(), duration.days()),
        Value::Text(text) => format!("{text:?}"),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Member(member) => format!("member {member}"),
        Value::Reference(row) => format!("row {row}"),
    }
}

fn name(step: StepId) -> String {
    format!("s{}", step.0)
}

fn list(steps: &[StepId]) -> String {
    steps.iter().map(|step| name(*step)).collect::<Vec<_>>().join(", ")
}
