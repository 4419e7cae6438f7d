//! The words that pages put around the author's own, in both languages.

use crate::html::words::words;

words! {
    /// The page of the articles.
    rules: "Rules", "条文";
    /// The page of what the data must hold.
    data: "Inputs", "数据";
    /// The page of all values.
    values: "Values and results", "取值与结果";
    /// The page of the tests.
    examples: "Worked examples", "算例";
    /// Over the list of headings.
    contents: "Contents", "目录";
    /// Before the version.
    version: "Version", "版本";
    /// Before the days it is in force.
    in_force: "In force", "施行期";
    /// Before the day of the run.
    as_of: "As of", "基准日";
    /// Before the currency and its rounding.
    currency: "Currency", "币种";
    /// Before whom it is about.
    subject: "Subject", "考核对象";
    /// Before what a value is made of.
    rests_on: "Rests on", "取自";
    /// Before who reads a value.
    used_by: "Used by", "用于";
    /// Before the tests that expect a value.
    shown_in: "Worked out in example", "算例";
    /// Where nobody reads a value.
    unused: "not used further", "别处未用";
    /// A column of names.
    name: "Name", "名称";
    /// A column of kinds.
    kind: "Kind", "种类";
    /// A column of what something is in the scheme.
    role: "What it is", "性质";
    /// A column of records.
    record: "Of each", "所属";
    /// A column of articles.
    article: "Article", "条款";
    /// A column of how cells are written.
    written: "In the file", "文件写法";
    /// That a field makes the key.
    key: "key", "主键";
    /// That the policy makes a field itself.
    made: "made by the policy", "由办法生成";
    /// The whole run.
    overall: "the whole", "总体";
    /// Over what is delivered.
    results: "What is delivered", "交付的结果";
    /// Over all values.
    all_values: "All values", "全部取值";
    /// A column of headings.
    heading: "Heading", "列名";
    /// A column of what a result's column is.
    value: "Value", "取值";
    /// Over the rows of a test.
    given: "Given", "已知";
    /// Over what a test expects.
    expected: "Then", "应得";
    /// That a test holds.
    holds: "so it is computed", "计算相符";
    /// That a test does not hold.
    fails: "not so computed", "计算不符";
    /// Where the policy has no tests.
    no_examples: "The policy has no tests.", "办法没有用例。";
    /// A key that is a chart for who does not see.
    chart: "Chart", "图";
    /// What is blank.
    blank: "blank", "空";
    /// That a cell may be blank.
    or_blank: "or blank", "可空";
    /// Between names.
    comma: ", ", "、";
    /// Between remarks.
    semicolon: "; ", "；";
    /// Between a choice and what is chosen.
    is: ": ", "：";
    /// What is chosen where it is none of those that a table lists.
    any_other: "any other", "其他";
    /// Under an open and a filled end.
    ends: "● included  ○ not included", "● 含此值  ○ 不含";
    /// At the foot.
    made_with: "Published from the policy by Merit: the rules on this page are those that are computed.", "由 Merit 据办法发布：本页所示规则即实际计算所用。";
    /// Before an assertion.
    assertion: "assertion", "断言";
    /// Before a result.
    result: "result", "结果";
}
