//! The lines of a program, one after the other.

use super::kernels::{lies_within, line};
use super::{Frame, Scratch};
use crate::plan::narrow::Line;
use crate::wide::wide;

wide! {
    /// Carries out all lines; false where a number is out of its range, or the batch is otherwise to be left.
    pub(super) fn lines(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
        all
    }
}

#[inline(always)]
fn all(lines: &[Line], frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    for column in frame.columns {
        if !lies_within(column) {
            return false;
        }
    }
    for one in lines {
        if !line(one, frame, scratch) {
            return false;
        }
    }
    true
}
