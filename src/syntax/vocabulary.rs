//! The words of the language: for each `kw_*` rule of the grammar its English and its Chinese words.
//!
//! The first word of each list is the canonical one, which the formatter writes; the others are read as well. A test compares the
//! table with the grammar, so that neither can gain a word without the other.

use std::sync::LazyLock;

use crate::diagnostics::Language;

use super::grammar::Rule;

/// One keyword.
#[derive(Clone, Copy, Debug)]
pub struct Keyword {
    /// The name of its grammar rule, such as `kw_up_to`.
    pub rule: &'static str,
    /// Its English words, the canonical one first; words of one keyword are separated by single spaces.
    pub en: &'static [&'static str],
    /// Its Chinese words, the canonical one first.
    pub zh: &'static [&'static str],
}

impl Keyword {
    /// Its words in one language, or in the other where it has none.
    pub fn words(&self, language: Language) -> &'static [&'static str] {
        match language {
            Language::English if !self.en.is_empty() => self.en,
            Language::Chinese if self.zh.is_empty() => self.en,
            Language::English | Language::Chinese => self.zh,
        }
    }
}

macro_rules! keywords {
    ($($rule:ident [$($en:literal),*] [$($zh:literal),*];)+) => {
        /// All keywords, in the order of the grammar.
        pub static KEYWORDS: &[Keyword] = &[$(Keyword { rule: stringify!($rule), en: &[$($en),*], zh: &[$($zh),*] },)+];
        static RULES: &[Rule] = &[$(Rule::$rule,)+];
    };
}

/// For each rule of the grammar the place of its keyword in the table.
static PLACES: LazyLock<Vec<Option<usize>>> = LazyLock::new(|| {
    let last = RULES.iter().map(|rule| *rule as usize).max().unwrap_or(0);
    let mut places = vec![None; last + 1];
    for (index, rule) in RULES.iter().enumerate() {
        if let Some(place) = places.get_mut(*rule as usize) {
            *place = Some(index);
        }
    }
    places
});

/// The keyword of a rule.
pub(crate) fn keyword(rule: Rule) -> Option<&'static Keyword> {
    PLACES.get(rule as usize).copied().flatten().and_then(|index| KEYWORDS.get(index))
}

/// Whether a rule is that of a keyword.
pub(super) fn is_keyword(rule: Rule) -> bool {
    keyword(rule).is_some()
}

