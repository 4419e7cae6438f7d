//! Several files in one: what comes first is the policy, each other one follows a line such as `=== loan.csv`.

/// What stands before the name of a file.
const CUT: &[u8] = b"\n=== ";

/// The policy, and the other files with their names.
pub type Files<'b> = (&'b [u8], Vec<(&'b str, &'b [u8])>);

/// Takes the files apart; what has no name is left out.
pub fn split(bytes: &[u8]) -> Files<'_> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(CUT.len()).position(|window| window == CUT) {
        parts.push(&rest[..at]);
        rest = &rest[at + CUT.len()..];
    }
    parts.push(rest);
    let policy = parts.remove(0);
    let named = |part: &&'_ [u8]| part.iter().position(|&byte| byte == b'\n');
    let files = parts.into_iter().filter_map(|part| {
        let (title, file) = part.split_at(named(&part)?);
        Some((std::str::from_utf8(title).ok()?, &file[1..]))
    });
    (policy, files.collect())
}
