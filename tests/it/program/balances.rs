//! What is carried on: a year run month by month, each run beginning with what the last one left, comes to what the year run at once comes
//! to; and what is recovered from several balances in turn sums to what was to be recovered.

use merit::data::{Input, InputFormat, ReadOptions, Tables, read};
use merit::engine::{Engine, Policy, Settings};
use merit::program::DefinitionId;
use merit::run::Cell;
use merit::values::{Exact, Value};
use proptest::prelude::*;

const HEAD: &str = "policy \"P\" { version \"1\"; in force 2026-01-01 onwards; as of 2026-12-31; currency CNY, rounded half up to 0.01; subject manager }\n";

/// Awards that vest and are taken back, between two days.
const LEDGER: &str = "
record manager { id text key; first date; last date; paid money; clawed_back money }
record award { id text key; manager -> manager; due date; unvested money; forfeited money }
record event { id text key; manager -> manager; day date; share percent; loss money }
article 1 {
  ledger standing {
    account held starts paid,                  taken to taken_back
    account open of award by due starts unvested, taken to lost
    account taken_back starts clawed_back
    account lost of award starts forfeited
    on award at due when due in manager.first to manager.last { move all from open to held }
    on event at day when day in first to last {
      take share × open from each open
      take share × held from held
      take up to loss from held, then from open latest first
    }
  }
  output held = standing.held
  output taken_back = standing.taken_back
  for each award { output open = standing.open; output lost = standing.lost }
}";

/// A deficit that is worked off before anything is paid, and a yearly allowance that is used up.
const CARRY: &str = "
record manager { id text key; deficit money; paid money }
record row { manager -> manager; number integer key; earned money }
article 1 {
  for each row {
    carry deficit { starts manager.deficit; next deficit - earned, at least 0; within manager; by number }
    carry paid: money { starts manager.paid; next paid + (earned - deficit, at least 0); within manager; by number }
  }
  output left = closing(deficit over row), blank as deficit
  output so_far = closing(paid over row), blank as paid
}";

/// Debts and a deposit that a loss is recovered from.
const WATERFALL: &str = "
record manager { id text key; deposit money; loss money; day date }
record debt { id text key; manager -> manager; since date; owed money }
article 1 {
  ledger recovery {
    account kept starts deposit, taken to recovered
    account open of debt by since starts owed, taken to recovered
    account recovered
    on manager at day { take up to loss from open oldest first, then from kept }
  }
  output kept = recovery.kept
  output recovered = recovery.recovered
  for each debt { output open = recovery.open }
}";

/// A policy with data.
struct Run {
    policy: Policy,
    tables: Tables,
}

impl Run {
    fn of(text: &str, files: &[(&str, String)]) -> Run {
        let policy = Engine::compile("p", &format!("{HEAD}{text}")).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
        let inputs: Vec<_> = files
            .iter()
            .map(|(name, csv)| {
                let input = Input { name: format!("{name}.csv"), bytes: csv.clone().into_bytes(), format: InputFormat::Csv };
                (policy.program().record_named(name).unwrap(), input)
            })
            .collect();
        let (tables, findings) = read(policy.program(), &inputs, &ReadOptions::default());
        assert!(findings.is_empty(), "{findings:?}");
        Run { policy, tables }
    }

    /// The named values of a record, each for so many rows.
    fn values(&self, record: &str, names: &[&str], rows: usize) -> Vec<Vec<Exact>> {
        let program = self.policy.program();
        let record = program.record_named(record).unwrap();
        let evaluation = self.policy.evaluate(&self.tables, &Settings::default()).unwrap();
        let of = |name: &&str| {
            let wanted = |definition: &merit::program::Definition| {
                definition.owner == record && definition.name == *name && definition.parent.is_none() && definition.output
            };
            let at = program.definitions.iter().position(wanted).unwrap();
            let definition = DefinitionId(u32::try_from(at).unwrap());
            let value = |row| match evaluation.value(definition, row) {
                Cell::Present(Value::Number(amount)) => amount,
                other => panic!("{name} at {row}: {other:?}"),
            };
            (0..rows).map(value).collect()
        };
        names.iter().map(of).collect()
    }
}

fn cents() -> impl Strategy<Value = i128> {
    prop_oneof![Just(0i128), 1..100i128, 1..2_000_000i128]
}

fn amount(cents: &Exact) -> String {
    merit::values::decimal::format_plain(cents)
}

fn day(month: usize, day: usize) -> String {
    format!("2026-{:02}-{:02}", month + 1, day + 1)
}

/// The standing of a manager: what is held, what was taken back, and of each award what is open and what was lost.
#[derive(Clone, Debug, PartialEq)]
struct Standing {
    held: Exact,
    taken_back: Exact,
    open: Vec<Exact>,
    lost: Vec<Exact>,
}

