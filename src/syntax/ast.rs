//! The tree of a policy file: what the author wrote, every part with its place, nothing resolved.
//!
//! Both languages and both widths give the same tree. Comments are not in the nodes but in [`File::comments`], by place.
//! [`crate::syntax::from_pairs`] builds it, [`crate::syntax::print`] shows it, `program/from_syntax` reads it.

use crate::diagnostics::Language;
use crate::source::{SourceId, Span};
use crate::values::{Date, Exact};

/// A whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The text it was read from.
    pub source: SourceId,
    /// Its items in written order.
    pub items: Vec<Item>,
    /// Its comments in written order.
    pub comments: Vec<Comment>,
    /// The language that most of its keywords are in.
    pub language: Language,
}

/// A comment, from its sign to the end of its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its place, sign and all.
    pub span: Span,
    /// Its text without the sign and the spaces around.
    pub text: String,
    /// Whether nothing but space stands before it on its line.
    pub alone: bool,
}

/// What stands at the top of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `policy "…" { … }`.
    Policy(Policy),
    /// `use "../prelude/periods.merit"`.
    Use(Quoted),
    /// `record manager { … }`.
    Record(Record),
    /// `group branch_grade of manager by branch, grade`.
    Group(Group),
    /// `parameter minimum = 300万`, outside any article.
    Parameter(Definition),
    /// `article 8 "Capability pay" { … }`.
    Article(Article),
    /// `result payout of manager { … }`.
    Result(ResultItem),
    /// `test "…" { … }`.
    Test(Test),
}

/// A name as the author wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its text, without the quotes of a quoted name and with plain-width letters and digits.
    pub text: String,
    /// Its place, quotes and all.
    pub span: Span,
}

/// A text in quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// What stands between the quotes.
    pub text: String,
    /// Its place, quotes and all.
    pub span: Span,
}

/// The head of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Quoted,
    /// Its parts in written order.
    pub parts: Vec<PolicyPart>,
}

/// A line of the head.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyPart {
    /// `version "2026-1"`.
    Version(Quoted),
    /// `in force 2026-01-01 to 2026-12-31`; without an end it is in force onwards.
    InForce {
        /// The whole line.
        span: Span,
        /// The first day.
        from: Date,
        /// The last day.
        to: Option<Date>,
    },
    /// `as of 2026-06-30`.
    AsOf {
        /// The whole line.
        span: Span,
        /// The day.
        date: Date,
    },
    /// `currency CNY, rounded half up to 0.01`.
    Currency {
        /// The whole line.
        span: Span,
        /// The code of the currency.
        name: Name,
        /// How declared amounts are rounded.
        rounded: Option<Rounded>,
    },
    /// `subject manager`.
    Subject(Name),
    /// `29 February falls on 28 February`, or `1 March`.
    LeapDay {
        /// The whole line.
        span: Span,
        /// Whether it falls on 1 March.
        on_march: bool,
    },
}

/// `rounded half up to 0.01`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// The whole tail.
    pub span: Span,
    /// The way of rounding, if said.
    pub mode: Option<Mode>,
    /// The unit, if said.
    pub to: Option<Box<Expr>>,
}

/// A way of rounding; the same as [`crate::values::Rounding`].
pub type Mode = crate::values::Rounding;

/// `record manager from "managers.csv" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The file its rows are read from, if not named after it.
    pub from: Option<Quoted>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A line of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The whole line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: FieldKind,
    /// Whether it is (a part of) the key.
    pub key: bool,
    /// Whether a cell may be blank.
    pub or_blank: bool,
    /// What a blank cell means, `, blank as 0`.
    pub blank_as: Option<Expr>,
    /// The range of its values.
    pub range: Option<FieldRange>,
    /// What people call it.
    pub label: Option<Quoted>,
    /// The heading in the file, `column "…"`.
    pub column: Option<Quoted>,
}

