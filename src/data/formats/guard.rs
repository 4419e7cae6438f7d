//! What stands between a library and a file from outside: a panic of the library ends here and is a finding.

use std::cell::Cell;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is caught, so that nothing needs to be said of it: for the panic hook of a program.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Has a library read something. What it worked on is not used again when it panics.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, super::Broken>) -> Result<T, super::Broken> {
    let before = GUARDED.replace(true);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    GUARDED.set(before);
    let damaged = || crate::say!("the file is damaged: its parts contradict each other", "文件已损坏：内部各部分相互矛盾");
    done.unwrap_or_else(|_| Err(super::Broken::new(damaged())))
}
