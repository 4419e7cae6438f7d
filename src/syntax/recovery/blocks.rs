//! The blocks whose lines are read one by one: how each is called, and which rule reads one line of it alone.

use crate::diagnostics::Text;
use crate::say;
use crate::syntax::grammar::Rule;

/// The blocks whose lines are read one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Block {
    File,
    Policy,
    Record,
    Article,
    Dated,
    Split,
    Table,
    Tiers,
    Cases,
    Gate,
    Money,
    Total,
    Penalty,
    Veto,
    Scorecard,
    Grading,
    Qualification,
    Rotation,
    Choice,
    Prizes,
    Carry,
    Status,
    Allowance,
    Tranches,
    Deferral,
    Authority,
    Pool,
    Result,
    Test,
    Given,
}

impl Block {
    /// The rule that reads one line of it alone.
    pub(super) fn rule(self) -> Rule {
        match self {
            Block::File => Rule::alone_item,
            Block::Policy => Rule::alone_policy,
            Block::Record => Rule::alone_field,
            Block::Article => Rule::alone_statement,
            Block::Dated => Rule::alone_dated,
            Block::Split => Rule::alone_share,
            Block::Table => Rule::alone_table,
            Block::Tiers => Rule::alone_tier,
            Block::Cases => Rule::alone_case,
            Block::Gate => Rule::alone_limb,
            Block::Money => Rule::alone_money,
            Block::Total => Rule::alone_total,
            Block::Penalty => Rule::alone_penalty,
            Block::Veto => Rule::alone_veto,
            Block::Scorecard => Rule::alone_scorecard,
            Block::Grading => Rule::alone_grading,
            Block::Qualification => Rule::alone_qualification,
            Block::Rotation => Rule::alone_rotation,
            Block::Choice => Rule::alone_choice,
            Block::Prizes => Rule::alone_prizes,
            Block::Carry => Rule::alone_carry,
            Block::Status => Rule::alone_status,
            Block::Allowance => Rule::alone_allowance,
            Block::Tranches => Rule::alone_tranches,
            Block::Deferral => Rule::alone_deferral,
            Block::Authority => Rule::alone_authority,
            Block::Pool => Rule::alone_pool,
            Block::Result => Rule::alone_result,
            Block::Test => Rule::alone_test,
            Block::Given => Rule::alone_setting,
        }
    }

    /// What it is, in words.
    pub(super) fn title(self) -> Text {
        match self {
            Block::File => say!("a policy file", "办法文件"),
            Block::Policy => say!("the head of a policy", "办法的抬头"),
            Block::Record => say!("a record", "记录"),
            Block::Article => say!("an article", "条文"),
            Block::Dated => say!("a parameter that changes by date", "随日期变动的参数"),
            Block::Split => say!("a split", "拆分"),
            Block::Table => say!("a table", "表"),
            Block::Tiers => say!("a tier", "分档"),
            Block::Cases => say!("`cases`", "`情形`"),
            Block::Gate => say!("a gate", "条件组"),
            Block::Money => say!("a pay or an award", "薪酬或奖励"),
            Block::Total => say!("a total", "总额"),
            Block::Penalty => say!("a penalty", "扣罚"),
            Block::Veto => say!("a veto", "一票否决"),
            Block::Scorecard => say!("a scorecard", "计分卡"),
            Block::Grading => say!("a grading", "评级"),
            Block::Qualification => say!("a qualification", "资格"),
            Block::Rotation => say!("a rotation", "轮岗"),
            Block::Choice => say!("an elimination or a quota", "末位淘汰或名额"),
            Block::Status => say!("a status", "状态"),
            Block::Allowance => say!("an allowance", "宽限"),
            Block::Carry => say!("what is carried", "递推"),
            Block::Tranches => say!("tranches", "分期"),
            Block::Deferral => say!("a deferral", "延期支付"),
            Block::Authority => say!("an authority", "权限"),
            Block::Prizes => say!("prizes", "名次奖"),
            Block::Pool => say!("a pool", "奖金池"),
            Block::Result => say!("a result", "结果"),
            Block::Test => say!("a test", "用例"),
            Block::Given => say!("a given record", "已知记录"),
        }
    }
}
