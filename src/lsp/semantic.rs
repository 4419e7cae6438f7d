//! The words of a text by what they are: keywords, figures, texts and comments by the grammar, names by what they mean.

use super::view::View;
use crate::program::{Meaning, Role, builtin_names};
use crate::syntax::highlight::{Tag, marks};
use lsp_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The kinds of words, in the order of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Keyword,
    Figure,
    Text,
    Comment,
    Value,
    Parameter,
    Field,
    Member,
    Record,
    Function,
    Article,
}

const DECLARATION: u32 = 1;
const READONLY: u32 = 1 << 1;
const BUILT_IN: u32 = 1 << 2;

/// What the kinds of words are called in the protocol, so that every theme colours them.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::KEYWORD,
            SemanticTokenType::NUMBER,
            SemanticTokenType::STRING,
            SemanticTokenType::COMMENT,
            SemanticTokenType::VARIABLE,
            SemanticTokenType::PARAMETER,
            SemanticTokenType::PROPERTY,
            SemanticTokenType::ENUM_MEMBER,
            SemanticTokenType::STRUCT,
            SemanticTokenType::FUNCTION,
            SemanticTokenType::NAMESPACE,
        ],
        token_modifiers: vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::READONLY, SemanticTokenModifier::DEFAULT_LIBRARY],
    }
}

/// The names of the built-ins, of which there may be many uses.
static BUILT_INS: LazyLock<std::collections::HashSet<&'static str>> =
    LazyLock::new(|| builtin_names().into_iter().flat_map(|(en, zh)| [en, zh]).collect());

/// The words of a text, or of a stretch of it.
pub(super) fn tokens(view: &View<'_>, within: Option<std::ops::Range<usize>>) -> SemanticTokens {
    let names: HashMap<u32, _> =
        view.analysis.names_of(view.source).iter().map(|(version, name)| (name.span.start, (*version, *name))).collect();
    let code = view.code();
    // A heading that is the head of an article stays prose to the eye.
    let fences = view.fences();
    let mut data = Vec::new();
    let (mut line, mut start) = (0, 0);
    for (range, tag) in marks(code) {
        if within.as_ref().is_some_and(|within| range.end <= within.start || within.end <= range.start) {
            continue;
        }
        if fences.as_ref().is_some_and(|fences| !fences.iter().any(|fence| fence.contains(&range.start))) {
            continue;
        }
        let word = code.get(range.clone()).unwrap_or_default();
        let (kind, modifiers) = match tag {
            Tag::Keyword => (Word::Keyword, 0),
            Tag::Figure => (Word::Figure, 0),
            Tag::Text => (Word::Text, 0),
            Tag::Comment => (Word::Comment, 0),
            Tag::Name => match names.get(&u32::try_from(range.start).unwrap_or(u32::MAX)) {
                Some((version, name)) => {
                    let declares = if name.declares { DECLARATION } else { 0 };
                    let (kind, modifiers) = of_name(view, *version, name.means);
                    (kind, modifiers | declares)
                }
                None if BUILT_INS.contains(word) => (Word::Function, BUILT_IN),
                // A name all the same, such as the heading of a column: not the keyword that its word may be elsewhere.
                None => (Word::Value, 0),
            },
        };
        let place = view.range(range);
        // A word does not go over lines; what is read so is left plain.
        if place.start.line != place.end.line {
            continue;
        }
        let delta_start = if place.start.line == line { place.start.character - start } else { place.start.character };
        data.push(SemanticToken {
            delta_line: place.start.line - line,
            delta_start,
            length: place.end.character - place.start.character,
            token_type: kind as u32,
            token_modifiers_bitset: modifiers,
        });
        (line, start) = (place.start.line, place.start.character);
    }
    SemanticTokens { result_id: None, data }
}

fn of_name(view: &View<'_>, version: usize, meaning: Meaning) -> (Word, u32) {
    match meaning {
        Meaning::Record(_) => (Word::Record, 0),
        Meaning::Field(..) => (Word::Field, 0),
        Meaning::Member(..) => (Word::Member, 0),
        Meaning::Scale => (Word::Function, 0),
        Meaning::Article(_) => (Word::Article, 0),
        Meaning::Value(Some(id))
            if view.analysis.program(version).is_some_and(|program| program.definition(id).role == Role::Parameter) =>
        {
            (Word::Parameter, READONLY)
        }
        Meaning::Value(_) | Meaning::Part(_) | Meaning::Account => (Word::Value, 0),
    }
}
