//! Work in shares, each done by a thread of its own.

/// Does all shares at the same time and gives what comes of each, in their order; the first one is done by this thread.
pub(super) fn each<S: Send, T: Send>(shares: impl IntoIterator<Item = S>, act: impl Fn(S) -> T + Sync) -> Vec<T> {
    let mut shares = shares.into_iter();
    let Some(first) = shares.next() else { return Vec::new() };
    let act = &act;
    std::thread::scope(|scope| {
        let others: Vec<_> = shares.map(|share| scope.spawn(move || act(share))).collect();
        let joined = |done: Result<T, _>| done.unwrap_or_else(|cause| std::panic::resume_unwind(cause));
        std::iter::once(act(first)).chain(others.into_iter().map(|other| joined(other.join()))).collect()
    })
}