/// The declared kind of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// `text`.
    Text,
    /// `integer`.
    Integer,
    /// `number(1)`.
    Number {
        /// Digits after the point.
        places: Option<u8>,
    },
    /// `money(4) USD in 万元`.
    Money {
        /// Digits after the point, if not those of the currency.
        places: Option<u8>,
        /// The currency, if not that of the policy.
        currency: Option<Name>,
        /// The unit that cells are written in.
        unit: Option<UnitWord>,
    },
    /// `percent`, `ratio`, `permille`, `bp`: a ratio, and how its cells are written.
    Ratio {
        /// How cells are written.
        written: RatioWritten,
        /// Digits after the point as written.
        places: Option<u8>,
    },
    /// `percentage points`.
    Points {
        /// Digits after the point.
        places: Option<u8>,
    },
    /// `date`.
    Date,
    /// `yes/no as Y/N`.
    YesNo {
        /// The spelling of yes and of no in the file.
        written: Option<(Quoted, Quoted)>,
    },
    /// `one of a < b < c` or `one of a, b, c`.
    OneOf {
        /// Whether the members are in ascending order.
        ordered: bool,
        /// The members.
        members: Vec<Member>,
        /// `any other value is 其他`.
        otherwise: Option<Name>,
    },
    /// `-> branch`, or `-> book_month by household, month`.
    Reference {
        /// The record it leads to.
        to: Name,
        /// The values that make the key, when it is computed.
        by: Vec<Expr>,
    },
}

/// How the cells of a ratio are written: 0.75, 75, 750 or 7500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatioWritten {
    /// 0.75.
    Ratio,
    /// 75, or 75%.
    Percent,
    /// 750, or 750‰.
    Permille,
    /// 7500, or 7500bp.
    BasisPoints,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: Name,
    /// Its spelling in the file, if another.
    pub written: Option<Quoted>,
}

/// `>= 0`, or `0 to 100`.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRange {
    /// Its place.
    pub span: Span,
    /// The comparisons that a value must pass, each with a constant.
    pub bounds: Vec<(Comparison, Expr)>,
}

/// `group branch_grade of manager by branch, grade`.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The whole line.
    pub span: Span,
    /// The name of the new record, and of the reference to it.
    pub name: Name,
    /// The record whose rows are grouped.
    pub of: Name,
    /// The values that rows of one group share.
    pub by: Vec<Expr>,
}

/// The number of an article, `8.2`; Chinese numerals are read as figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleNumber {
    /// In figures.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// `article 8 "Capability pay" for each loan applies to C { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The whole block.
    pub span: Span,
    /// Its number.
    pub number: ArticleNumber,
    /// Its title.
    pub title: Option<Quoted>,
    /// The record its definitions belong to, if not the subject.
    pub owner: Option<Owner>,
    /// Whom it applies to.
    pub applies: Option<Expr>,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// Whose the definitions of a block are.
#[derive(Clone, Debug, PartialEq)]
pub enum Owner {
    /// `for each loan`.
    Each(Name),
    /// `overall`.
    Overall(Span),
}

/// A statement of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `growth = deposits - deposits_base`.
    Define(Definition),
    /// `parameter minimum = 300万`.
    Parameter(Definition),
    /// `table base_pay by grade, region { … }`.
    Table(Table),
    /// `scale factor = bands { … }`.
    Scale(Scale),
    /// A domain clause.
    Clause(Clause),
    /// `for each loan when C { … }`, or `overall { … }`.
    Each {
        /// The whole block.
        span: Span,
        /// Whose the definitions are.
        owner: Owner,
        /// Which of them the block is for.
        when: Option<Expr>,
        /// The statements.
        statements: Vec<Statement>,
    },
    /// `when C { … }`.
    When {
        /// The whole block.
        span: Span,
        /// The condition.
        condition: Expr,
        /// The statements.
        statements: Vec<Statement>,
    },
    /// `split gross into credit { … }`.
    Split(Split),
    /// `assert "nothing is lost" a = b`, or `warn …`.
    Assert {
        /// The whole line.
        span: Span,
        /// What is asserted, in words.
        text: Option<Quoted>,
        /// The condition.
        condition: Expr,
        /// Whether a failure only warns.
        warns: bool,
    },
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The whole statement.
    pub span: Span,
    /// What is defined.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

/// `scale factor = bands { up to 10%: 1.5; … }`: a tier with no value of its own, used as `factor(x)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The tier, whose `by` is empty.
    pub tiers: Tiers,
    /// Tails of its value, in order.
    pub tails: Vec<Tail>,
}

/// `table base_pay: money by grade, branch.region first { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The declared kind of its cells.
    pub kind: Option<Name>,
    /// The values it is looked up by.
    pub keys: Vec<Expr>,
    /// How rows of conditions are chosen.
    pub choice: Option<RowChoice>,
    /// The heading, then the rows.
    pub lines: Vec<TableLine>,
}

