//! The codes: one line each, tied to a page that must exist for the crate to compile.

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The policy is rejected, or the run delivers nothing.
    Error,
    /// Worth a look; everything goes on.
    Warning,
    /// Said once for information.
    Note,
}

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $code:ident = $severity:ident $slug:literal;)+) => {
        /// A kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)+
        }

        impl Code {
            /// All codes in order.
            pub const ALL: &'static [Code] = &[$(Code::$code,)+];

            /// The code as users see it, such as `E0301`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)+ }
            }

            /// A short name of the kind of finding.
            pub fn slug(self) -> &'static str {
                match self { $(Code::$code => $slug,)+ }
            }

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)+ }
            }

            /// Its page: what happened, why it matters for the pay, a wrong example and a right one.
            pub fn page(self) -> &'static str {
                match self { $(Code::$code => include_str!(concat!("../../docs/diagnostics/", stringify!($code), ".md")),)+ }
            }
        }
    };
}

catalogue! {
    // Syntax.
    /// This line is not understood.
    E0101 = Error "syntax";
    /// A bracket has no partner.
    E0102 = Error "bracket";
    /// Brackets are nested too deep.
    E0103 = Error "too-deep";
    /// A number is written in a way that can be misread.
    E0104 = Error "number";
    /// An expression is too long.
    E0105 = Error "too-long";
    /// A space is needed after a Chinese keyword.
    E0106 = Error "space";
    /// A text is not closed.
    E0107 = Error "text";
    /// A policy file is too large.
    E0108 = Error "file-size";
    /// A policy file is not UTF-8.
    E0109 = Error "utf-8";
    /// A policy file cannot be read.
    E0110 = Error "unreadable";
    /// The file has no policy block.
    E0111 = Error "no-policy";
    /// This is not a date of the calendar.
    E0112 = Error "date";
    /// Another file is named, but only one text was given.
    E0113 = Error "used-file";
    /// Files use each other in a circle.
    E0114 = Error "use-circle";
    /// A file is used twice.
    E0115 = Error "used-twice";
    /// A path may not be used.
    E0116 = Error "use-path";
    /// What is amended is not there.
    E0117 = Error "amends-nothing";
    /// One thing is amended twice.
    E0118 = Error "amended-twice";
    /// What was taken away is still used.
    E0119 = Error "repealed-used";
    /// An amendment does not belong here.
    E0120 = Error "amends-place";
    // Names.
    /// A name is not known.
    E0201 = Error "unknown-name";
    /// A name is defined twice.
    E0202 = Error "doubled-name";
    /// A record is not declared.
    E0203 = Error "unknown-record";
    /// The enumeration has no such member.
    E0204 = Error "unknown-member";
    /// Both records have a field of this name.
    E0205 = Error "ambiguous-name";
    /// There is no such built-in.
    E0206 = Error "unknown-built-in";
    /// A built-in does not take these arguments.
    E0207 = Error "arguments";
    /// A clause lacks a part.
    E0208 = Error "missing-part";
    /// A clause has a part twice.
    E0209 = Error "doubled-part";
    /// A currency is not known.
    E0210 = Error "currency";
    /// The records do not refer to each other.
    E0211 = Error "no-reference";
    /// A reference is said by which records belong, where they belong to nobody.
    E0212 = Error "via-nothing";
    /// A test asks for the article or the reason of what no article gives.
    E0213 = Error "no-reason";
    // Kinds and blanks.
    /// These kinds cannot be added.
    E0301 = Error "cannot-add";
    /// These kinds cannot be compared.
    E0302 = Error "cannot-compare";
    /// These kinds cannot be multiplied or divided.
    E0303 = Error "cannot-multiply";
    /// Another kind of value is needed here.
    E0304 = Error "wrong-kind";
    /// A value may be blank here.
    E0305 = Error "may-be-blank";
    /// A value may be not applicable here.
    E0306 = Error "may-be-not-applicable";
    /// A ratio and percentage points are different.
    E0307 = Error "ratio-and-points";
    /// Two currencies meet.
    E0308 = Error "two-currencies";
    /// A phrase leaves open how parts of a unit count.
    E0309 = Error "parts-open";
    /// The rows give different kinds of value.
    E0310 = Error "arms-differ";
    /// A figure lacks the sign of its kind.
    E0311 = Error "no-sign";
    // Soundness of the scheme.
    /// The tiers leave a gap.
    E0401 = Error "tier-gap";
    /// The tiers overlap or do not ascend.
    E0402 = Error "tier-order";
    /// It is not said whether the bound is included.
    E0403 = Error "bound-open";
    /// The denominator may be zero.
    E0404 = Error "zero-denominator";
    /// The conditions may meet.
    E0405 = Error "conditions-meet";
    /// The conditions leave a hole.
    E0406 = Error "conditions-hole";
    /// The weights do not total 100 %.
    E0407 = Error "weights";
    /// Definitions rest on each other in a circle.
    E0408 = Error "cycle";
    /// Two exceptions disagree.
    E0409 = Error "exceptions-disagree";
    /// A row can never be reached.
    E0410 = Error "unreachable";
    /// It is not said what equal ranks mean.
    E0411 = Error "ties";
    /// A table has the wrong shape.
    E0412 = Error "table-shape";
    /// Nobody takes the odd cents.
    E0413 = Error "odd-cents";
    /// There are several references: say which one.
    E0414 = Error "say-via";
    /// On some days no version is in force.
    E0415 = Error "dated-gap";
    /// On some days two versions are in force.
    E0416 = Error "dated-overlap";
    /// The versions change too often.
    E0417 = Error "too-many-versions";
    /// A veto and another deduction can take the same amount.
    E0418 = Error "taken-twice";
    /// A share beyond the whole.
    E0419 = Error "beyond-whole";
    /// Years are added to dates, and the policy does not say where the anniversary of 29 February falls.
    E0420 = Error "leap-day";
    // Data.
    /// A declared column is missing.
    E0501 = Error "missing-column";
    /// A column is not declared (strict).
    E0502 = Error "undeclared-column";
    /// A cell is not of its type.
    E0503 = Error "wrong-type";
    /// A number is out of its range.
    E0504 = Error "out-of-range";
    /// A blank is not allowed here.
    E0505 = Error "blank";
    /// A key occurs twice.
    E0506 = Error "doubled-key";
    /// A reference leads nowhere.
    E0507 = Error "dangling";
    /// A value is not on the list.
    E0508 = Error "unlisted";
    /// The file is not in this encoding.
    E0509 = Error "encoding";
    /// A row has another number of cells.
    E0510 = Error "ragged";
    /// The file is empty.
    E0511 = Error "empty-file";
    /// The data file is not there.
    E0512 = Error "missing-file";
    /// There are too many findings.
    E0513 = Error "too-many";
    /// The file is not well formed.
    E0514 = Error "malformed";
    /// Two columns have one heading.
    E0515 = Error "doubled-heading";
    /// A record has several data files.
    E0516 = Error "several-files";
    // The run.
    /// An amount is out of range.
    E0601 = Error "amount-range";
    /// A number grows beyond the limit.
    E0602 = Error "growth";
    /// The date is outside the time in force.
    E0603 = Error "not-in-force";
    /// No date is given.
    E0604 = Error "no-date";
    /// An assertion does not hold.
    E0605 = Error "assertion";
    /// There is no such record.
    E0606 = Error "no-such-record";
    /// An expectation of a test does not hold.
    E0607 = Error "expectation";
    /// A weight is below zero.
    E0608 = Error "negative-weight";
    /// The run was stopped.
    E0609 = Error "stopped";
    /// A record that combines others would have too many rows.
    E0610 = Error "too-many-rows";
    /// An amount cannot be paid in so many tranches.
    E0611 = Error "tranches";
    /// More would leave an account than it holds.
    E0612 = Error "overdraw";
    /// A ledger has too many entries and accounts.
    E0613 = Error "ledger-size";
    /// Results cannot be compared with earlier ones.
    E0614 = Error "against";
    /// One record does not suffice for a value.
    E0615 = Error "other-records";
    // Beginning a scheme.
    /// No scheme can be made there.
    E0701 = Error "in-the-way";
    /// What is to be imported is not named rightly.
    E0702 = Error "not-there";
    /// There is no table to import.
    E0703 = Error "no-table";
    /// A cell of what is imported is not understood.
    E0704 = Error "cell";
    // Warnings.
    /// A name is never used.
    W1001 = Warning "unused";
    /// A name hides another one.
    W1002 = Warning "shadowed";
    /// An assertion with `warn` does not hold.
    W1003 = Warning "assertion-warning";
    /// Earlier results are of another policy.
    W1004 = Warning "other-policy";
    // Notes.
    /// A column is not declared.
    N1001 = Note "extra-column";
    /// An import assumes something.
    N1002 = Note "assumed";
}
