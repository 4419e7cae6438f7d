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
use crate::format::{Unformatted, in_fences, lay_out_words};
use crate::source::SourceId;
use crate::source::literate::is_literate;
use crate::syntax::written::{self, Construct, Node};
use crate::syntax::{Rule, STACK, literate, parse, with_room};

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
        let file = written::read(text)?;
        Some(Translator::of(&file, to).written(file))
    });
    let written = written.ok_or(Unformatted::Differs)?;
    let (_, findings) = parse(source, &written);
    if findings.is_empty() { Ok(written) } else { Err(Unformatted::Differs) }
}

/// Writes a policy file with the keywords of a language, by its name: of a Markdown document the fences of rules, and not a byte of its prose;
/// its headings name their articles in either language.
///
/// # Errors
/// The mistakes of its syntax, at the places of the document.
pub fn translate_file(source: SourceId, name: &str, text: &str, to: Language) -> Result<String, Unformatted> {
    if !is_literate(name) {
        return translate(source, text, to);
    }
    let code = literate::code(text);
    let (file, findings) = parse(source, &code);
    if !findings.is_empty() {
        return Err(Unformatted::Mistakes(findings, file.language));
    }
    let written = with_room(STACK, || {
        let translator = Translator::of(&written::read(&code)?, to);
        Some(in_fences(text, |rules, _| Some(translator.written(written::read(rules)?))))
    });
    let written = written.ok_or(Unformatted::Differs)?;
    let (_, findings) = parse(source, &literate::code(&written));
    if findings.is_empty() { Ok(written) } else { Err(Unformatted::Differs) }
}

/// What is translated, and into what.
struct Translator {
    to: Language,
    /// The names that the file gives: they hide built-ins.
    taken: HashSet<String>,
}

impl Translator {
    fn of(file: &Construct<'_>, to: Language) -> Translator {
        let mut taken = HashSet::new();
        names(file, &mut taken);
        Translator { to, taken }
    }

    /// Rules with their words translated, no line broken.
    fn written(&self, mut rules: Construct<'_>) -> String {
        self.construct(&mut rules);
        lay_out_words(rules, self.to, usize::MAX)
    }

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
