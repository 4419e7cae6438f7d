//! What is laid out: texts, and the places where a line may end, in groups that stand on one line if they have room.
//!
//! After Wadler, "A prettier printer" (2003), with what the style of policies asks for: lines that hang from the column where a
//! value begins, columns, and comments, which take no room.

use unicode_width::UnicodeWidthStr;

/// A piece of what is laid out.
#[derive(Clone, Debug)]
pub enum Doc {
    /// Text without an end of line.
    Text(String),
    /// Where a line may end: what stands there if it does not.
    Line(&'static str),
    /// Where a line ends.
    Hard,
    /// An empty line.
    Blank,
    /// The beginning of a column, by its number from the left; filled up once its neighbours are known.
    Tab(usize),
    /// So many columns, if the line ends of the group around it are taken.
    Pad(usize),
    /// A comment on its own line.
    Comment(String),
    /// A comment at the end of a line.
    Trailing(String),
    /// Pieces within a frame.
    Within(Frame, Vec<Doc>, Ends),
}

/// What a frame does with its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// All its line ends are taken, or none.
    Group,
    /// Its lines are indented by one step.
    Nest,
    /// Its lines are indented like the line in which it begins.
    Hang,
    /// Its lines begin where it begins.
    Align,
}

/// Whether the line ends of a piece may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Some line ends in it for certain.
    Certain,
    /// It may stand on one line.
    Possible,
}

impl Doc {
    /// Pieces within a frame.
    pub fn within(frame: Frame, docs: Vec<Doc>) -> Doc {
        let certain = docs.iter().any(Doc::ends_line);
        Doc::Within(frame, docs, if certain { Ends::Certain } else { Ends::Possible })
    }

    /// Whether a line ends in it for certain.
    pub fn ends_line(&self) -> bool {
        match self {
            Doc::Hard | Doc::Blank | Doc::Comment(_) | Doc::Trailing(_) => true,
            Doc::Within(_, _, ends) => *ends == Ends::Certain,
            Doc::Text(_) | Doc::Line(_) | Doc::Tab(_) | Doc::Pad(_) => false,
        }
    }
}

/// The columns that pieces take on one line.
pub fn width(docs: &[Doc]) -> usize {
    docs.iter()
        .map(|doc| match doc {
            Doc::Text(text) => text.width(),
            Doc::Line(flat) => flat.width(),
            Doc::Within(_, docs, _) => width(docs),
            Doc::Hard | Doc::Blank | Doc::Tab(_) | Doc::Pad(_) | Doc::Comment(_) | Doc::Trailing(_) => 0,
        })
        .sum()
}

/// Pieces on one line, whatever ends they have.
pub fn on_one_line(docs: &[Doc]) -> String {
    let mut line = String::new();
    for doc in docs {
        match doc {
            Doc::Text(text) => line.push_str(text),
            Doc::Line(flat) => line.push_str(flat),
            Doc::Within(_, docs, _) => line.push_str(&on_one_line(docs)),
            Doc::Hard | Doc::Blank | Doc::Tab(_) | Doc::Pad(_) | Doc::Comment(_) | Doc::Trailing(_) => {}
        }
    }
    line
}
