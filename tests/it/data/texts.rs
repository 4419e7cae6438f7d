//! A key is a text as any other: it equals the same text in another column, groups with it, and is found by it.

use merit::data::write::{OutputFormat, WriteOptions};
use merit::data::{Input, InputFormat, ReadOptions, read, records_with_files};
use merit::engine::{Engine, Settings};

const POLICY: &str = "policy \"p\" { subject manager; currency CNY, rounded half up to 0.01 }
record manager { id text key; mentor text; nick text or blank }
record branch { id text key; head text }
record visit { who text; of text; on -> manager by who; by -> branch by of }
article 1 \"Texts\" {
  output self_taught = id = mentor
  output other       = id != mentor
  output same_kind   = count(manager where mentor = \"A\")
  for each branch {
    output led = head = id
  }
  overall {
    output ids     = count_distinct(id over manager)
    output mentors = count_distinct(mentor over manager)
  }
  for each visit {
    output who_mentor = on.mentor
    output at_head    = who = by.head
  }
}
";

#[test]
fn a_key_equals_the_same_text_elsewhere() {
    let policy = Engine::compile("p.merit", POLICY).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    let files = [
        ("manager", "id,mentor,nick\nB,A,\nA,A,b\nC,B,B01\n"),
        ("branch", "id,head\nB02,A\nA,A\n"),
        ("visit", "who,of\nC,A\nA,B02\nB,A\n"),
    ];
    let inputs: Vec<_> = records_with_files(policy.program())
        .zip(files)
        .map(|((record, _), (name, text))| {
            (record, Input { name: format!("{name}.csv"), bytes: text.as_bytes().to_vec(), format: InputFormat::Csv })
        })
        .collect();
    let (tables, findings) = read(policy.program(), &inputs, &ReadOptions::default());
    assert_eq!(findings, []);
    let evaluation = policy.evaluate(&tables, &Settings::default()).unwrap();
    let shown: Vec<String> = evaluation
        .results()
        .iter()
        .map(|result| format!("{}\n{}", result.delivery.name, result.write(OutputFormat::Csv, &WriteOptions::default())))
        .collect();
    insta::with_settings!({ snapshot_path => "../../cases/data/written", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("texts", shown.join("\n"));
    });
}
