//! What is shared out is all paid: prizes sum to the places taken, pools to their amounts, whoever is equal and in whatever order.

use merit::data::{Input, InputFormat, ReadOptions, read};
use merit::engine::{Engine, Settings};
use merit::run::Cell;
use merit::values::{Exact, Value};
use proptest::prelude::*;

const HEAD: &str =
    "policy \"P\" { version \"1\"; in force 2026-01-01 onwards; as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager; 29 February falls on 28 February }
record manager { id text key; team integer; growth integer >= 0; takes_part yes/no }
";

/// A manager: the team, the growth, and whether one takes part.
type Manager = (i64, i64, bool);

/// The values of a clause, in the order of the managers; none where it does not apply.
fn values(clause: &str, managers: &[Manager]) -> Vec<Option<Exact>> {
    let policy = Engine::compile("p", &format!("{HEAD}article 1 {{ {clause} }}")).unwrap();
    let program = policy.program();
    let mut csv = String::from("id,team,growth,takes_part\n");
    for (at, (team, growth, takes_part)) in managers.iter().enumerate() {
        csv.push_str(&format!("M{at:03},{team},{growth},{}\n", if *takes_part { "yes" } else { "no" }));
    }
    let record = program.record_named("manager").unwrap();
    let input = Input { name: "manager.csv".into(), bytes: csv.into_bytes(), format: InputFormat::Csv };
    let (tables, findings) = read(program, &[(record, input)], &ReadOptions::default());
    assert!(findings.is_empty(), "{findings:?}");
    let definition = program.definitions.iter().position(|definition| definition.name == "shared").unwrap();
    let definition = merit::program::DefinitionId(u32::try_from(definition).unwrap());
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap();
    (0..managers.len())
        .map(|row| match evaluation.value(definition, row) {
            Cell::Present(Value::Number(amount)) => Some(amount),
            Cell::NotApplicable => None,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn sum(values: &[Option<Exact>]) -> Exact {
    values.iter().flatten().fold(Exact::zero(), |sum, value| &sum + value)
}

fn managers() -> impl Strategy<Value = Vec<Manager>> {
    prop::collection::vec((0..2i64, 0..4i64, prop::bool::weighted(0.8)), 1..12)
}

fn odd_cents() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["by largest remainder, ties by id", "one by one by id", "to first by id", "to last by id"])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prizes_sum_to_the_places_taken(managers in managers(), odd in odd_cents()) {
        let clause = format!(
            "prizes shared {{ among takes_part; within team; rank growth highest first ties shared;
               place 1: 100.01; places 2 to 3: 50; place 4: 0.02; odd cents {odd} }}"
        );
        let given = values(&clause, &managers);
        let prizes = [10_001, 5_000, 5_000, 2];
        for team in 0..2 {
            let of_team: Vec<usize> = (0..managers.len()).filter(|&at| managers[at].0 == team && managers[at].2).collect();
            let expected: i128 = prizes.iter().take(of_team.len()).sum();
            let paid: Vec<Option<Exact>> = of_team.iter().map(|&at| given[at].clone()).collect();
            prop_assert_eq!(sum(&paid), Exact::from_scaled(expected, 2), "{:?}", given);
            for &a in &of_team {
                for &b in &of_team {
                    let (mine, theirs) = (given[a].clone().unwrap(), given[b].clone().unwrap());
                    if managers[a].1 > managers[b].1 {
                        prop_assert!(mine >= theirs, "the better one gets less: {:?}", given);
                    }
                    if managers[a].1 == managers[b].1 && !odd.starts_with("to") {
                        prop_assert!((&mine - &theirs).abs() <= Exact::from_scaled(1, 2), "equal ones differ: {:?}", given);
                    }
                }
            }
        }
        for (manager, prize) in managers.iter().zip(&given) {
            prop_assert_eq!(manager.2, prize.is_some());
        }
    }

    #[test]
    fn pools_sum_to_their_amounts(managers in managers(), odd in odd_cents()) {
        let clause = format!("pool shared {{ amount 100.01; within team; among takes_part; by growth; odd cents {odd} }}");
        let given = values(&clause, &managers);
        for team in 0..2 {
            let of_team: Vec<usize> = (0..managers.len()).filter(|&at| managers[at].0 == team && managers[at].2).collect();
            let weights: i64 = of_team.iter().map(|&at| managers[at].1).sum();
            let paid: Vec<Option<Exact>> = of_team.iter().map(|&at| given[at].clone()).collect();
            let expected = if weights == 0 { 0 } else { 10_001 };
            prop_assert_eq!(sum(&paid), Exact::from_scaled(expected, 2), "{:?}", given);
        }
    }

    #[test]
    fn as_many_are_taken_as_said(managers in managers(), ties in prop::sample::select(vec!["all in", "all out", "by id"])) {
        let clause = format!(
            "quota chosen {{ among takes_part; within team; rank growth highest first ties {ties}; takes 40%, rounded up }}
             award shared = if chosen then 1 else 0 {{ when takes_part }}"
        );
        let given = values(&clause, &managers);
        for team in 0..2 {
            let of_team: Vec<usize> = (0..managers.len()).filter(|&at| managers[at].0 == team && managers[at].2).collect();
            let size = (of_team.len() * 2).div_ceil(5);
            let taken = |at: usize| given[at] == Some(Exact::one());
            let count = of_team.iter().filter(|&&at| taken(at)).count();
            match ties {
                "all in" => prop_assert!(count >= size),
                "all out" => prop_assert!(count <= size),
                _ => prop_assert_eq!(count, size),
            }
            for &a in &of_team {
                for &b in &of_team {
                    prop_assert!(managers[a].1 <= managers[b].1 || taken(a) || !taken(b), "a worse one is taken: {:?}", given);
                    prop_assert!(ties == "by id" || managers[a].1 != managers[b].1 || taken(a) == taken(b));
                }
            }
        }
    }

    #[test]
    fn what_is_deferred_is_paid_in_the_end(
        amounts in prop::collection::vec(0..1_000_000i64, 1..6),
        shares in (0..=100i64, 0..=100i64),
        parts in 1..7i64,
        odd in prop::sample::select(vec!["to last", "to first", "one by one"]),
    ) {
        let (deferred, instruments) = shares;
        let policy = format!(
            "{HEAD}article 1 {{
               pay bonus = growth / 100
               deferral kept into part {{
                 on bonus; takes {deferred}%; in instruments {instruments}%; parts {parts}; every 1 year from 2026-01-31; odd cents {odd}
               }}
               all_of_it = kept + kept.upfront = bonus and kept.cash + kept.instruments = kept and kept.upfront_cash + kept.upfront_instruments = kept.upfront
               in_parts = sum(amount over part) = kept and sum(instruments over part) = kept.instruments and sum(cash over part) = kept.cash
               none_below_zero = all(amount >= 0 and cash >= 0 and instruments >= 0 and amount = cash + instruments over part)
               assert \"all of it\" all_of_it
               assert \"in parts\" in_parts
               assert \"none below zero\" none_below_zero
             }}"
        );
        let policy = Engine::compile("p", &policy).unwrap();
        let program = policy.program();
        let mut csv = String::from("id,team,growth,takes_part\n");
        amounts.iter().enumerate().for_each(|(at, growth)| csv.push_str(&format!("M{at:03},1,{growth},yes\n")));
        let input = Input { name: "manager.csv".into(), bytes: csv.into_bytes(), format: InputFormat::Csv };
        let (tables, findings) = read(program, &[(program.record_named("manager").unwrap(), input)], &ReadOptions::default());
        prop_assert!(findings.is_empty(), "{findings:?}");
        let evaluation = policy.evaluate(&tables, &Settings::default());
        prop_assert!(evaluation.is_ok(), "{:?}", evaluation.err());
    }

    #[test]
    fn events_take_no_more_than_there_is(
        due in 0..1_000_000i64,
        deferred in 0..=100i64,
        parts in 1..7i64,
        events in prop::collection::vec((0..2_500i64, 0..3u8, 0..=100i64, 0..20_000i64), 0..8),
    ) {
        let policy = format!(
            "{HEAD}
             record event {{ id text key; manager -> manager; happened date; kind one of share, stop, claim; part percent 0 to 100%; claim money }}
             article 1 {{
               pay bonus = growth / 100
               deferral kept into part {{ on bonus; takes {deferred}%; parts {parts}, at most 6; every 1 year from 2020-02-29; odd cents one by one }}
               clawback back of kept over event {{
                 dated  happened
                 takes  event.part when kind = share
                 stops  event.part when kind = stop
                 takes  claim when kind = claim
                 within 4 years from 2020-02-29
               }}
               net = bonus - back - back.malus
               assert \"nothing below zero\" net >= 0 and back >= 0 and back.malus >= 0 and all(left >= 0 and stopped >= 0 over part)
               assert \"part by part\" sum(left over part) = back.left and sum(stopped over part) = back.malus
               assert \"event by event\" all(event.back >= 0 and event.back.malus <= event.back.open and event.back <= event.back.paid over event)
             }}"
        );
        let policy = Engine::compile("p", &policy).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
        let program = policy.program();
        let managers = format!("id,team,growth,takes_part\nM,1,{due},yes\nN,1,{due},yes\n");
        let mut csv = String::from("id,manager,happened,kind,part,claim\n");
        for (at, (days, kind, part, claim)) in events.iter().enumerate() {
            let (manager, kind) = (if at % 3 == 2 { "N" } else { "M" }, ["share", "stop", "claim"][usize::from(*kind)]);
            let (year, month, day) = (2020 + days / 336, 1 + days % 336 / 28, 1 + days % 28);
            csv.push_str(&format!("E{at},{manager},{year}-{month:02}-{day:02},{kind},{part},{claim}\n"));
        }
        let input = |name: &str, text: String| {
            let record = program.record_named(name).unwrap();
            (record, Input { name: format!("{name}.csv"), bytes: text.into_bytes(), format: InputFormat::Csv })
        };
        let (tables, findings) = read(program, &[input("manager", managers), input("event", csv)], &ReadOptions::default());
        prop_assert!(findings.is_empty(), "{findings:?}");
        let evaluation = policy.evaluate(&tables, &Settings::default());
        prop_assert!(evaluation.is_ok(), "{:?}", evaluation.err());
    }
}
