//! Between the addresses of editors and the paths of files: `file:///c%3A/%E5%8A%9E%E6%B3%95/scheme.merit` is `c:/办法/scheme.merit`.

use lsp_types::Uri;
use std::str::FromStr;

/// The path of a file's address, with `/` between its steps. What has another scheme, such as a text that was never saved, is its own path.
pub(super) fn path_of(uri: &Uri) -> String {
    let text = uri.as_str();
    let Some(rest) = text.strip_prefix("file://") else { return text.to_owned() };
    // What stands before the first `/` is a host, which only shares of Windows have.
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = decoded(path);
    let drive = path.as_bytes().get(2) == Some(&b':');
    match (host, drive) {
        ("" | "localhost", true) => path.get(1..).unwrap_or_default().to_owned(),
        ("" | "localhost", false) => path,
        (host, _) => format!("//{host}{path}"),
    }
}

/// The address of a path.
pub(super) fn uri_of(path: &str) -> Option<Uri> {
    if path.contains("://") || path.starts_with("untitled:") {
        return Uri::from_str(path).ok();
    }
    let path = path.replace('\\', "/");
    let mut address = String::from(match (path.starts_with("//"), path.starts_with('/')) {
        (true, _) => "file:",
        (false, true) => "file://",
        (false, false) => "file:///",
    });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri::from_str(&address).ok()
}

/// The text with `%E5` and its like read as bytes; what is no UTF-8 then stays as it is.
fn decoded(text: &str) -> String {
    let (bytes, mut read, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        read.push(hex.unwrap_or(byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(read).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{path_of, uri_of};
    use lsp_types::Uri;
    use std::str::FromStr;

    #[test]
    fn addresses_lead_to_paths_and_back() {
        let path = |uri: &str| Uri::from_str(uri).map(|uri| path_of(&uri)).unwrap_or_default();
        assert_eq!(path("file:///home/bank/%E5%8A%9E%E6%B3%95/scheme.merit"), "/home/bank/办法/scheme.merit");
        assert_eq!(path("file:///c%3A/bank/scheme.merit"), "c:/bank/scheme.merit");
        assert_eq!(path("file://server/share/a%20b.merit"), "//server/share/a b.merit");
        assert_eq!(path("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(path("file:///odd%FF"), "/odd%FF", "no UTF-8");
        for path in ["/home/bank/办法/a b.merit", "c:/bank/scheme.merit", "//server/share/x.merit", "untitled:Untitled-1"] {
            assert_eq!(uri_of(path).map(|uri| path_of(&uri)).as_deref(), Some(path));
        }
    }
}
