//! Paths between policy files, as `use` and `amends` write them: with `/`, seen from the file that names them.

/// The path of a file that is named in another one: `beside("a/b.merit", "../c.merit")` is `c.merit`.
///
/// Works on the words alone, so that it is the same for files and for texts in memory.
pub fn beside(from: &str, path: &str) -> String {
    let from = from.replace('\\', "/");
    let path = path.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive {
        return path;
    }
    let absolute = from.starts_with('/');
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => match steps.last() {
                Some(last) if *last != ".." => {
                    steps.pop();
                }
                _ if absolute => {}
                _ => steps.push(".."),
            },
            name => steps.push(name),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn paths_are_seen_from_the_file_that_names_them() {
        assert_eq!(beside("policies/rural/scheme.merit", "../prelude/periods.merit"), "policies/prelude/periods.merit");
        assert_eq!(beside("scheme.merit", "tiers.merit"), "tiers.merit");
        assert_eq!(beside("scheme.merit", "../../tiers.merit"), "../../tiers.merit");
        assert_eq!(beside("/scheme.merit", "../tiers.merit"), "/tiers.merit");
        assert_eq!(beside("a/scheme.merit", "/b/tiers.merit"), "/b/tiers.merit");
        assert_eq!(beside(r"D:\办法\scheme.merit", r"..\通用\periods.merit"), "D:/通用/periods.merit");
    }
}
