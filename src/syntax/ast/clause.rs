//! Domain clauses and their parts.

use crate::source::Span;
use crate::syntax::ast::{Account, ArticleNumber, Entries, Expr, Name, Quoted, Ranking, Rounded};

/// A domain clause, `word name { one part a line }` or `word name = value { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The whole clause.
    pub span: Span,
    /// Which clause it is.
    pub kind: ClauseKind,
    /// Its name.
    pub name: Name,
    /// The value after `=`; of tranches, what is paid in them.
    pub value: Option<Expr>,
    /// Its parts in written order.
    pub parts: Vec<Part>,
}

/// The domain clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// `pay`.
    Pay,
    /// `award`.
    Award,
    /// `output`.
    Output,
    /// `withhold`.
    Withhold,
    /// `total`.
    Total,
    /// `penalty`.
    Penalty,
    /// `veto`.
    Veto,
    /// `scorecard`.
    Scorecard,
    /// `grading`.
    Grading,
    /// `qualification`.
    Qualification,
    /// `rotation`.
    Rotation,
    /// `elimination`.
    Elimination,
    /// `quota`.
    Quota,
    /// `prizes`.
    Prizes,
    /// `pool`.
    Pool,
    /// `carry`.
    Carry,
    /// `status`.
    Status,
    /// `allowance`.
    Allowance,
    /// `deferral`, which makes records too.
    Deferral,
    /// `clawback`.
    Clawback,
    /// `authority`.
    Authority,
    /// `tranches`, which makes records.
    Tranches,
    /// `ledger`.
    Ledger,
}

/// A line of a clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The whole line.
    pub span: Span,
    /// What it says.
    pub kind: PartKind,
}