/// How one row of conditions is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowChoice {
    /// The first row that holds.
    First,
    /// Exactly one row may hold.
    OnlyOne,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableLine {
    /// The whole line.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its place; empty for a blank cell.
    pub span: Span,
    /// What stands in it.
    pub content: CellContent,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellContent {
    /// Nothing.
    Blank,
    /// `any`.
    Any,
    /// `else`.
    Else,
    /// A value, with its tails.
    Value(Expr),
    /// `>= 90%`.
    Compare(Comparison, Expr),
    /// A bound in words, `90% 以上`, `below 60`.
    Bound(Bound),
    /// `a, b, c`.
    List(Vec<Expr>),
}

/// `split gross into credit { to seller: …; to referrer: the rest }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The whole block.
    pub span: Span,
    /// The amount that is split.
    pub amount: Expr,
    /// The name of the part records.
    pub into: Name,
    /// The parts in written order.
    pub shares: Vec<Share>,
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The whole line.
    pub span: Span,
    /// The reference to who gets it.
    pub to: Name,
    /// What it gets; nothing means the rest.
    pub amount: Option<Expr>,
}

/// A domain clause, `word name { one part a line }` or `word name = value { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The whole clause.
    pub span: Span,
    /// Which clause it is.
    pub kind: ClauseKind,
    /// Its name.
    pub name: Name,
    /// The value after `=`.
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
    /// `takes e`, of a penalty, elimination or quota, with its tails.
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

/// Who is before whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Its place.
    pub span: Span,
    /// The values, the first decides, each further one breaks ties.
    pub keys: Vec<RankKey>,
    /// What happens to ties.
    pub ties: Option<(Ties, Span)>,
    /// Where blanks go.
    pub blanks: Option<(Blanks, Span)>,
}

/// One value of a ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct RankKey {
    /// The value.
    pub value: Expr,
    /// Its order, if said; a later key without one takes that of the key after it.
    pub order: Option<RankOrder>,
}

/// The order of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RankOrder {
    /// `highest first`.
    HighestFirst,
    /// `lowest first`.
    LowestFirst,
}

/// What happens to equal ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Ties {
    /// `ties shared`: 1, 2, 2, 4.
    Shared,
    /// `ties all in`: whoever equals the last one in is in.
    AllIn,
    /// `ties all out`: whoever equals the first one out is out.
    AllOut,
    /// `ties by id`: broken by these values, lowest first, which must decide.
    By(Vec<Expr>),
}

/// Where blanks go in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blanks {
    /// Before all others.
    First,
    /// After all others, sharing one place.
    Last,
    /// They get no rank.
    Out,
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

/// `result payout of manager { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultItem {
    /// The whole block.
    pub span: Span,
    /// Its name, and that of its file.
    pub name: Name,
    /// The record it lists.
    pub of: Name,
    /// Its parts in written order.
    pub parts: Vec<ResultPart>,
}

/// A line of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultPart {
    /// `column completion "completion_pct", in percent, 2 decimals`.
    Column {
        /// The whole line.
        span: Span,
        /// The value.
        value: Expr,
        /// The heading, if not the name.
        heading: Option<Quoted>,
        /// How it is shown.
        formats: Vec<Format>,
    },
    /// A format for all columns, such as `not applicable shown "0.00"`.
    Default(Format),
    /// `where C`.
    Where(Expr),
    /// `order by branch, id`; each value lowest first unless it says `highest first`.
    OrderBy(Vec<RankKey>),
    /// `file "payout.csv"`.
    File(Quoted),
}

/// How a column is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Format {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: FormatKind,
}

/// What a format says.
#[derive(Clone, Debug, PartialEq)]
pub enum FormatKind {
    /// `2 decimals`, with a way of rounding if not half up.
    Decimals(u8),
    /// `in percent`, `in permille`, `in bp`, `in percentage points`: the unit it is written in.
    InRatio(RatioWritten),
    /// `in 万元`.
    InUnit(UnitWord),
    /// `rounded down`: how the shown copy is rounded.
    Rounded(Mode),
    /// `shown 是/否`: yes, then no.
    YesNo(String, String),
    /// `blank shown ""`.
    Blank(String),
    /// `not applicable shown "0.00"`.
    NotApplicable(String),
}

/// `test "…" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The whole block.
    pub span: Span,
    /// What it shows.
    pub name: Quoted,
    /// Its parts in written order.
    pub parts: Vec<TestPart>,
}

/// A line of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestPart {
    /// `as of 2026-03-31`.
    AsOf {
        /// The whole line.
        span: Span,
        /// The day.
        date: Date,
    },
    /// `given manager { id = "A"; deposits = 15_000_000 }`.
    Given {
        /// The whole block.
        span: Span,
        /// The record.
        record: Name,
        /// Its fields.
        fields: Vec<(Name, Expr)>,
    },
    /// `expect "A".growth = 5_000.00 by article 12`.
    Expect(Expect),
}

