//! The ways out: what a finding tells the author to type is typed, and the policy is sound.

use merit::diagnostics::{Code, Language};
use merit::engine::Engine;

/// A mistake in an article, its code, the words that stand there, and what the help says instead of them.
type Way = (&'static str, Code, &'static str, &'static str);

const ENGLISH: &[Way] = &[
    (
        "pay y = 5; deferral z into part { on y; takes 40%; parts 3; every 1 year from 2026-01-01 }",
        Code::E0413,
        "2026-01-01 }",
        "2026-01-01; odd cents to last }",
    ),
    (
        "pay y = 5; deferral z into part { on y; takes 40%; parts score, blank as 0; every 1 year from 2026-01-01; odd cents to last }",
        Code::E0304,
        "parts score, blank as 0",
        "parts score, blank as 0, rounded down to 1",
    ),
    ("output x = depsits", Code::E0201, "depsits", "deposits"),
    ("output x = grade = seniro", Code::E0204, "seniro", "senior"),
    ("output x = sun(balance over loan)", Code::E0206, "sun", "sum"),
    ("output x = sum(balance over lona)", Code::E0203, "lona", "loan"),
    ("output x = sum(balance over loan via mnager)", Code::E0201, "mnager", "manager"),
    ("overall { output x = sum(balance over loan via manager) }", Code::E0212, " via manager", ""),
    (
        "ledger l { account a of manager via boss; account b; on manager at since { move 1 from a to b } }",
        Code::E0212,
        "a of manager via boss",
        "a",
    ),
    (
        "pay y = 5; deferral z into part { on y; takes 40%; parts 3; every 1 month from since; odd cents to last }; deferral x into other { on y; takes 40%; parts 3; every 1 month from since; odd cents to last }",
        Code::E0418,
        "deferral x into other { on y",
        "total rest = y - z; deferral x into other { on rest",
    ),
    (
        "output x = days(since to left where active)",
        Code::E0207,
        "days(since to left where active)",
        "if active then days(since to left) else 0",
    ),
    ("output x = sum(balance over loan by since)", Code::E0207, "by since", ""),
    ("when active { overall { output x = 1 } }", Code::E0211, "when active { overall { output x = 1 } }", "overall { output x = 1 }"),
    (
        "pay y = 5; total s = y; penalty q { on s; takes 50% }; penalty p { on y; takes 80% }",
        Code::E0418,
        "penalty q { on s; takes 50% }; penalty p { on y; takes 80% }",
        "penalty p { on y; takes 80% }; penalty q { on s; takes 50% }",
    ),
    (
        "pay y = 5; total s = y; penalty q { on s; takes 50% }; deferral z into part { on y; takes 40%; parts 3; every 1 month from since; odd cents to last }",
        Code::E0418,
        "{ on y",
        "{ on s",
    ),
    ("parameter p: percent = 5; pay x = deposits × p", Code::E0311, "= 5;", "= 5%;"),
    ("table t: percent by grade { grade | r\n junior | 5\n senior | 7% }\npay x = deposits × t", Code::E0311, "| 5", "| 5%"),
    ("pay x = deposits + rate", Code::E0301, "deposits + rate", "deposits × rate"),
    ("output x = left - since", Code::E0301, "left - since", "days(since to left)"),
    ("output x = since + 30", Code::E0301, "since + 30", "since + 30 days"),
    ("output x = rate > points", Code::E0307, "rate > points", "points(rate) > points"),
    ("pay x = score × 10", Code::E0305, "score × 10", "(score × 10, blank as 0)"),
    ("pay x = 5 { when score > 60 }", Code::E0305, "score > 60", "(score > 60, blank as no)"),
    ("pay x = 100 × (deposits / target)", Code::E0404, "100 × (deposits / target)", "(100 × (deposits / target), blank as 0)"),
    ("award y = 5 { when deposits > 5 }; award x = y × 2", Code::E0306, "y × 2", "(y × 2, not applicable as 0)"),
    ("output x = rank(score highest first ties shared)", Code::E0305, "ties shared", "ties shared blanks last"),
    ("output x = rank(deposits highest first)", Code::E0411, "highest first", "highest first ties shared"),
    ("output x = months(since to today)", Code::E0309, "months(", "full_months("),
    ("output x = full_units(deposits)", Code::E0207, "(deposits)", "(deposits per 10)"),
    ("pay x = 2% per 1_000", Code::E0309, "2% per 1_000", "2 × full_units(deposits per 1_000)"),
    ("pay x = marginal by deposits { 100: 1%; else: 2% }", Code::E0403, "{ 100:", "{ up to 100:"),
    ("output x = bands by number { below 60: 1; above 60: 2 }", Code::E0401, "above 60", "from 60"),
    ("output x = bands by number { up to 60: 1; from 60: 2 }", Code::E0402, "from 60", "above 60"),
    ("output x = cases { number > 60: 1; number < 60: 2 }", Code::E0406, "2 }", "2; else: 3 }"),
    ("award x = 5 { except when active: 0; except when grade = senior: 8 }", Code::E0409, "= senior", "= senior and not active"),
    ("pay x = deposits × 1% at most 5", Code::E0101, " at most", ", at most"),
    ("pay x = deposits × 1%, at most 5,000", Code::E0104, "5,000", "5_000"),
    ("output x = active && active", Code::E0101, "&&", "and"),
    ("output x = score = blank", Code::E0302, "score = blank", "score is blank"),
    ("output x = not deposits", Code::E0304, "not deposits", "not (deposits > 0)"),
    (
        "pay x = 5; penalty p { on x; takes 10%; when active }; veto v { when grade = senior; forfeits x }",
        Code::E0418,
        "when active",
        "when active; unless v",
    ),
    ("pay x { when active }", Code::E0208, "pay x {", "pay x = 5 {"),
    ("ledger l { account a; account b; on manager at since { move 1 from a } }", Code::E0208, "from a }", "from a to b }"),
    ("ledger l { account a; account b; on manager at since { take 1 from a } }", Code::E0208, "account a", "account a, taken to b"),
    ("ledger l { account o of loan; account b; on manager at since { move 1 from o to b } }", Code::E0304, "1 from o", "1 from each o"),
    (
        "ledger l { account o of loan; account b; on manager at since { move 1 from o oldest first to b } }",
        Code::E0411,
        "o of loan",
        "o of loan by balance",
    ),
    (
        "ledger l { account o of loan; account b; on manager at since { move o from b to b2 }; account b2 }",
        Code::E0304,
        "move o",
        "move sum(o over loan)",
    ),
    (
        "ledger l { account deposits; account b; on manager at since { move deposits from deposits to b } }",
        Code::E0205,
        "move deposits",
        "move l.deposits",
    ),
];

const CHINESE: &[Way] = &[
    (
        "薪酬 乙 = 5；延期支付 丙 为 丙期 { 对 乙；递延 40%；期数 3；每隔 1年 自 2026-01-01 }",
        Code::E0413,
        "2026-01-01 }",
        "2026-01-01；零头归 末位 }",
    ),
    ("输出 甲 = 存欵", Code::E0201, "存欵", "存款"),
    ("输出 甲 = 等级 = 高及", Code::E0204, "高及", "高级"),
    ("薪酬 甲 = 存款 + 比例", Code::E0301, "存款 + 比例", "存款 × 比例"),
    ("薪酬 甲 = 成绩 × 10", Code::E0305, "成绩 × 10", "（成绩 × 10，空按 0）"),
    ("薪酬 甲 = 5 { 当成绩 为空 }", Code::E0106, "当成绩", "当 成绩"),
    ("薪酬 甲 = 100 ×（存款 ÷ 目标）", Code::E0404, "100 ×（存款 ÷ 目标）", "（100 ×（存款 ÷ 目标），空按 0）"),
    ("奖励 乙 = 5 { 当 存款 > 5 }；奖励 甲 = 乙 × 2", Code::E0306, "乙 × 2", "（乙 × 2，不适用按 0）"),
    ("输出 甲 = 月数（任职日 至 基准日）", Code::E0309, "月数", "满月数"),
    ("薪酬 甲 = 超额累进 按 存款 { 100：1%；其余：2% }", Code::E0403, "{ 100：", "{ 100以内："),
    ("薪酬 甲 = 超额累进 按 存款 { 界限以内：1%；其余：2% }", Code::E0106, "界限以内", "界限 以内"),
    ("薪酬 甲 = 存款 × 1% 不高于 5", Code::E0101, " 不高于", "，不高于"),
    ("输出 甲 = 情形 { 数目 > 60：1；数目 < 60：2 }", Code::E0406, "2 }", "2；其余：3 }"),
    ("台账 账 { 科目 甲；科目 乙；遇 经理 于 任职日 { 转 1 自 甲 } }", Code::E0208, "自 甲 }", "自 甲 入 乙 }"),
    ("台账 账 { 科目 甲；科目 乙；遇 经理 于 任职日 { 取 1 自 甲 } }", Code::E0208, "科目 甲", "科目 甲，取入 乙"),
    ("奖励甲 = 5；输出 丙 = 甲", Code::E0106, "奖励甲", "奖励 甲"),
];

fn english(article: &str) -> String {
    let head = "policy \"Ways\" { as of 2026-06-30; currency CNY, rounded half up to 0.01; subject manager }\n\
        record manager {\n  id text key; deposits money; target money; rate percent; points percentage points; score number or blank; number number\n  \
        since date; left date; active yes/no; grade one of junior < senior; boss -> manager or blank\n}\n\
        record loan { id text key; manager -> manager; balance money }\n";
    format!("{head}article 1 {{\n{}\n}}\n", article.replace("; award x", "\n award x"))
}

fn chinese(article: &str) -> String {
    let head = "办法 “例” { 基准日 2026-06-30；币种 CNY，四舍五入 到 0.01；考核对象 经理 }\n\
        记录 经理 {\n  工号 文本 主键；存款 金额；目标 金额；比例 百分比；成绩 数 可空；数目 数；任职日 日期；等级 取值 初级 < 高级\n}\n\
        参数 界限 = 100\n";
    format!("{head}第一条 {{\n{article}\n}}\n")
}

#[test]
fn what_a_help_says_works_when_typed() {
    let mut wrong = Vec::new();
    let all = ENGLISH.iter().map(|way| (way, english as fn(&str) -> String, Language::English));
    for ((article, code, was, typed), policy, language) in
        all.chain(CHINESE.iter().map(|way| (way, chinese as fn(&str) -> String, Language::Chinese)))
    {
        match Engine::compile("way.merit", &policy(article)) {
            Ok(_) => wrong.push(format!("{article}: nothing is found")),
            Err(rejected) => {
                let told: Vec<String> =
                    rejected.findings.iter().map(|finding| format!("{} {}", finding.code.name(), finding.message.get(language))).collect();
                let helped = rejected.findings.iter().any(|finding| finding.code == *code && (!finding.helps.is_empty()));
                if !helped && !matches!(code, Code::E0304 | Code::E0207) {
                    wrong.push(format!("{article}: no help of {}, but {told:?}", code.name()));
                }
                if rejected.findings.iter().all(|finding| finding.code != *code) {
                    wrong.push(format!("{article}: {told:?}, not {}", code.name()));
                }
            }
        }
        if let Err(rejected) = Engine::compile("way.merit", &policy(&article.replacen(was, typed, 1))) {
            let told: Vec<&str> = rejected.findings.iter().map(|finding| finding.message.get(language)).collect();
            wrong.push(format!("{}: {told:?}", article.replacen(was, typed, 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_29_february_falls_is_said_as_its_help_says() {
    let policies = [
        (english("output x = since + 2 years"), "subject manager }", "subject manager; ", " }"),
        (chinese("输出 甲 = 任职日 + 2年"), "考核对象 经理 }", "考核对象 经理；", " }"),
    ];
    for (policy, was, before, after) in policies {
        let rejected = Engine::compile("way.merit", &policy).unwrap_err();
        assert_eq!(rejected.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::E0420]);
        let help = rejected.findings[0].helps[0].get(rejected.language);
        let typed: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
        assert_eq!(typed.len(), 2, "{help}");
        for line in typed {
            let said = policy.replacen(was, &format!("{before}{line}{after}"), 1);
            assert!(Engine::compile("way.merit", &said).is_ok(), "{said}");
        }
    }
}
