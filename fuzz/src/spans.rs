//! Whether the places of a tree lie in its text and within one another.
//!
//! They are read from the tree's `Debug` form, which holds every node there is: so no node can be forgotten here.

use std::fmt::Write;

/// A node that has been entered.
#[derive(Default)]
struct Node {
    /// Its own place.
    own: Option<(usize, usize)>,
    /// The places of what it holds, together.
    held: Option<(usize, usize)>,
}

/// Panics when a place of a tree lies outside the text, between its characters, or outside the place of what holds it.
pub fn check(text: &str, tree: &impl std::fmt::Debug) {
    let mut written = String::new();
    write!(written, "{tree:?}").expect("a text can be written to");
    let mut nodes = vec![Node::default()];
    let mut rest = written.as_str();
    while let Some(at) = rest.find(['{', '(', '[', '}', ')', ']', '"', '\'']) {
        let (before, after) = rest.split_at(at);
        let (sign, after) = after.split_at(1);
        rest = after;
        match sign {
            "\"" | "'" => rest = after_quote(after, sign.as_bytes()[0]),
            "{" if before.ends_with("Span ") => {
                let end = after.find('}').expect("a span ends");
                let place = place(&after[..end]);
                assert!(text.get(place.0..place.1).is_some(), "{place:?} lies outside the text");
                let node = nodes.last_mut().expect("there is a node");
                if before.ends_with(" span: Span ") {
                    node.own = Some(place);
                } else {
                    node.held = together(node.held, place);
                }
                rest = &after[end + 1..];
            }
            "{" | "(" | "[" => nodes.push(Node::default()),
            _ => {
                let node = nodes.pop().expect("what ends has begun");
                if let (Some(own), Some(held)) = (node.own, node.held) {
                    assert!(own.0 <= held.0 && held.1 <= own.1, "{held:?} lies outside of {own:?} in {}", &text[own.0..own.1]);
                }
                let whole = node.own.or(node.held);
                if let (Some(above), Some(whole)) = (nodes.last_mut(), whole) {
                    above.held = together(above.held, whole);
                }
            }
        }
    }
}

fn place(written: &str) -> (usize, usize) {
    let figure = |name: &str| {
        let at = written.find(name).expect("a span has both ends") + name.len();
        let digits = written[at..].split(|sign: char| !sign.is_ascii_digit()).next().unwrap_or_default();
        digits.parse().expect("a place is a figure")
    };
    (figure("start: "), figure("end: "))
}

fn together(held: Option<(usize, usize)>, place: (usize, usize)) -> Option<(usize, usize)> {
    Some(held.map_or(place, |held| (held.0.min(place.0), held.1.max(place.1))))
}

/// What follows a quoted text or sign.
fn after_quote(text: &str, quote: u8) -> &str {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == quote => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}
