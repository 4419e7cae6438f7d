//! Steps that read whole columns: what they read out of the store, and what they leave there.

use super::Work;
use super::fold;
use super::kernels::flat::View;
use super::kernels::{allocate, build, cover, find, rank, reduce, series, split, texts as joined, tranches};
use super::ledger;
use super::store::{Made, Store};
use crate::data::columns::{BATCH, Batch, Column, State};
use crate::data::keys;
use crate::data::texts::Texts;
use crate::data::value::value_at;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::plan::{Computed, How, Op, Plan, Rank, Stage, StepId, Tranches};
use crate::program::{Kind, Map, OVERALL, RecordId, Rows};
use crate::say;
use crate::syntax::ast::RankOrder;
use crate::values::{Exact, Value, decimal};

/// The most findings of one step.
const MOST_FINDINGS: usize = 20;

/// Carries out a step.
pub(super) fn run(store: &mut Store<'_>, texts: &mut Texts, id: StepId, work: &Work<'_>, findings: &mut Vec<Diagnostic>) {
    let plan = store.plan;
    let step = plan.step(id);
    let index = step.index;
    let rows = store.rows(index);
    let column = match &step.op {
        Op::Make(make) => {
            let (count, made) = {
                let views = |ids: &[StepId]| -> Vec<View<'_>> { ids.iter().map(|id| store.view(*id, make.of)).collect() };
                match &make.how {
                    How::Group(by) => {
                        let (count, columns, reference) = build::group(&views(by), store.rows(make.of), texts, work.threads);
                        (count, Made { columns, reference: Some(reference) })
                    }
                    How::Product { of, .. } => {
                        let counts: Vec<usize> = of.iter().map(|of| store.rows(*of)).collect();
                        let kept = plan.ids().filter(|id| plan.step(*id).index == index && work.is_kept(*id)).count();
                        let values = of.len().saturating_add(kept);
                        match build::product(&counts, values) {
                            Some((count, columns)) => (count, Made { columns, reference: None }),
                            None => {
                                findings.push(too_many(store, index, &counts, values));
                                (0, Made { columns: of.iter().map(|_| Column::default()).collect(), reference: None })
                            }
                        }
                    }
                    How::Tranches(made) => {
                        let view = |id: StepId| store.view(id, make.of);
                        let paid = tranches::Paid {
                            amount: view(made.amount),
                            parts: view(made.parts),
                            from: view(made.from),
                            step: made.step,
                            unit: &made.unit,
                            odd: made.odd,
                            feb29: store.program.head.leap_day,
                        };
                        let (count, columns, wrong) = tranches::tranches(&paid, store.rows(make.of));
                        for (row, parts) in wrong.into_iter().take(MOST_FINDINGS) {
                            findings.push(not_in_parts(store, made, make.of, row, &parts));
                        }
                        (count, Made { columns, reference: None })
                    }
                    How::Split { amount, shares } => {
                        let shares: Vec<_> = shares
                            .iter()
                            .map(|(party, part)| (store.view(*party, make.of), part.map(|part| store.view(part, make.of))))
                            .collect();
                        let (count, columns) = split::split(store.view(*amount, make.of), &shares, store.rows(make.of));
                        (count, Made { columns, reference: None })
                    }
                }
            };
            store.rows[index.at()] = count;
            store.made[index.at()] = Some(made);
            return;
        }
        Op::Computed(computed) => find(store, texts, computed, index, work.threads, findings),
        Op::Reduce(reduce) => {
            let view = |id: StepId| store.view(id, reduce.over);
            let over = reduce::Over {
                op: &reduce.op,
                rows: store.rows(reduce.over),
                groups: rows,
                by: reduce.by.map(view),
                filter: reduce.filter.map(view),
                value: reduce.value.map(view),
                weight: reduce.weight.map(view),
                skip_blanks: reduce.skip_blanks,
                order: reduce.order.iter().map(|id| view(*id)).collect(),
            };
            let text_of =
                |row: usize, texts: &Texts| over.value.map_or(String::new(), |value| text(store, value, row, texts).unwrap_or_default());
            let (column, negative) = reduce::reduce(&over, texts, work.threads, &text_of);
            if let Some(weight) = reduce.weight {
                for row in negative.into_iter().take(MOST_FINDINGS) {
                    let finding = negative_weight(
                        store,
                        weight,
                        reduce.over,
                        row,
                        texts,
                        say!("an average cannot be weighted by it", "无法据此加权"),
                    );
                    let finding = finding.label(step.span, say!("averaged here", "在此求平均"));
                    let help = say!("let no weight be below zero: `weighted by (…, at least 0)`", "使权重不为负：`加权按（…，不低于 0）`");
                    findings.push(finding.help(help));
                }
            }
            column
        }
        Op::Cover(covering) => {
            let view = |id: StepId| store.view(id, covering.over);
            cover::cover(
                &cover::Covering {
                    measure: covering.measure,
                    rows: store.rows(covering.over),
                    groups: rows,
                    by: covering.by.map(view),
                    filter: covering.filter.map(view),
                    from: view(covering.covered.0),
                    to: view(covering.covered.1),
                    skip_blanks: covering.skip_blanks,
                    first: store.view(covering.during.0, index),
                    last: store.view(covering.during.1, index),
                },
                texts,
            )
        }
        Op::Rank(ranked) => {
            if store.columns.get(id.at()).is_some_and(Option::is_some) {
                // It came with another one.
                return;
            }
            let alike = alike(plan, id, ranked);
            let view = |id: StepId| store.view(id, index);
            let ranked = rank::Ranked {
                rows,
                keys: ranked.keys.iter().map(|(key, order)| (view(*key), *order == RankOrder::HighestFirst)).collect(),
                within: ranked.within.map(view),
                cohorts: ranked.within.map_or(1, |within| store.rows(whose(plan, within))),
                among: ranked.among.map(view),
                place: ranked.place,
                blanks: ranked.blanks,
            };
            let also: Vec<rank::Also> = alike.iter().map(|(_, also)| *also).collect();
            let (column, others) = rank::rank(&ranked, &also, texts, work.threads);
            for ((other, _), column) in alike.into_iter().zip(others) {
                store.columns[other.at()] = Some(std::sync::Arc::new(column));
            }
            column
        }
        Op::Scan(found) => {
            let view = |id: StepId| store.view(id, index);
            let order: Vec<View<'_>> = found.order.iter().map(|id| view(*id)).collect();
            let runs = series::Runs::new(rows, found.within.map(view), &order, texts);
            series::scan(&found.op, found.value.map(view), &runs, rows, texts)
        }
        Op::Fold(carried) => {
            let states = fold::fold(store, carried, index, texts);
            store.folded.insert(id, states);
            return;
        }
        Op::Ledger(kept) => {
            let keeps = ledger::Keeps { postings: work.keep != super::Keep::Outputs, traces: work.traces };
            let done = ledger::ledger(store, kept, texts, keeps, findings);
            store.ledgers.insert(id, done);
            return;
        }
        Op::Allocate(shared) => {
            let view = |id: StepId| store.view(id, index);
            let whose = shared.within.map_or(OVERALL, |within| whose(plan, within));
            let order = shared.order.iter().map(|id| view(*id)).collect();
            let (column, negative) = allocate::allocate(
                &allocate::Shared {
                    rows,
                    amount: store.view(shared.amount, whose),
                    within: shared.within.map(view),
                    among: shared.among.map(view),
                    weight: view(shared.weight),
                    unit: &shared.unit,
                    odd: shared.odd,
                    order,
                },
                texts,
            );
            for row in negative.into_iter().take(MOST_FINDINGS) {
                let finding =
                    negative_weight(store, shared.weight, index, row, texts, say!("an amount cannot be shared out by it", "无法据此分配"));
                let finding = finding.label(step.span, say!("shared out here", "在此分配"));
                findings.push(finding.help(say!("let no weight be below zero: `by …, at least 0`", "使权重不为负：`按 …，不低于 0`")));
            }
            column
        }
        Op::Map(map, inputs) => {
            let views: Vec<View<'_>> = inputs.iter().map(|id| store.view(*id, index)).collect();
            let mut batches = Vec::with_capacity(rows.div_ceil(BATCH));
            for from in (0..rows).step_by(BATCH) {
                let count = rows.saturating_sub(from).min(BATCH);
                batches.push(match map {
                    Map::Join(between) => {
                        let spread: Vec<Batch> = views.iter().map(|view| batch_of(*view, from, count)).collect();
                        joined::join(between, &spread.iter().collect::<Vec<_>>(), texts, count)
                    }
                    _ => {
                        let lines: Vec<Result<String, State>> = (from..from.saturating_add(count))
                            .map(|row| views.first().map_or(Err(State::Blank), |view| text(store, *view, row, texts)))
                            .collect();
                        joined::of_rows(lines.into_iter(), texts)
                    }
                });
            }
            Column { batches }
        }
        // The others are elementwise, or there before.
        Op::Constant(_)
        | Op::Blank
        | Op::NotApplicable
        | Op::Today
        | Op::Field(_)
        | Op::Made { .. }
        | Op::Grouped(_)
        | Op::Row(_)
        | Op::Settle { .. }
        | Op::Cases { .. }
        | Op::Piece(_)
        | Op::Gather { .. }
        | Op::Carried { .. }
        | Op::Closing { .. }
        | Op::Given(_)
        | Op::State(_)
        | Op::Lookup { .. } => return,
    };
    store.columns[id.at()] = Some(std::sync::Arc::new(column));
}

