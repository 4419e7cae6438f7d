//! A list of numbers, read as choices.

/// Choices not yet made; when they have run out, each further one is 0.
pub struct Choices<'a>(std::slice::Iter<'a, u32>);

impl<'a> Choices<'a> {
    /// All choices of a list.
    pub fn new(choices: &'a [u32]) -> Choices<'a> {
        Choices(choices.iter())
    }

    /// One of so many, from 0, which is to be the simplest.
    pub fn below(&mut self, count: usize) -> usize {
        self.raw() as usize % count
    }

    /// Yes once in so many times; no is simpler.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of these; the first is to be the simplest.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// A number from 0 to 9,999.
    pub fn raw(&mut self) -> u32 {
        self.0.next().copied().unwrap_or(0)
    }

    /// A whole number of any size up to the ends of 64 bits, mostly small.
    pub fn whole(&mut self) -> i64 {
        let size = i64::from(self.raw());
        let value = match self.below(12) {
            0..=5 => size % 200,
            6 | 7 => size,
            8 => size * 1_000_003,
            9 => (1 << 53) - 5000 + size,
            10 => i64::MAX / 100 - 5000 + size,
            _ => i64::MAX - size % 3,
        };
        if self.once_in(4) { -value } else { value }
    }
}
