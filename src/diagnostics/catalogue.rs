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
    /// The text is not what the grammar allows here.
    E0101 = Error "syntax";
}