/// An expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The whole line.
    pub span: Span,
    /// The key of the record, one value a part; empty means the only one given.
    pub key: Vec<Expr>,
    /// The value, `deposit_growth` or `q.missing`; the first name may be a record kind other than the subject (`loan "L1".share`).
    pub record: Option<Name>,
    /// The names of the value.
    pub path: Vec<Name>,
    /// What it must be.
    pub outcome: Outcome,
    /// The article it must come from.
    pub by: Option<ArticleNumber>,
}

/// What an expectation wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `= e`.
    Equals(Expr),
    /// `is blank`.
    Blank,
    /// `is not applicable`.
    NotApplicable,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `500万`, `0.15%`, `3 months`.
    Number(Number),
    /// `2026-01-01`.
    Date(Date),
    /// `2026-07`: a month, by its first day.
    Month(Date),
    /// `"…"`.
    Text(String),
    /// `yes`, `no`.
    YesNo(bool),
    /// `blank`.
    Blank,
    /// `branch.region`.
    Path(Vec<Name>),
    /// `(a, b, c)`: several values.
    List(Vec<Expr>),
    /// `( value )`: kept for the formatter.
    Bracket(Box<Expr>),
    /// `not a`, `-a`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The place of the operator.
        op_span: Span,
        /// Its left side.
        left: Box<Expr>,
        /// Its right side.
        right: Box<Expr>,
    },
    /// `60 <= x < 80`, all running one way.
    Compare {
        /// The first value.
        first: Box<Expr>,
        /// The further ones with their signs.
        rest: Vec<(Comparison, Expr)>,
    },
    /// `x in (a, b)`, `x in a to b`; with `not in`, the opposite.
    In {
        /// The value.
        value: Box<Expr>,
        /// What it must be one of.
        set: Box<Expr>,
        /// Whether it must not.
        negated: bool,
    },
    /// `x is blank`, `x is not blank`, `x is not applicable`, `x is applicable`.
    Is {
        /// The value.
        value: Box<Expr>,
        /// What it is asked for.
        test: IsTest,
    },
    /// `a to b`, or `a through b` in a call.
    Period {
        /// Its begin.
        from: Box<Expr>,
        /// Its end.
        to: Box<Expr>,
        /// Whether written `through`.
        through: bool,
    },
    /// `if c then a else b`.
    If {
        /// The conditions with their values.
        arms: Vec<(Expr, Expr)>,
        /// The value when none holds.
        otherwise: Box<Expr>,
    },
    /// `cases { c: a; else: b }`.
    Cases {
        /// The rows in written order.
        rows: Vec<CaseRow>,
    },
    /// `marginal by growth { … }`.
    Tiers(Box<Tiers>),
    /// `all of { … }`.
    Gate {
        /// How many must hold.
        need: Need,
        /// The conditions.
        limbs: Vec<Limb>,
    },
    /// `sum(balance over loan where …)`.
    Call(Box<Call>),
    /// `value, at least 0`.
    Tailed {
        /// The value.
        value: Box<Expr>,
        /// The tail.
        tail: Tail,
    },
    /// `the part above x`, within a tier.
    PartAbove(Box<Expr>),
}

/// A figure with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The figure as written, before its unit.
    pub digits: Exact,
    /// The digits written after its point.
    pub places: u8,
    /// Its unit.
    pub unit: Option<UnitWord>,
}

/// The units that a figure may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitWord {
    /// 千: a thousand.
    Thousand,
    /// 万: ten thousand.
    TenThousand,
    /// 亿: a hundred million.
    HundredMillion,
    /// 元: one unit of money.
    Yuan,
    /// 千元.
    ThousandYuan,
    /// 万元.
    TenThousandYuan,
    /// 亿元.
    HundredMillionYuan,
    /// %.
    Percent,
    /// ‰.
    Permille,
    /// bp, 个基点.
    BasisPoint,
    /// pp, 个百分点.
    PercentagePoint,
    /// years, 年.
    Years,
    /// quarters, 个季度.
    Quarters,
    /// months, 个月.
    Months,
    /// days, 天, 日.
    Days,
}

/// Operators with one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `not`.
    Not,
    /// `-`.
    Negate,
}

/// Operators with two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `and`.
    And,
    /// `or`.
    Or,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `×`.
    Multiply,
    /// `÷`, `/`.
    Divide,
}