/// The record that a reference leads to.
fn whose(plan: &Plan, reference: StepId) -> RecordId {
    match plan.step(reference).kind {
        Kind::Reference(record) => record,
        _ => OVERALL,
    }
}

/// The other ranks of a run in the order of one by a single key, or in the opposite order.
fn alike(plan: &Plan, id: StepId, ranked: &Rank) -> Vec<(StepId, rank::Also)> {
    let [(key, order)] = ranked.keys.as_slice() else { return Vec::new() };
    let others = plan.stages.iter().filter_map(|stage| match stage {
        Stage::Whole(other) if *other != id && plan.step(*other).index == plan.step(id).index => Some(*other),
        _ => None,
    });
    let also = others.filter_map(|other| match &plan.step(other).op {
        Op::Rank(own) if own.within == ranked.within && own.among == ranked.among => match own.keys.as_slice() {
            [(own_key, own_order)] if own_key == key => Some((other, rank::Also { turned: own_order != order, place: own.place })),
            _ => None,
        },
        _ => None,
    });
    also.collect()
}

/// A batch of a column as one of so many rows.
fn batch_of(view: View<'_>, from: usize, rows: usize) -> Batch {
    let found = if view.one {
        view.column.batches.first().map(|one| super::store::spread(one, rows))
    } else {
        view.column.batches.get(from / BATCH).cloned()
    };
    found.unwrap_or_else(|| super::kernels::map::absent(view.kind, State::NotGiven, rows))
}

