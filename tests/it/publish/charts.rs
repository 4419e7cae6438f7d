//! Tiers as charts: what is drawn of bounds and values that are worked out, for each choice that they rest on and on the days of each
//! version, and what is said where nothing can be drawn.

use std::fmt::Write;

use merit::diagnostics::Language;
use merit::engine::Engine;
use merit::publish::{Options, publish};

use super::page::well_formed;

/// The figures of a policy: for whom each chart is, its dots from the left with whether each is filled, and its words.
fn told(text: &str, language: Language) -> String {
    let policy = Engine::compile("scheme.merit", text).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    let page = publish(&policy, Options { one_page: true, language }).remove(0).html;
    well_formed(&page).unwrap();
    let mut told = String::new();
    for figures in page.split("<div class=\"figures\">").skip(1) {
        let figures = figures.split("</section>").next().unwrap();
        for part in figures.split("<div class=\"panel\">") {
            if let Some(of) = part.trim_start().strip_prefix("<p>") {
                let _ = writeln!(told, "for {}", of.split("</p>").next().unwrap());
            }
            if let Some((_, svg)) = part.split_once("<svg") {
                let svg = svg.split("</svg>").next().unwrap();
                let _ = writeln!(told, "  {}", dots(svg).join(" "));
                let texts = svg.split("<text ").skip(1).map(|text| text.split_once('>').unwrap().1.split("</text>").next().unwrap().trim());
                let _ = writeln!(told, "  {}", texts.collect::<Vec<_>>().join(" | "));
            }
            for end in ["<figcaption>", "<p class=\"undrawn\">"] {
                for caption in part.split(end).skip(1) {
                    let _ = writeln!(told, "{}", caption.split("</").next().unwrap());
                }
            }
        }
    }
    told
}

/// Where the ends of lines stand, as `x,y`, with `●` or `○`.
fn dots(svg: &str) -> Vec<String> {
    let attribute = |circle: &str, name: &str| circle.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let circles = svg.split("<circle ").skip(1).map(|rest| rest.split("/>").next().unwrap());
    let ink = circles.filter(|circle| !circle.contains("#FFFFFF"));
    let sign = |circle: &str| if attribute(circle, "fill") == "none" { '○' } else { '●' };
    ink.map(|circle| format!("{}{},{}", sign(circle), attribute(circle, "cx"), attribute(circle, "cy"))).collect()
}

/// A policy with these rules.
fn policy(rules: &str) -> String {
    format!(
        "policy \"P\" {{ version \"1\"; in force 2026-01-01 to 2026-12-31; as of 2026-03-31; currency CNY, rounded half up to 0.01; subject \
         manager }}\n\
         record branch {{ id text key; region one of urban, county }}\n\
         record manager {{ id text key; branch -> branch; grade one of junior < middle < senior; trainee yes/no; year integer; own_target \
         money; deposits money >= 0; completion percent >= 0 }}\n{rules}\n"
    )
}

#[test]
fn rows_that_are_straight_lines_are_drawn() {
    let rules = "article 1 {\n  parameter rate = 0.1%\n  pay p = bands by deposits {\n    up to 50万: 0\n    up to 100万: rate × 2 × deposits\n    \
                 else: 2_000 + (rate + 0.2%) × the part above 100万\n  }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::English));
}

#[test]
fn a_tier_that_rests_on_choices_has_a_chart_for_each_that_differs() {
    let rules = "article 1 {\n  table base by grade, branch.region {\n    | urban | county\n    junior | 100万 | 100万\n    middle | 200万 | \
                 150万\n    senior | 300万 | 150万\n  }\n  table rates by year {\n    year | low | high\n    2025 | 1% | 2%\n    2026 | 1% | 3%\n    else | 1% | 4%\n  \
                 }\n  parameter twice = 2\n  pay p = deposits × bands by deposits { up to base: rates.low; up to base × twice: rates.high; else: \
                 5% }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::English));
}

#[test]
fn conditions_that_are_open_are_choices_and_cases_by_one_number_are_tiers() {
    let rules = "article 1 {\n  ready = deposits >= own_target and grade >= middle\n  top = if ready then 20% else 10%\n  pay p = deposits × \
                 cases { completion >= 120% : top; completion > 100%: if trainee then 1% else 5%; else: 0% }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::Chinese));
}

#[test]
fn each_version_has_its_chart() {
    let rules = "parameter step { from 2026-01-01: 100万; from 2026-07-01: 200万 }\narticle 1 {\n  pay p = marginal by deposits { up to step: 0.1%; else: 0.2% }\n  \
                 pay q = marginal by deposits { up to 300万: 0.1%; else: 0.2% }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::English));
}