/// Signs of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `<>`, `!=`, `≠`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// What `is` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IsTest {
    /// `is blank`.
    Blank,
    /// `is not blank`.
    NotBlank,
    /// `is applicable`.
    Applicable,
    /// `is not applicable`.
    NotApplicable,
}

/// A row of `cases`.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// The whole row.
    pub span: Span,
    /// Its condition; none for `else`.
    pub when: Option<Expr>,
    /// Its value.
    pub value: Expr,
}

/// How many limbs of a gate must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// `all of`.
    All,
    /// `any of`.
    Any,
    /// `at least n of`.
    AtLeast(Box<Expr>),
}

/// One condition of a gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Limb {
    /// What people call it, `"clean record": …`.
    pub text: Option<Quoted>,
    /// The condition.
    pub condition: Expr,
}

/// A tier.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiers {
    /// The whole block.
    pub span: Span,
    /// What it does.
    pub kind: TierKind,
    /// What it is by; none in a `scale`.
    pub by: Option<Expr>,
    /// Its rows in written order.
    pub rows: Vec<TierRow>,
}

/// What a tier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TierKind {
    /// `marginal`: the sum of rate × part.
    Marginal,
    /// `bands`: the value of the row.
    Bands,
    /// `interpolate`: linear between points.
    Interpolate,
}

/// A row of a tier.
#[derive(Clone, Debug, PartialEq)]
pub struct TierRow {
    /// The whole row.
    pub span: Span,
    /// Which values it is for.
    pub bound: RowBound,
    /// What it gives.
    pub value: TierValue,
}

/// Which values a row is for.
#[derive(Clone, Debug, PartialEq)]
pub enum RowBound {
    /// Bounds in words.
    Bound(Bound),
    /// `else`.
    Else,
    /// `100%:` a point of an interpolation, or an exact value.
    Point(Expr),
    /// `below first:`.
    BelowFirst,
    /// `above last:`.
    AboveLast,
}

/// `from x below y`: one bound or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Its place.
    pub span: Span,
    /// The lower bound, and whether it is included.
    pub lower: Option<(Expr, bool)>,
    /// The upper bound, and whether it is included.
    pub upper: Option<(Expr, bool)>,
}

/// What a row of a tier gives.
#[derive(Clone, Debug, PartialEq)]
pub enum TierValue {
    /// A value or rate.
    Value(Expr),
    /// `flat 200`.
    Flat(Expr),
    /// `line a to b`.
    Line(Expr, Expr),
    /// `hold`, at an end of an interpolation.
    Hold,
    /// `slope e`, at an end of an interpolation.
    Slope(Expr),
    /// `last slope`, or `50% of last slope`, at an end of an interpolation; at its lower end that of the first stretch.
    LastSlope(Option<Expr>),
}

/// A built-in with its arguments and clauses, or a scale with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name before the bracket.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Expr>,
    /// Its clauses in written order.
    pub clauses: Vec<CallClause>,
}

/// A clause of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallClause {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: CallClauseKind,
}

/// What a clause of a call says.
#[derive(Clone, Debug, PartialEq)]
pub enum CallClauseKind {
    /// `over loan`.
    Over(Name),
    /// `via seller`.
    Via(Name),
    /// `where C`.
    Where(Expr),
    /// `within a, b`.
    Within(Vec<Expr>),
    /// `among C`.
    Among(Expr),
    /// `by date`, of `first`, `last` and `list`.
    By(Vec<Expr>),
    /// `highest first`.
    Order(RankOrder),
    /// `ties shared`.
    Ties(Ties),
    /// `blanks last`.
    Blanks(Blanks),
    /// `skipping blanks`.
    SkippingBlanks,
    /// `per e`, of `full_units` and `started_units`.
    Per(Expr),
}

/// What follows a comma after a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// Its place, without the comma.
    pub span: Span,
    /// What it says.
    pub kind: TailKind,
}

/// What a tail says.
#[derive(Clone, Debug, PartialEq)]
pub enum TailKind {
    /// `at least e`.
    AtLeast(Box<Expr>),
    /// `at most e`.
    AtMost(Box<Expr>),
    /// `no cap when none`: the bound before it may be absent.
    NoCapWhenNone,
    /// `rounded half up to 0.01`.
    Rounded(Rounded),
    /// `blank as e`.
    BlankAs(Box<Expr>),
    /// `not applicable as e`.
    NotApplicableAs(Box<Expr>),
}