/// The value of a row as a text: as in a key, but members by name, and a row of a record by the name people know it by.
fn text(store: &Store<'_>, view: View<'_>, row: usize, texts: &Texts) -> Result<String, State> {
    let value = value_at(view.column, if view.one { 0 } else { row }, view.kind, texts)?;
    Ok(match (&value, view.kind) {
        (Value::Member(member), Kind::Member(id)) => {
            let members = &store.program.enumeration(id).members;
            members.get(*member as usize).map(|member| member.name.clone()).unwrap_or_default()
        }
        (Value::Reference(row), Kind::Reference(record)) => keys::text(store.program, store.tables, record, *row),
        _ => keys::part(store.program, store.tables, view.kind, &value),
    })
}

/// A reference found by key.
fn find(store: &Store<'_>, texts: &Texts, computed: &Computed, index: RecordId, threads: usize, findings: &mut Vec<Diagnostic>) -> Column {
    let rows = store.rows(index);
    let by: Vec<View<'_>> = computed.by.iter().map(|id| store.view(*id, index)).collect();
    if let Some(counts) = combined(store, computed, &by) {
        return find::in_product(&by, rows, &counts, threads);
    }
    let keys: Vec<View<'_>> = computed.keys.iter().map(|id| store.view(*id, computed.target)).collect();
    let found = find::by_key(&by, rows, &keys, store.rows(computed.target), texts);
    let mut missed = 0usize;
    let mut leads = Vec::with_capacity(rows);
    for (row, lead) in found.into_iter().enumerate() {
        leads.push(match lead {
            Ok(Some(lead)) => Ok(lead),
            Err(absence) => Err(absence),
            Ok(None) => {
                if !computed.or_blank && missed < MOST_FINDINGS {
                    findings.push(dangling(store, computed, index, row, &by));
                    missed = missed.saturating_add(1);
                }
                Err(State::Blank)
            }
        });
    }
    build::references(&leads)
}