keywords! {
    kw_and ["and"] ["且"];
    kw_or ["or"] ["或"];
    kw_not ["not"] ["并非"];
    kw_in ["in"] ["属于"];
    kw_not_in ["not in"] ["不属于"];
    kw_to ["to"] ["至"];
    kw_through ["through"] ["含至"];
    kw_is_blank ["is blank"] ["为空"];
    kw_is_not_blank ["is not blank"] ["不为空"];
    kw_is_applicable ["is applicable"] ["适用"];
    kw_is_not_applicable ["is not applicable"] ["不适用"];
    kw_is_within ["is within"] ["在"];
    kw_window_around ["of"] ["前后"];
    kw_window_after ["after"] ["之后"];
    kw_window_before ["before"] ["之前"];
    kw_inside [] ["内", "以内"];
    kw_yes ["yes"] ["是"];
    kw_no ["no"] ["否"];
    kw_blank ["blank"] ["空"];
    kw_over ["over"] ["取自"];
    kw_via ["via"] ["经由"];
    kw_where ["where"] ["其中"];
    kw_within ["within"] ["同"];
    kw_among ["among"] ["限于"];
    kw_by ["by"] ["按"];
    kw_per ["per"] ["每"];
    kw_during ["during"] ["期间"];
    kw_weighted_by ["weighted by"] ["加权按"];
    kw_running ["running"] ["累计"];
    kw_last_rows ["last"] ["近"];
    kw_highest_first ["highest first"] ["从高到低"];
    kw_lowest_first ["lowest first"] ["从低到高"];
    kw_ties_shared ["ties shared"] ["并列同名次"];
    kw_ties_all_in ["ties all in"] ["并列全计"];
    kw_ties_all_out ["ties all out"] ["并列全不计"];
    kw_ties_by ["ties by"] ["并列按"];
    kw_blanks_first ["blanks first"] ["空值在前"];
    kw_blanks_last ["blanks last"] ["空值在后"];
    kw_blanks_out ["blanks out"] ["空值不计"];
    kw_skipping_blanks ["skipping blanks"] ["略去空值"];
    kw_if ["if"] ["若", "如果"];
    kw_then ["then"] ["则"];
    kw_otherwise ["else"] ["否则", "其余"];
    kw_else ["else"] ["其余", "否则"];
    kw_at_least ["at least"] ["不低于", "至少", "不少于"];
    kw_at_most ["at most"] ["不高于", "至多", "不超过"];
    kw_no_cap ["no cap when none"] ["无则不限"];
    kw_rounded ["rounded"] ["取整"];
    kw_half_up ["half up"] [];
    kw_half_even ["half even"] [];
    kw_down ["down"] [];
    kw_up ["up"] [];
    kw_half_up_zh [] ["四舍五入", "四舍五入"];
    kw_half_even_zh [] ["五成双", "五成双"];
    kw_down_zh [] ["舍去", "舍去"];
    kw_up_zh [] ["进位", "进位"];
    kw_to_unit ["to"] ["到"];
    kw_blank_as ["blank as"] ["空按"];
    kw_not_applicable_as ["not applicable as"] ["不适用按"];
    kw_cases ["cases"] ["情形"];
    kw_all_of ["all of"] ["同时满足"];
    kw_any_of ["any of"] ["满足其一"];
    kw_how_many_of ["how many of"] ["满足项数"];
    kw_of ["of"] [];
    kw_at_least_items [] ["至少满足"];
    kw_of_items [] ["项"];
    kw_marginal ["marginal"] ["超额累进"];
    kw_bands ["bands"] ["分档"];
    kw_interpolate ["interpolate"] ["插值"];
    kw_flat ["flat"] ["定额"];
    kw_line ["linear", "line"] ["直线"];
    kw_hold ["hold"] ["保持"];
    kw_slope ["slope"] ["斜率"];
    kw_last_slope ["last slope"] ["末段斜率"];
    kw_below_first ["below first"] ["首点以下"];
    kw_above_last ["above last"] ["末点以上"];
    kw_up_to ["up to"] ["不超过"];
    kw_below ["below"] ["不满"];
    kw_from_bound ["from"] [];
    kw_above ["above"] [];
    kw_above_zh [] ["超过"];
    kw_and_below [] ["以内", "以下"];
    kw_and_above [] ["以上", "以上"];
    kw_part_above ["the part above"] [];
    kw_its_part [] ["的部分"];
    kw_from_day ["from"] ["自"];
    kw_parameter ["parameter"] ["参数"];
    kw_assert ["assert"] ["断言"];
    kw_warn ["warn"] ["提示"];
    kw_scale ["scale"] ["档表"];
    kw_each_of ["for each"] ["每个"];
    kw_overall ["overall"] ["总体"];
    kw_split ["split"] ["拆分", "分成"];
    kw_into ["into"] ["为"];
    kw_share_to ["to"] ["归"];
    kw_the_rest ["the rest"] ["其余"];
    kw_table ["table"] ["表"];
    kw_any ["any"] ["不限"];
    kw_first ["first"] ["取首行"];
    kw_only_one ["only one"] ["仅一行"];
    kw_when ["when"] ["当"];
    kw_unless ["unless"] ["除非"];
    kw_except_when ["except when"] ["例外当"];
    kw_amount ["amount"] ["金额"];
    kw_takes ["takes"] ["取"];
    kw_deducts ["takes"] ["扣减"];
    kw_on ["on"] ["对"];
    kw_after ["after"] ["续扣于"];
    kw_forfeits ["forfeits"] ["取消"];
    kw_all ["all"] ["全部"];
    kw_rank ["rank"] ["排名"];
    kw_odd_cents ["odd cents"] ["零头", "零头"];
    kw_largest_remainder ["by largest remainder"] ["按最大余数"];
    kw_one_by_one ["one by one"] ["逐分"];
    kw_to_first ["to first"] ["归首位"];
    kw_to_last ["to last"] ["归末位"];
    kw_lapse ["lapse"] ["不付"];
    kw_item ["item"] ["指标"];
    kw_weight ["weight"] ["权重"];
    kw_missing ["missing"] ["缺项"];
    kw_spread_over_rest ["spread over rest"] ["分摊至其余"];
    kw_counts_as ["counts as"] ["计为"];
    kw_level ["level"] ["等级"];
    kw_moves_at_most ["moves at most"] ["升降至多"];
    kw_from ["from"] ["自"];
    kw_needs ["needs"] ["须"];
    kw_valid_for ["valid for"] ["有效期"];
    kw_due_on ["due on"] ["到期"];
    kw_action ["action"] ["处理"];
    kw_parts ["parts"] ["期数"];
    kw_every ["every"] ["每隔"];
    kw_defers ["takes"] ["递延"];
    kw_in_instruments ["in instruments"] ["以工具支付"];
    kw_dated ["dated"] ["发生于"];
    kw_recovers ["takes"] ["扣回"];
    kw_stops ["stops"] ["止付"];
    kw_window ["within"] ["追索期"];
    kw_allow ["allow"] ["可"];
    kw_proposed ["proposed"] ["申请"];
    kw_account ["account"] ["科目"];
    kw_account_of ["of"] ["每"];
    kw_taken_to ["taken to"] ["取入"];
    kw_overdrawn ["may be overdrawn"] ["可透支"];
    kw_on_entry ["on"] ["遇"];
    kw_at_day ["at"] ["于"];
    kw_move ["move"] ["转"];
    kw_take ["take"] ["依次取", "取"];
    kw_as_much_as ["up to"] ["至多"];
    kw_then_from ["then from"] ["再自"];
    kw_to_account ["to"] ["入"];
    kw_each_account ["each"] ["各"];
    kw_oldest_first ["oldest first"] ["由先到后"];
    kw_latest_first ["latest first"] ["由后到先"];
    kw_ledger ["ledger"] ["台账"];
    kw_place ["places", "place"] ["名次"];
    kw_place_zh [] ["第"];
    kw_place_end [] ["名"];
    kw_by_article ["by"] ["依"];
    kw_deferral ["deferral"] ["延期支付"];
    kw_clawback ["clawback"] ["追索扣回"];
    kw_authority ["authority"] ["权限"];
    kw_tranches ["tranches"] ["分期"];
    kw_pay ["pay"] ["薪酬"];
    kw_award ["award"] ["奖励"];
    kw_output ["output"] ["输出"];
    kw_withhold ["withhold"] ["扣留"];
    kw_total ["total"] ["总额"];
    kw_penalty ["penalty"] ["扣罚"];
    kw_veto ["veto"] ["一票否决"];
    kw_scorecard ["scorecard"] ["计分卡"];
    kw_grading ["grading"] ["评级"];
    kw_qualification ["qualification"] ["资格"];
    kw_rotation ["rotation"] ["轮岗"];
    kw_elimination ["elimination"] ["末位淘汰"];
    kw_quota ["quota"] ["名额", "入选"];
    kw_prizes ["prizes"] ["名次奖"];
    kw_pool ["pool"] ["奖金池"];
    kw_status ["status"] ["状态"];
    kw_allowance ["allowance"] ["宽限"];
    kw_final ["final"] ["终态"];
    kw_in_rows ["in"] ["每"];
    kw_carry ["carry"] ["递推"];
    kw_starts ["starts"] ["期初"];
    kw_next ["next"] ["下期"];
    kw_policy ["policy"] ["办法"];
    kw_record ["record"] ["记录"];
    kw_calendar ["calendar"] ["日历"];
    kw_months ["months"] ["月份"];
    kw_quarters ["quarters"] ["季度"];
    kw_years ["years"] ["年度"];
    kw_numbers ["numbers"] ["序号"];
    kw_each ["each"] ["每"];
    kw_columns ["columns"] ["各列"];
    kw_group ["group"] ["归并"];
    kw_article ["article"] [];
    kw_result ["result"] ["结果"];
    kw_test ["test"] ["用例"];
    kw_use ["use"] ["引用"];
    kw_amends ["amends"] ["修订"];
    kw_replace ["replace"] ["替换"];
    kw_add ["add"] ["增补"];
    kw_repeal ["repeal"] ["废止"];
    kw_amend_in ["in"] ["修改"];
    kw_placed_after ["after"] ["接在"];
    kw_place_after [] ["之后"];
    kw_version ["version"] ["版本"];
    kw_in_force ["in force"] ["施行"];
    kw_as_of ["as of"] ["基准日"];
    kw_currency ["currency"] ["币种"];
    kw_subject ["subject"] ["考核对象"];
    kw_onwards ["onwards"] ["起"];
    kw_leap_day ["29 February falls on"] ["2月29日计作"];
    kw_to_february ["28 February"] ["2月28日"];
    kw_to_march ["1 March"] ["3月1日"];
    kw_from_file ["from"] ["取自"];
    kw_key ["key"] ["主键"];
    kw_or_blank ["or blank"] ["可空"];
    kw_column ["column"] ["列"];
    kw_text ["text"] ["文本"];
    kw_integer ["integer"] ["整数"];
    kw_number ["number"] ["数"];
    kw_money ["money"] ["金额"];
    kw_date ["date"] ["日期"];
    kw_yes_no ["yes/no"] ["是否"];
    kw_percentage_points ["percentage points"] ["百分点"];
    kw_percent ["percent"] ["百分比"];
    kw_ratio ["ratio"] ["比率"];
    kw_permille ["permille"] ["千分比"];
    kw_bp ["bp"] ["基点"];
    kw_one_of ["one of"] ["取值"];
    kw_any_other ["any other value is"] ["其他值计为"];
    kw_written_as ["as"] ["写作"];
    kw_in_unit ["in"] ["单位"];
    kw_of_record ["of"] ["自"];
    kw_applies_to ["applies to"] ["适用于"];
    kw_order_by ["order by"] ["排序"];
    kw_file ["file"] ["文件"];
    kw_decimals ["decimals", "decimal"] ["位", "位小数"];
    kw_in_percent ["in percent"] ["以%计", "以％计", "以百分比计"];
    kw_in_permille ["in permille"] ["以‰计", "以千分比计"];
    kw_in_bp ["in bp"] ["以基点计"];
    kw_in_points ["in percentage points"] ["以百分点计"];
    kw_shown_in ["in"] ["以"];
    kw_counted [] ["计"];
    kw_shown ["shown"] ["显示"];
    kw_blank_shown ["blank shown"] ["空显示"];
    kw_not_applicable_shown ["not applicable shown"] ["不适用显示"];
    kw_given ["given"] ["已知"];
    kw_expect ["expect"] ["应得"];
    kw_holds ["holds"] ["成立"];
    kw_fails ["fails"] ["不成立"];
    kw_for ["for"] ["对"];
    kw_because ["because"] ["因为", "因"];
}