/// What a line of a clause says. Which clause may hold which is the grammar's to say.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// `when C`.
    When(Expr),
    /// `unless C by article 9`.
    Unless {
        /// The condition.
        condition: Expr,
        /// The article that says so.
        by: Option<ArticleNumber>,
    },
    /// `except when C: value by article 9`.
    Except {
        /// The condition.
        condition: Expr,
        /// The value in its place.
        value: Expr,
        /// The article that says so.
        by: Option<ArticleNumber>,
    },
    /// `amount e`, of a money clause or a pool.
    Amount(Expr),
    /// `takes e`, of a penalty, deferral, elimination or quota, with its tails.
    Takes(Expr),
    /// `on a, b`, of a penalty.
    On(Vec<Name>),
    /// `after a, b`, of a penalty: what its ratio is taken of is what these left.
    After(Vec<Name>),
    /// `forfeits a, b`, of a veto; empty means `forfeits all`.
    Forfeits(Vec<Name>),
    /// `among C`.
    Among(Expr),
    /// `within a, b`.
    Within(Vec<Expr>),
    /// `by e`, the weights of a pool.
    By(Expr),
    /// `by day, id`, the order of a series.
    Order(Vec<Expr>),
    /// `rank a, b lowest first ties all in blanks last`.
    Rank(Ranking),
    /// `odd cents …`.
    OddCents(OddCents),
    /// `item deposits weight 40%: value`.
    Item {
        /// Its name.
        name: Name,
        /// Its weight.
        weight: Expr,
        /// Its points.
        value: Expr,
    },
    /// `missing spread over rest`, or `missing counts as e`.
    Missing(Missing),
    /// `level senior when C`, or `level senior else`.
    Level {
        /// Its name.
        name: Name,
        /// Its condition; none for `else`.
        when: Option<Expr>,
    },
    /// `moves at most 1 from last_grade`.
    Moves {
        /// By how many levels.
        at_most: Expr,
        /// The level it moves from.
        from: Expr,
    },
    /// `needs C`, of a qualification; with a text, what people call it.
    Needs {
        /// What people call it.
        text: Option<Quoted>,
        /// The condition, often a gate.
        condition: Expr,
    },
    /// `valid for 2 years from licence_date`.
    ValidFor {
        /// How long.
        length: Expr,
        /// From when.
        from: Expr,
    },
    /// `due on d`, of a rotation.
    DueOn(Expr),
    /// `action "hand over"`, of a rotation, elimination or veto.
    Action(Expr),
    /// `: money`, the kind of a carry.
    Kind(Name),
    /// `starts e`, of a carry.
    Starts(Expr),
    /// `next e`, of a carry.
    Next(Expr),
    /// `from a, b to c when C`, of a status.
    Change {
        /// The states it leads from.
        from: Vec<Name>,
        /// The state it leads to.
        to: Name,
        /// The condition.
        when: Expr,
    },
    /// `final a, b`, of a status.
    Final(Vec<Name>),
    /// `at most 1 in 12`, of an allowance.
    AtMostIn {
        /// How often.
        times: Expr,
        /// In how many rows.
        rows: Expr,
    },
    /// `parts 4`, of tranches.
    Parts(Expr),
    /// `every 1 year from award_date`, of tranches.
    Every {
        /// How long it is from one to the next.
        step: Expr,
        /// The day they are counted from.
        from: Expr,
    },
    /// `in instruments 50%`, of a deferral.
    InInstruments(Expr),
    /// `into tranche`, of a deferral: what the records of its parts are called.
    Into(Name),
    /// `of deferred over event via manager`, of a clawback.
    Recovers {
        /// The deferral.
        deferral: Name,
        /// The record of the events.
        over: Name,
        /// The reference by which they belong to the owner.
        via: Option<Name>,
    },
    /// `dated happened`, of a clawback.
    Dated(Expr),
    /// `takes 50% when C`, or `stops 50% when C`, of a clawback.
    Recover {
        /// What is taken.
        amount: Expr,
        /// The condition; none for whatever is left.
        when: Option<Expr>,
        /// Whether only what is not yet due is stopped.
        stops: bool,
    },
    /// `within 3 years from award_date`, of a clawback.
    Window {
        /// How long.
        length: Expr,
        /// From when.
        from: Expr,
    },
    /// `allow 10bp when C`, of an authority; with a text, what people call it.
    Allow {
        /// What people call it.
        text: Option<Quoted>,
        /// What is allowed.
        amount: Expr,
        /// The condition; none for whoever is left.
        when: Option<Expr>,
    },
    /// `at most "half of the margin" e`, of an authority.
    AtMost {
        /// What people call it.
        text: Option<Quoted>,
        /// The bound.
        value: Expr,
    },
    /// `proposed e`, of an authority: what is checked.
    Proposed(Expr),
    /// `account held starts upfront`, of a ledger.
    Account(Account),
    /// `rounded half up to 0.01`, of a ledger: how amounts moved are rounded.
    Rounded(Rounded),
    /// `on event at event_date { … }`, of a ledger.
    Entries(Entries),
    /// `place 1: 30_000`, or `places 2 to 3: 10_000`, of prizes.
    Place {
        /// The first place.
        from: Expr,
        /// The last place.
        to: Option<Expr>,
        /// What each gets.
        amount: Expr,
    },
}

/// Who takes the odd cents.
#[derive(Clone, Debug, PartialEq)]
pub enum OddCents {
    /// `odd cents by largest remainder, ties by id`.
    LargestRemainder {
        /// What decides between equal remainders, lowest first.
        ties: Vec<Expr>,
    },
    /// `odd cents one by one by id`.
    OneByOne {
        /// The order, lowest first.
        by: Vec<Expr>,
    },
    /// `odd cents to first by id`.
    ToFirst {
        /// The order, lowest first.
        by: Vec<Expr>,
    },
    /// `odd cents to last by id`.
    ToLast {
        /// The order, lowest first.
        by: Vec<Expr>,
    },
    /// `odd cents lapse`: they are not paid.
    Lapse,
}

/// What a missing indicator of a scorecard means.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// `missing spread over rest`: the weights of the others grow in proportion.
    SpreadOverRest,
    /// `missing counts as e`.
    CountsAs(Expr),
}
