//! Random ledgers: accounts of a record and of rows that refer to it, entries of one or two records, lines that never overdraw.

use merit::program::{
    Account, Entries, ExprId, Form, Kind, Ledger, LedgerId, Line, Map, Move, OVERALL, RecordId, Reduce, ReduceOp, Source, SourceRows, Type,
};
use merit::source::Span;
use merit::syntax::ast::Comparison;
use merit::values::{Exact, Value};

use super::expressions::Writer;

/// The accounts: two of the owner, two of other rows.
const OWN: [u32; 2] = [0, 1];
const OF_ROWS: [u32; 2] = [2, 3];

impl Writer<'_, '_> {
    /// What an account holds at last, of the record or of rows of another one.
    pub(super) fn ledger(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let ledger = LedgerId(u32::try_from(self.build.program.ledgers.len()).unwrap());
        let (name, span) = ("ledger".to_owned(), Span::default());
        // What it is made of may be made of others.
        self.build.program.ledgers.push(Ledger { name, span, owner: on, kind, accounts: Vec::new(), entries: Vec::new() });
        let child = self.source(on);
        // Rows of the owner's own record have accounts only as the owner's.
        let child = (child != on).then_some(child);
        let reference = child.filter(|_| on != OVERALL).map(|child| self.reference(child, on, depth.min(1)));
        let mut accounts = Vec::new();
        for at in OWN {
            accounts.push(self.account(on, None, kind, at, depth));
        }
        for at in OF_ROWS {
            if let Some(child) = child {
                accounts.push(self.account(child, reference, kind, at, depth));
            }
        }
        self.build.program.ledgers[ledger.at()].accounts = accounts;
        let mut entries = Vec::new();
        for _ in 0..=self.choices.below(2) {
            let record = if self.choices.once_in(3) { on } else { self.source(on) };
            // A row has one owner, as an account and as an entry.
            let owner = match child {
                Some(child) if child == record => reference,
                _ => (record != on && on != OVERALL).then(|| self.reference(record, on, depth)),
            };
            let at = self.present(record, Kind::Date, depth.min(1));
            let when = self.choices.once_in(2).then(|| self.present(record, Kind::YesNo, depth.min(1)));
            let order = self.keys(record);
            let page = Page { ledger, record, child, kind };
            let lines = self.lines(&page, 2);
            entries.push(Entries { record, span: Span::default(), owner, at, when, order, lines });
        }
        self.build.program.ledgers[ledger.at()].entries = entries;
        let account = self.choices.pick(&OWN);
        let ty = Type::present(kind);
        match child.filter(|_| self.choices.once_in(2)) {
            // Its rows together.
            Some(child) => {
                let account = self.choices.pick(&OF_ROWS);
                let own = reference.map_or(ty, |owner| ty.with_absence_of(self.ty(owner)));
                let value = self.build.expr(child, own, Form::Closing { ledger, account });
                let reduce = Reduce {
                    op: ReduceOp::Sum,
                    over: child,
                    by: reference,
                    filter: None,
                    value: Some(value),
                    weight: None,
                    skip_blanks: true,
                    order: Vec::new(),
                };
                self.build.expr(on, ty, Form::Reduce(Box::new(reduce)))
            }
            None => self.build.expr(on, ty, Form::Closing { ledger, account }),
        }
    }

    fn account(&mut self, of: RecordId, owner: Option<ExprId>, kind: Kind, at: u32, depth: usize) -> Account {
        Account {
            name: format!("account{at}"),
            span: Span::default(),
            of,
            owner,
            order: self.keys(of),
            starts: self.present(of, kind, depth.min(2)),
            overdrawn: self.choices.once_in(4),
        }
    }

    /// Values that put rows in order, always there.
    fn keys(&mut self, on: RecordId) -> Vec<ExprId> {
        if on == OVERALL { Vec::new() } else { self.order(on, 1) }
    }