/// Runs some months of a year.
fn standing(from: usize, to: usize, before: &Standing, due: &[(usize, usize)], events: &[(usize, usize, u32, i128)]) -> Standing {
    let manager = format!(
        "id,first,last,paid,clawed_back\nA,{},2026-{:02}-{},{},{}\n",
        day(from, 0),
        to + 1,
        [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][to],
        amount(&before.held),
        amount(&before.taken_back)
    );
    let mut awards = String::from("id,manager,due,unvested,forfeited\n");
    for (at, (month, of_month)) in due.iter().enumerate() {
        let (open, lost) = (amount(&before.open[at]), amount(&before.lost[at]));
        awards.push_str(&format!("T{at:02},A,{},{open},{lost}\n", day(*month, *of_month)));
    }
    let mut list = String::from("id,manager,day,share,loss\n");
    for (at, (month, of_month, share, loss)) in events.iter().enumerate() {
        let loss = amount(&Exact::from_scaled(*loss, 2));
        list.push_str(&format!("E{at:02},A,{},{share},{loss}\n", day(*month, *of_month)));
    }
    let run = Run::of(LEDGER, &[("manager", manager), ("award", awards), ("event", list)]);
    let own = run.values("manager", &["held", "taken_back"], 1);
    let of_awards = run.values("award", &["open", "lost"], due.len());
    Standing { held: own[0][0].clone(), taken_back: own[1][0].clone(), open: of_awards[0].clone(), lost: of_awards[1].clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_ledger_run_month_by_month_is_the_year_run_at_once(
        paid in cents(),
        awards in prop::collection::vec((0..12usize, 0..28usize, cents()), 1..6),
        events in prop::collection::vec((0..12usize, 0..28usize, 0..=100u32, cents()), 0..8),
    ) {
        let due: Vec<(usize, usize)> = awards.iter().map(|(month, day, _)| (*month, *day)).collect();
        let opening = Standing {
            held: Exact::from_scaled(paid, 2),
            taken_back: Exact::ZERO,
            open: awards.iter().map(|(_, _, open)| Exact::from_scaled(*open, 2)).collect(),
            lost: vec![Exact::ZERO; awards.len()],
        };
        let at_once = standing(0, 11, &opening, &due, &events);
        let mut by_month = opening;
        for month in 0..12 {
            by_month = standing(month, month, &by_month, &due, &events);
        }
        prop_assert_eq!(at_once, by_month);
    }

    #[test]
    fn a_carry_run_month_by_month_is_the_year_run_at_once(deficit in cents(), earned in prop::collection::vec(cents(), 12)) {
        let run = |from: usize, to: usize, deficit: &Exact, paid: &Exact| {
            let manager = format!("id,deficit,paid\nA,{},{}\n", amount(deficit), amount(paid));
            let mut rows = String::from("manager,number,earned\n");
            for (at, earned) in earned.iter().enumerate().take(to).skip(from) {
                rows.push_str(&format!("A,{at},{}\n", amount(&Exact::from_scaled(*earned, 2))));
            }
            let values = Run::of(CARRY, &[("manager", manager), ("row", rows)]).values("manager", &["left", "so_far"], 1);
            (values[0][0].clone(), values[1][0].clone())
        };
        let opening = (Exact::from_scaled(deficit, 2), Exact::ZERO);
        let at_once = run(0, 12, &opening.0, &opening.1);
        let mut by_month = opening;
        for month in 0..12 {
            by_month = run(month, month + 1, &by_month.0, &by_month.1);
        }
        prop_assert_eq!(at_once, by_month);
    }

    #[test]
    fn what_is_recovered_in_turn_sums_to_the_whole(
        deposit in cents(),
        loss in cents(),
        debts in prop::collection::vec((0..12usize, cents()), 1..8),
    ) {
        let manager = format!(
            "id,deposit,loss,day\nA,{},{},2026-12-31\n",
            amount(&Exact::from_scaled(deposit, 2)),
            amount(&Exact::from_scaled(loss, 2))
        );
        let mut list = String::from("id,manager,since,owed\n");
        for (at, (month, owed)) in debts.iter().enumerate() {
            list.push_str(&format!("D{at:02},A,{},{}\n", day(*month, 0), amount(&Exact::from_scaled(*owed, 2))));
        }
        let run = Run::of(WATERFALL, &[("manager", manager), ("debt", list)]);
        let own = run.values("manager", &["kept", "recovered"], 1);
        let open = run.values("debt", &["open"], debts.len()).remove(0);
        let all: i128 = deposit + debts.iter().map(|(_, owed)| owed).sum::<i128>();
        prop_assert_eq!(&own[1][0], &Exact::from_scaled(loss.min(all), 2));
        let left = open.iter().fold(own[0][0].clone(), |sum, open| &sum + open);
        prop_assert_eq!(left.add(&own[1][0]), Exact::from_scaled(all, 2));
        // A later one is touched only when all earlier ones are paid off; the deposit only after the last.
        let mut order: Vec<usize> = (0..debts.len()).collect();
        order.sort_by_key(|at| (debts[*at].0, *at));
        let touched: Vec<bool> = order.iter().map(|at| open[*at] != Exact::from_scaled(debts[*at].1, 2)).collect();
        for (at, later) in touched.iter().enumerate().skip(1) {
            prop_assert!(!later || order[..at].iter().all(|earlier| open[*earlier].is_zero()));
        }
        prop_assert!(own[0][0] == Exact::from_scaled(deposit, 2) || open.iter().all(Exact::is_zero));
    }
}
