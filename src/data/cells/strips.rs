//! The last bytes of cells, a strip of rows at a time: digits then stand at the same places of two words, and all rows of a strip are
//! decoded by the same instructions.

/// The rows of a strip.
const ROWS: usize = 128;

/// The last bytes of a cell that are looked at.
pub(super) const LAST: usize = 16;

/// The last bytes of some cells, the first of them lowest, and how long the cells are.
pub(super) struct Strip {
    low: [u64; ROWS],
    high: [u64; ROWS],
    lengths: [u64; ROWS],
}

impl Strip {
    /// For each cell its last bytes and its length.
    #[inline(always)]
    pub(super) fn cells(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        self.low.iter().zip(&self.high).zip(&self.lengths).map(|((low, high), length)| (*low, *high, *length))
    }
}

/// The last bytes before a place, as two words; none where so many do not stand before it.
#[inline(always)]
pub(super) fn last(text: &[u8], to: usize) -> Option<(u64, u64)> {
    let word = u128::from_le_bytes(*text.get(to.checked_sub(LAST)?..to)?.first_chunk::<LAST>()?);
    Some((word as u64, (word >> u64::BITS) as u64))
}

/// Decodes the cells between these places of a text: `decode` fills as much room as it is given, and says whether all of it could be.
/// None where any could not.
#[inline]
pub(super) fn decoded<T: Copy + Default>(
    text: &[u8],
    mut bounds: impl Iterator<Item = (usize, usize)>,
    decode: impl Fn(&Strip, &mut [T]) -> bool,
) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(bounds.size_hint().0);
    let mut strip = Strip { low: [0; ROWS], high: [0; ROWS], lengths: [0; ROWS] };
    loop {
        let mut rows = 0;
        for ((low, high), length) in strip.low.iter_mut().zip(&mut strip.high).zip(&mut strip.lengths) {
            let Some((from, to)) = bounds.next() else { break };
            (*low, *high) = last(text, to)?;
            *length = to.wrapping_sub(from) as u64;
            rows += 1;
        }
        if rows == 0 {
            return Some(all);
        }
        let done = all.len();
        all.resize(done.saturating_add(rows), T::default());
        if !decode(&strip, all.get_mut(done..)?) {
            return None;
        }
    }
}

/// Cells in a file, and where they are.
#[cfg(test)]
pub(super) fn file(cells: &[String]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let (mut text, mut bounds) = (b"9999999999999999".to_vec(), Vec::new());
    for cell in cells {
        text.push(b',');
        bounds.push((text.len(), text.len() + cell.len()));
        text.extend(cell.as_bytes());
    }
    (text, bounds)
}