    fn lines(&mut self, page: &Page, depth: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for _ in 0..=self.choices.below(3) {
            if depth > 0 && self.choices.once_in(4) {
                let held = self.balance(page, page.record);
                let bound = self.present(page.record, page.kind, 1);
                let compare = Map::Compare(self.choices.pick(&[Comparison::Greater, Comparison::LessOrEqual]));
                let test = self.build.expr(page.record, Type::present(Kind::YesNo), Form::Map(compare, vec![held, bound]));
                lines.push(Line::When { test, lines: self.lines(page, depth - 1) });
            } else {
                lines.push(Line::Move(self.movement(page)));
            }
        }
        lines
    }

    fn movement(&mut self, page: &Page) -> Move {
        let span = Span::default();
        let other = |account: u32| account ^ 1;
        // Rows are gone through where the entries are not those rows themselves.
        let rows = page.child.filter(|&child| child != page.record);
        if let Some(child) = rows.filter(|_| self.choices.once_in(3)) {
            let account = self.choices.pick(&OF_ROWS);
            let to = if self.choices.once_in(2) { other(account) } else { self.choices.pick(&OWN) };
            let amount = (!self.choices.once_in(5)).then(|| self.amount_of_row(page, child));
            let when = self.when(page);
            return Move { span, amount, up_to: true, from: vec![Source { account, rows: SourceRows::Each, to, when }] };
        }
        let mut from = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let when = self.when(page);
            from.push(if page.child.is_some() && self.choices.once_in(2) {
                let account = self.choices.pick(&OF_ROWS);
                let order = self.choices.pick(&[SourceRows::OldestFirst, SourceRows::LatestFirst]);
                let to = if self.choices.once_in(2) { other(account) } else { self.choices.pick(&OWN) };
                Source { account, rows: if rows.is_some() { order } else { SourceRows::One }, to, when }
            } else {
                let account = self.choices.pick(&OWN);
                Source { account, rows: SourceRows::One, to: other(account), when }
            });
        }
        let amount = (!self.choices.once_in(5)).then(|| {
            let held = self.balance(page, page.record);
            self.share(page.record, page.kind, held)
        });
        Move { span, amount, up_to: true, from }
    }

    fn when(&mut self, page: &Page) -> Option<ExprId> {
        self.choices.once_in(4).then(|| self.present(page.record, Kind::YesNo, 1))
    }

    /// What an account holds, where it can be read.
    fn balance(&mut self, page: &Page, on: RecordId) -> ExprId {
        let kind = page.kind;
        let read = |account, sum| Form::Balance { ledger: page.ledger, account, sum };
        let form = match page.child {
            Some(child) if child == on && self.choices.once_in(2) => read(self.choices.pick(&OF_ROWS), false),
            Some(_) if self.choices.once_in(3) => read(self.choices.pick(&OF_ROWS), true),
            _ => read(self.choices.pick(&OWN), false),
        };
        self.build.expr(on, Type::present(kind), form)
    }

    /// An amount for a row of an account, of what it holds and of the entry.
    fn amount_of_row(&mut self, page: &Page, child: RecordId) -> ExprId {
        let held = self.balance(page, child);
        let value = self.present(page.record, page.kind, 1);
        let at_entry = self.build.expr(child, Type::present(page.kind), Form::AtEntry(value));
        let least = self.build.expr(child, Type::present(page.kind), Form::Map(Map::Min, vec![held, at_entry]));
        let chosen = self.choices.pick(&[held, at_entry, least]);
        self.share(child, page.kind, chosen)
    }

    /// A rounded share of something, or something else, never below zero.
    fn share(&mut self, on: RecordId, kind: Kind, of: ExprId) -> ExprId {
        let ty = Type::present(kind);
        let share = self.present(on, Kind::Ratio, 1);
        let product = self.build.expr(on, ty, Form::Map(Map::Multiply, vec![of, share]));
        let value = self.present(on, kind, 1);
        let chosen = self.choices.pick(&[product, product, of, value]);
        let round = self.rounding();
        let rounded = self.build.expr(on, ty, Form::Map(round, vec![chosen]));
        let zero = self.build.expr(on, ty, Form::Constant(Value::Number(Exact::ZERO)));
        self.build.expr(on, ty, Form::Map(Map::Max, vec![rounded, zero]))
    }
}

/// The entries whose lines are written.
struct Page {
    ledger: LedgerId,
    record: RecordId,
    child: Option<RecordId>,
    kind: Kind,
}