/// How many rows each of the records has whose rows are combined by the record that a reference leads to, if it is found by these rows.
fn combined(store: &Store<'_>, computed: &Computed, by: &[View<'_>]) -> Option<Vec<usize>> {
    let target = store.program.record(computed.target);
    let Rows::Product(of) = &target.rows else { return None };
    let is_key = target.key.iter().map(|field| field.at()).eq(0..of.len());
    let by_rows = by.iter().map(|view| view.kind).eq(of.iter().map(|record| Kind::Reference(*record)));
    (is_key && by_rows).then(|| of.iter().map(|record| store.rows(*record)).collect())
}

/// Says that an amount cannot be paid in so many parts.
fn not_in_parts(store: &Store<'_>, made: &Tranches, of: RecordId, row: usize, parts: &Exact) -> Diagnostic {
    let name = keys::name(store.program, store.tables, of, u32::try_from(row).unwrap_or(u32::MAX));
    let texts = &store.tables.texts;
    let amount = text(store, store.view(made.amount, of), row, texts).unwrap_or_default();
    let (parts, most) = (decimal::format_plain(parts), tranches::MOST_PARTS);
    Diagnostic::new(
        Code::E0611,
        say!("{amount} of `{name}` cannot be paid in {parts} tranches", "`{name}` 的 {amount} 不能分 {parts} 期支付"),
    )
    .label(store.plan.step(made.parts).span, say!("how many there are", "期数"))
    .label(store.plan.step(made.amount).span, say!("what is paid in them", "分期支付的金额"))
    .help(say!(
        "an amount has a whole number of tranches, from 1 to {most}; where there is nothing to pay there may be none",
        "金额须分为 1 至 {most} 期，期数为整数；无须支付时可为 0 期"
    ))
}

/// Says that the weight of a row is below zero, and what cannot be done for that.
fn negative_weight(store: &Store<'_>, weight: StepId, of: RecordId, row: usize, texts: &Texts, cannot: Text) -> Diagnostic {
    let name = keys::name(store.program, store.tables, of, u32::try_from(row).unwrap_or(u32::MAX));
    let figure = text(store, store.view(weight, of), row, texts).unwrap_or_default();
    let message =
        Text::both(format!("the weight of `{name}` is {figure}: {}", cannot.en), format!("`{name}` 的权重为 {figure}，{}", cannot.zh));
    Diagnostic::new(Code::E0608, message).label(store.plan.step(weight).span, say!("the weight", "权重"))
}

/// Says that a record that combines others has more rows, or more values on them, than are held.
fn too_many(store: &Store<'_>, index: RecordId, counts: &[usize], values: usize) -> Diagnostic {
    let record = store.program.record(index);
    let (name, sizes) = (&record.name, counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" × "));
    let message = say!(
        "`{name}` would have {sizes} rows with {values} values each: more than {MOST_MADE} values",
        "`{name}` 将有 {sizes} 行，每行 {values} 个数值，超过 {MOST_MADE} 个",
        MOST_MADE = build::MOST_MADE
    );
    Diagnostic::new(Code::E0610, message)
        .label(record.span, say!("a row for each combination", "每种组合一行"))
        .help(say!("combine fewer records, or a shorter calendar", "减少组合的记录，或缩短日历"))
}

fn dangling(store: &Store<'_>, computed: &Computed, index: RecordId, row: usize, by: &[View<'_>]) -> Diagnostic {
    let program = store.program;
    let field = program.field(index, computed.field);
    let (reference, target) = (&field.name, &program.record(computed.target).name);
    let name = keys::name(program, store.tables, index, u32::try_from(row).unwrap_or(u32::MAX));
    let key: Vec<String> = by.iter().map(|view| text(store, *view, row, &store.tables.texts).unwrap_or_default()).collect();
    let key = keys::written(&keys::joined(&key));
    Diagnostic::new(
        Code::E0507,
        say!(
            "`{reference}` of `{name}` leads nowhere: there is no `{target}` of the key {key}",
            "`{name}` 的 `{reference}` 无所指：没有主键为 {key} 的 `{target}`"
        ),
    )
    .label(field.span, say!("`{reference}` finds its `{target}` by these values", "`{reference}` 按这些值查找 `{target}`"))
    .help(say!("if there may be none, the reference says `or blank`", "确实可以没有时，请在引用后注明 `可空`"))
}
