//! Work done piece by piece by several threads and taken in its order: what comes out does not depend on how many threads there are.

use rustc_hash::FxHashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

/// The most threads that are begun, whatever is asked for.
pub(crate) const MOST_THREADS: usize = 256;

/// Pieces for each thread that may be done and not yet taken.
const AHEAD: usize = 3;

/// What a thread tells.
enum Told<T, E> {
    /// A piece is done, which has this number.
    Done(usize, T),
    /// It stopped.
    Failed(E),
    /// It will tell no more, and was in the midst of a piece.
    Broken,
}

/// Has pieces of work done by so many threads (0 is 1, and at most [`MOST_THREADS`]), and takes them in their order.
///
/// `begin` makes what each thread has for itself. `next` does the next piece in the room that it is given, and says which one it was,
/// counted from 0; none where no piece is left. `take` takes the pieces one after the other and gives their room back. The caller's own
/// thread is one of them: it takes what is done, and does pieces where nothing is to be taken.
///
/// # Errors
/// The first that `next` or `take` gives; then the pieces that were not taken are lost.
pub(crate) fn in_order<S, R: Default + Send, T: Send, E: Send>(
    threads: usize,
    begin: impl Fn(usize) -> S + Sync,
    next: impl Fn(&mut S, R) -> Result<Option<(usize, T)>, E> + Sync,
    mut take: impl FnMut(T) -> Result<R, E>,
) -> Result<(), E> {
    let threads = threads.min(MOST_THREADS);
    let mut own = begin(0);
    if threads <= 1 {
        let mut room = R::default();
        while let Some((_, done)) = next(&mut own, room)? {
            room = take(done)?;
        }
        return Ok(());
    }
    let rooms = Rooms::new(threads.saturating_mul(AHEAD));
    std::thread::scope(|scope| {
        // Both end with this, whatever happens: then no thread waits.
        let _closed = Closed(&rooms);
        let (sender, told) = mpsc::channel();
        for by in 1..threads {
            let (sender, rooms, begin, next) = (Watched(sender.clone()), &rooms, &begin, &next);
            scope.spawn(move || {
                let mut own = begin(by);
                // Room first, then a piece: so the piece that is waited for has some.
                while let Some(room) = rooms.wait() {
                    let told = match next(&mut own, room) {
                        Ok(Some((number, done))) => Told::Done(number, done),
                        Ok(None) => return,
                        Err(error) => Told::Failed(error),
                    };
                    if sender.0.send(told).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Pieces that are done before one that precedes them.
        let (mut waiting, mut expected) = (FxHashMap::default(), 0usize);
        let mut any_left = true;
        loop {
            while let Some(done) = waiting.remove(&expected) {
                expected = expected.saturating_add(1);
                rooms.give(take(done)?);
            }
            let told = if let Ok(told) = told.try_recv() {
                told
            } else if let Some(room) = any_left.then(|| rooms.spare()).flatten() {
                match next(&mut own, room)? {
                    Some((number, done)) => _ = waiting.insert(number, done),
                    None => any_left = false,
                }
                continue;
            } else {
                // When all others have ended, all is taken.
                let Ok(told) = told.recv() else { return Ok(()) };
                told
            };
            match told {
                Told::Done(number, done) => _ = waiting.insert(number, done),
                Told::Failed(error) => return Err(error),
                // The scope passes on what broke it.
                Told::Broken => return Ok(()),
            }
        }
    })
}

/// Room that nobody uses.
struct Rooms<R> {
    /// None where no more is wanted.
    spare: Mutex<Option<Vec<R>>>,
    given: Condvar,
}

impl<R: Default> Rooms<R> {
    fn new(many: usize) -> Rooms<R> {
        let spare = std::iter::repeat_with(R::default).take(many).collect();
        Rooms { spare: Mutex::new(Some(spare)), given: Condvar::new() }
    }
}

impl<R> Rooms<R> {
    fn lock(&self) -> MutexGuard<'_, Option<Vec<R>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Some room, if there is any now.
    fn spare(&self) -> Option<R> {
        self.lock().as_mut()?.pop()
    }

    /// Some room, when there is any; none where no more is wanted.
    fn wait(&self) -> Option<R> {
        let is_used = |spare: &mut Option<Vec<R>>| spare.as_ref().is_some_and(Vec::is_empty);
        self.given.wait_while(self.lock(), is_used).unwrap_or_else(PoisonError::into_inner).as_mut()?.pop()
    }

    fn give(&self, room: R) {
        if let Some(spare) = &mut *self.lock() {
            spare.push(room);
        }
        self.given.notify_one();
    }
}

/// Tells those who wait for room, when it goes, that no more is wanted.
struct Closed<'r, R>(&'r Rooms<R>);

impl<R> Drop for Closed<'_, R> {
    fn drop(&mut self) {
        *self.0.lock() = None;
        self.0.given.notify_all();
    }
}

/// The sender of a thread, which tells if the thread breaks off.
struct Watched<T, E>(mpsc::Sender<Told<T, E>>);

impl<T, E> Drop for Watched<T, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.0.send(Told::Broken);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::unwrap_used)]

    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts up to a number, and fails or breaks at others.
    fn counted(threads: usize, to: usize, fails: usize, breaks: usize, takes: usize) -> Result<Vec<usize>, usize> {
        let (next, mut taken) = (AtomicUsize::new(0), Vec::new());
        let done = in_order(
            threads,
            |_| (),
            |(), room: Vec<u8>| {
                let number = next.fetch_add(1, Ordering::Relaxed);
                assert_ne!(number, breaks);
                if number == fails { Err(number) } else { Ok((number < to).then_some((number, (number, room)))) }
            },
            |(number, room)| {
                taken.push(number);
                if taken.len() > takes { Err(usize::MAX) } else { Ok(room) }
            },
        );
        done.map(|()| taken)
    }

    const NEVER: usize = usize::MAX;

    #[test]
    fn pieces_are_taken_in_their_order() {
        for threads in [0, 1, 2, 5, 40, usize::MAX] {
            for to in [0, 1, 7, 1_000] {
                assert_eq!(counted(threads, to, NEVER, NEVER, NEVER), Ok((0..to).collect()), "{threads} threads, {to} pieces");
            }
        }
    }

    #[test]
    fn what_fails_ends_all_threads() {
        for threads in [1, 2, 5] {
            assert_eq!(counted(threads, 1_000, 600, NEVER, NEVER), Err(600));
            assert_eq!(counted(threads, 1_000, NEVER, NEVER, 600), Err(usize::MAX));
        }
    }

    #[test]
    fn what_breaks_is_passed_on_and_nobody_waits() {
        for threads in [1, 2, 5] {
            let broken = std::panic::catch_unwind(|| counted(threads, 100_000, NEVER, 600, NEVER));
            assert!(broken.is_err());
        }
    }
}
