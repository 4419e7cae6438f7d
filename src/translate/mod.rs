//! A policy with the keywords of the other language: what `merit translate` writes.
//!
//! Keywords, the built-ins, the units of time, the numbers of articles and the signs change, and words stand in the order of the
//! language; names, texts, comments, figures and dates stay. The text is read and laid out as `format` does it, but no line is broken, so
//! that a policy in style comes back byte for byte. What the language itself names (the parts of a clause, the fields of a calendar) is
//! found under either of its names, and stays.

mod numerals;
mod order;
mod words;

use std::collections::HashSet;

use crate::diagnostics::Language;
use crate::format::{Unformatted, lay_out_words};
use crate::source::SourceId;
use crate::syntax::written::{self, Construct, Node};
use crate::syntax::{Rule, STACK, parse, with_room};

/// Writes a policy file with the keywords of a language.
///
/// ```
/// use merit::diagnostics::Language;
/// use merit::source::SourceId;
/// use merit::translate::translate;
///
/// let english = "article 12 { pay p = marginal by growth { up to 500万: 0.10%; else: 0.20% }, at least 0 }\n";
/// let chinese = "第十二条 { 薪酬 p = 超额累进 按 growth { 500万以内：0.10%；其余：0.20% }，不低于 0 }\n";
/// assert_eq!(translate(SourceId(0), english, Language::Chinese).ok().as_deref(), Some(chinese));
/// assert_eq!(translate(SourceId(0), chinese, Language::English).ok().as_deref(), Some(english));
/// ```
///
/// # Errors
/// The mistakes of its syntax: a text that is not understood is left alone.
pub fn translate(source: SourceId, text: &str, to: Language) -> Result<String, Unformatted> {
    let (file, findings) = parse(source, text);
    if !findings.is_empty() {
        return Err(Unformatted::Mistakes(findings, file.language));
    }
    let written = with_room(STACK, || {
        let mut file = written::read(text)?;
        let mut taken = HashSet::new();
        names(&file, &mut taken);
        Translator { to, taken }.construct(&mut file);
        Some(lay_out_words(file, to, usize::MAX))
    });
    let written = written.ok_or(Unformatted::Differs)?;
    let (_, findings) = parse(source, &written);
    if findings.is_empty() { Ok(written) } else { Err(Unformatted::Differs) }
}

/// What is translated, and into what.
struct Translator {
    to: Language,
    /// The names that the file gives: they hide built-ins.
    taken: HashSet<String>,
}

impl Translator {
    fn construct(&self, construct: &mut Construct<'_>) {
        self.given_names(construct);
        for part in &mut construct.parts {
            match part {
                Node::Construct(inner) => self.construct(inner),
                Node::Token(token) => self.token(token),
                Node::Comment { .. } | Node::Newline => {}
            }
        }
        order::settle(construct, self.to);
    }
}

/// The names that a file gives to something, and some that it only uses.
fn names(construct: &Construct<'_>, taken: &mut HashSet<String>) {
    for part in &construct.parts {
        match part {
            Node::Construct(inner) => names(inner, taken),
            Node::Token(token) if token.rule == Some(Rule::name) && construct.rule != Rule::reference => {
                taken.insert(token.text.clone().into_owned());
            }
            _ => {}
        }
    }
}
