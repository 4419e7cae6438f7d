//! Engines that take rows one by one: what they are given, what they give, and how they are driven.

use crate::measure::{Clock, Subject, Task};
use rust_decimal::Decimal;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A manager with typed figures.
pub struct Manager {
    pub id: String,
    pub grade: String,
    pub tenure: i64,
    /// By the names in [`AMOUNTS`].
    pub amounts: [Decimal; 6],
    pub customers: i64,
    pub complaints: i64,
    pub exam: Decimal,
    pub clean: bool,
    pub discipline: String,
    pub licence_expiry: String,
    pub in_post_since: String,
}

/// The headings of a manager's amounts.
pub const AMOUNTS: [&str; 6] = ["deposit_avg", "deposit_base", "loan_interest_collected", "loan_balance", "npl_balance", "fee_income"];

/// The headings of what is paid.
pub const PAID: [&str; 12] = [
    "capability_pay",
    "deposit_pay",
    "interest_pay",
    "fee_pay",
    "customer_award",
    "zero_complaint_award",
    "penalty",
    "total",
    "deferred",
    "tranche1",
    "tranche2",
    "tranche3",
];

/// What a manager gets.
#[derive(Default)]
pub struct Paid {
    pub amounts: [Decimal; 12],
    pub rotation: bool,
    pub admitted: bool,
}

/// An engine with the scheme in its own language.
pub trait ByRow {
    /// Articles 1 to 7 of one manager.
    fn pay(&mut self, manager: &Manager) -> io::Result<Paid>;
}

impl Manager {
    fn parse(line: &str) -> io::Result<Manager> {
        let cells: Vec<&str> = line.split(',').collect();
        let text = |at: usize| cells.get(at).copied().ok_or_else(|| io::Error::other("a row is too short"));
        let owned = |at: usize| text(at).map(str::to_owned);
        let whole = |at: usize| text(at)?.parse::<i64>().map_err(io::Error::other);
        let decimal = |at: usize| text(at)?.parse::<Decimal>().map_err(io::Error::other);
        Ok(Manager {
            id: owned(0)?,
            grade: owned(3)?,
            tenure: whole(4)?,
            amounts: [decimal(5)?, decimal(6)?, decimal(7)?, decimal(8)?, decimal(9)?, decimal(10)?],
            customers: whole(11)?,
            complaints: whole(12)?,
            exam: decimal(13)?,
            clean: text(14)? == "true",
            discipline: owned(15)?,
            licence_expiry: owned(16)?,
            in_post_since: owned(17)?,
        })
    }
}

/// The engine in memory and from CSV to CSV, each with one thread; the second is done once, so that what it writes can be compared.
pub fn subjects<E: ByRow + 'static>(
    name: &'static str,
    engine: E,
    clock: Clock,
    from: &Path,
    to: &Path,
) -> io::Result<Vec<Subject<'static>>> {
    let text = std::fs::read_to_string(from)?;
    let managers = text.lines().skip(1).map(Manager::parse).collect::<io::Result<Vec<_>>>()?;
    let (rows, engine) = (managers.len(), Rc::new(RefCell::new(engine)));
    csv_to_csv(&mut *engine.borrow_mut(), from, to)?;
    let (from, to): (PathBuf, PathBuf) = (from.to_owned(), to.to_owned());
    let task = |from_csv| Task { from_csv, ranked: false, threads: 1 };
    let in_memory = Rc::clone(&engine);
    Ok(vec![
        Subject {
            engine: name,
            task: task(false),
            rows,
            writes: None,
            run: Box::new(move || {
                let engine = &mut *in_memory.borrow_mut();
                clock.time(|| managers.iter().map(|manager| engine.pay(manager)).collect::<io::Result<Vec<_>>>())
            }),
        },
        Subject {
            engine: name,
            task: task(true),
            rows,
            writes: Some(to.clone()),
            run: Box::new(move || clock.time(|| csv_to_csv(&mut *engine.borrow_mut(), &from, &to))),
        },
    ])
}

fn csv_to_csv(engine: &mut dyn ByRow, from: &Path, to: &Path) -> io::Result<()> {
    let text = std::fs::read_to_string(from)?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    writeln!(out, "id,{},rotation_due,admitted", PAID.join(","))?;
    for line in text.lines().skip(1) {
        let manager = Manager::parse(line)?;
        let paid = engine.pay(&manager)?;
        write!(out, "{}", manager.id)?;
        for amount in paid.amounts {
            write!(out, ",{amount:.2}")?;
        }
        writeln!(out, ",{},{}", paid.rotation, paid.admitted)?;
    }
    out.flush()
}