#[test]
fn where_nothing_can_be_drawn_it_is_said_why() {
    let rules = "article 1 {\n  pay a = bands by deposits { up to own_target: 0; else: 100 }\n  pay b = 10 × bands by completion { up to 50%: \
                 1; else: completion × completion }\n  pay c = bands by grade { up to junior: 100; else: 200 }\n  pay d = bands by completion { up \
                 to 100%: deposits × 1%; else: own_target × 1% }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::English));
    insta::assert_snapshot!(told(&policy(rules), Language::Chinese));
}

/// Nobody is paid by completion in the county, and the bounds of seniors go down.
#[test]
fn for_whom_nothing_can_be_drawn_is_said_beside_the_charts() {
    let rules = "article 1 {\n  table first by grade { grade | bound; junior | 60%; middle | 80%; senior | 130% }\n  pay a = bands by completion { up to \
                 first: 0; up to 120%: 100; else: 200 }\n  parameter rate = 5\n  table each by grade, branch.region { | urban | county; junior | \
                 50 | blank; middle | 60 | blank; senior | 70 | 75 }\n  output b = bands by completion { up to 100%: 0; else: each }\n}";
    insta::assert_snapshot!(told(&policy(rules), Language::English));
    insta::assert_snapshot!(told(&policy(rules), Language::Chinese));
}

/// The prizes of places are no tier, and the amount that one place has is nothing that a value is paid along.
#[test]
fn what_a_clause_makes_of_its_own_is_no_chart() {
    let rules = "article 1 {\n  prizes top {\n    rank completion highest first ties shared\n    place 1: 3_000\n    place 2: 1_500\n    odd cents one by \
                 one by id\n  }\n}";
    assert_eq!(told(&policy(rules), Language::English), "");
}

#[test]
fn many_cases_stand_in_a_table() {
    let years = (2001..2015).map(|year| format!("    {year} | {}万 | {}%\n", year - 2000, year - 2000)).collect::<String>();
    let rules = format!(
        "article 1 {{\n  table step by year {{\n    year | from | most\n{years}    else | 1万 | 1%\n  }}\n  pay a = deposits × bands by deposits {{ up to \
         step.from: 0%; else: step.most }}\n  pay b = deposits × interpolate by completion {{ 50%: 0%; 100%: step.most; below first: hold; above last: \
         hold }}\n}}"
    );
    let policy = Engine::compile("scheme.merit", &policy(&rules)).unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
    for (language, cells) in [
        (
            Language::English,
            [
                "<tr><th scope=\"row\">year: 2001, any other</th><td>up to 10,000: 0%</td><td>above 10,000: 1%</td></tr>",
                "<tr><th scope=\"row\">year: 2014</th><td>50%: 0%</td><td>100%: 14%</td></tr>",
            ],
        ),
        (
            Language::Chinese,
            [
                "<tr><th scope=\"row\">year：2001、其他</th><td>10,000以内：0%</td><td>超过10,000：1%</td></tr>",
                "<tr><th scope=\"row\">year：2014</th><td>50%：0%</td><td>100%：14%</td></tr>",
            ],
        ),
    ] {
        let page = publish(&policy, Options { one_page: true, language }).remove(0).html;
        well_formed(&page).unwrap();
        assert!(!page.contains("<svg"));
        for cell in cells {
            assert!(page.contains(cell), "{cell}\n{page}");
        }
    }
}

/// Values that rest on each other too deep, or on too many choices, are told of, and cost no time.
#[test]
fn what_is_too_much_is_told() {
    let chain: String = (1..70).map(|at| format!("  a{at} = a{0} + a{0}\n", at - 1)).collect();
    let choices = (0..9).map(|at| format!("(if f{at} then {} else 0)", 1 << at)).collect::<Vec<_>>().join(" + ");
    let fields = (0..9).map(|at| format!("; f{at} yes/no")).collect::<String>();
    let text = format!(
        "policy \"P\" {{ currency CNY, rounded half up to 0.01; subject manager }}\nrecord manager {{ id text key; x number; low yes/no{fields} }}\n\
         article 1 {{\n  a0 = if low then 1 else 2\n{chain}  output p = bands by x {{ up to a69: 1; else: 2 }}\n  output q = bands by x {{ up to \
         {choices}: 1; else: 2 }}\n  output r = bands by x {{ up to a20: 1; else: 2 }}\n}}\n"
    );
    insta::assert_snapshot!(told(&text, Language::English));
}
