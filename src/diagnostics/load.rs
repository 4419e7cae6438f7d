//! What to say when a policy file cannot be loaded.

use super::{Code, DataPlace, Diagnostic};
use crate::say;
use crate::source::{LoadError, Unreadable};

impl From<LoadError> for Diagnostic {
    fn from(error: LoadError) -> Diagnostic {
        match error {
            LoadError::TooLarge { path, limit } => {
                let mb = limit >> 20;
                Diagnostic::new(Code::E0108, say!("`{path}` is larger than {mb} MB", "`{path}` 超过 {mb} MB"))
                    .at_data(place(path, None))
                    .help(say!(
                        "records belong into csv or json files; a long policy can be spread over several files with `use`",
                        "明细数据请放在 csv 或 json 文件里；办法很长时可以分成几个文件，用 `引用` 连起来"
                    ))
            }
            LoadError::NotUtf8 { path, line, offset, byte } => Diagnostic::new(
                Code::E0109,
                say!(
                    "`{path}` is not UTF-8: byte {byte:02X} at position {offset}",
                    "`{path}` 不是 UTF-8 编码：位置 {offset} 处的字节为 {byte:02X}"
                ),
            )
            .at_data(place(path, Some(line)))
            .help(say!("save the file as UTF-8; Chinese editors often write GBK", "请把文件另存为 UTF-8；旧版记事本存的多为 GBK（ANSI）")),
            LoadError::Unreadable { path, reason } => {
                let message = match reason {
                    Unreadable::Missing => say!("there is no file `{path}`", "没有文件 `{path}`"),
                    Unreadable::Folder => say!("`{path}` is a folder", "`{path}` 是文件夹"),
                    Unreadable::Forbidden => say!("`{path}` may not be read by this user", "没有读取 `{path}` 的权限"),
                    Unreadable::Other(reason) => say!("`{path}` cannot be read: {reason}", "`{path}` 无法读取：{reason}"),
                };
                Diagnostic::new(Code::E0110, message).at_data(place(path, None))
            }
        }
    }
}

fn place(file: String, line: Option<u64>) -> DataPlace {
    DataPlace { file, line, column: None, value: None, cell: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_its_code_and_place() {
        let path = || "a.merit".to_owned();
        let large = Diagnostic::from(LoadError::TooLarge { path: path(), limit: 4 << 20 });
        assert_eq!((large.code, large.message.en.as_str()), (Code::E0108, "`a.merit` is larger than 4 MB"));
        let bytes = Diagnostic::from(LoadError::NotUtf8 { path: path(), line: 3, offset: 40, byte: 0xB0 });
        assert_eq!((bytes.code, bytes.data.and_then(|place| place.line)), (Code::E0109, Some(3)));
        let missing = Diagnostic::from(LoadError::Unreadable { path: path(), reason: Unreadable::Missing });
        assert_eq!((missing.code, missing.message.zh.as_str()), (Code::E0110, "没有文件 `a.merit`"));
    }
}
