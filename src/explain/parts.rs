//! The steps of a line: why it applies, its arithmetic, and how a clause's own figures add up.

use super::statement::{Part, Reason, Status};
use super::teller::{Teller, tell};
use super::words::Bond;
use crate::program::{Definition, DefinitionId, ExprId, Form, Kind, Map, Program, Role, Sign};
use crate::say;
use crate::values::Exact;
use crate::values::decimal::format_plain;
use rustc_hash::FxHashMap;

impl Teller<'_> {
    /// The reasons and the arithmetic of a value, a line each.
    pub(super) fn steps(&mut self, definition: &Definition, row: usize, conditions: &[Reason], status: Status) -> Vec<String> {
        let comma = tell!(self, ", ", "，");
        match status {
            Status::NotApplicable => {
                let failing = conditions.iter().filter(|reason| !reason.holds).map(|reason| self.with_article(reason)).collect::<Vec<_>>();
                let why = if failing.is_empty() {
                    self.words(definition.unrounded, row, definition.ty.kind, 0).text
                } else {
                    failing.join(&comma)
                };
                return vec![tell!(self, "not applicable: {why}", "不适用：{why}")];
            }
            Status::Unknown => return vec![self.own_figure(definition.value, row, definition.ty.kind).text],
            Status::Applies | Status::Blank => {}
        }
        if definition.ty.kind == Kind::YesNo {
            return vec![self.decision(definition, row, conditions)];
        }
        if let Some(failing) = self.failing(definition.unrounded, row) {
            return vec![failing];
        }
        let mut steps = Vec::new();
        let holding = conditions.iter().map(|reason| reason.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>();
        if !holding.is_empty() {
            steps.push(holding.join(&comma));
        }
        steps.extend(match &definition.role {
            Role::Penalty { on, takes } | Role::Deferral { on, takes } => self.penalty_steps(definition, on, *takes, row),
            Role::Total(parts) => vec![self.total_step(definition, parts, row)],
            Role::Part if self.is_its_figure(definition) => vec![self.own_figure(definition.value, row, definition.ty.kind).text],
            Role::Ledger(ledger) => self.ledger_steps(*ledger, row),
            Role::Qualification if conditions.iter().all(|reason| reason.holds) && self.by_else(definition.unrounded, row) => Vec::new(),
            Role::Qualification => vec![self.arithmetic(definition.unrounded, row, definition.ty.kind)],
            Role::Helper
            | Role::Parameter
            | Role::Pay
            | Role::Award
            | Role::Output
            | Role::Withhold
            | Role::Veto(_)
            | Role::Scorecard
            | Role::Grading
            | Role::Rotation
            | Role::Elimination
            | Role::Quota
            | Role::Prizes
            | Role::Pool
            | Role::Clawback
            | Role::Authority
            | Role::Part => {
                let arithmetic = self.arithmetic(definition.unrounded, row, definition.ty.kind);
                vec![self.with_rounding(arithmetic, definition.unrounded, definition.value, row, definition.ty.kind)]
            }
        });
        steps
    }

    /// Whether its figure is all there is to say: it is chosen as the line of an authority is, which that tells; is the plan of a deferral, or
    /// goes through all parts of one.
    fn is_its_figure(&self, definition: &Definition) -> bool {
        match definition.parent.map(|parent| &self.program.definition(parent).role) {
            Some(Role::Authority) => matches!(self.program.expr(definition.unrounded).form, Form::Cases { .. }),
            Some(Role::Deferral { .. }) => definition.ty.kind == Kind::Text,
            Some(Role::Clawback) => {
                definition.ty.kind == Kind::Text || matches!(self.program.expr(definition.unrounded).form, Form::Map(Map::Add, _))
            }
            _ => false,
        }
    }

    /// Whether a choice fell to what is left when no condition holds.
    fn by_else(&self, expr: ExprId, row: usize) -> bool {
        match &self.program.expr(expr).form {
            Form::Cases { arms, .. } => self.code(expr, row).is_some_and(|taken| taken >= arms.len()),
            _ => false,
        }
    }

    /// What is missing, limb by limb with figures, where a value is the list of the limbs that fail.
    fn failing(&mut self, expr: ExprId, row: usize) -> Option<String> {
        let program = self.program;
        match &program.expr(expr).form {
            Form::Cases { arms, otherwise } => {
                let taken = self.code(expr, row)?;
                let value = arms.get(taken).map(|(_, value)| *value).or(*otherwise)?;
                self.failing(value, row)
            }
            Form::Map(Map::Join(between), limbs) => {
                let mut why = Vec::new();
                for &limb in limbs {
                    let Form::Cases { arms, .. } = &program.expr(limb).form else { return None };
                    let [(test, nothing)] = arms.as_slice() else { return None };
                    if !matches!(program.expr(*nothing).form, Form::Blank) {
                        return None;
                    }
                    if self.truth(*test, row) == Some(false) {
                        why.extend(self.why(*test, row, 0));
                    }
                }
                (!why.is_empty()).then(|| why.join(between))
            }
            _ => None,
        }
    }

    /// Yes or no with its reasons; what the clause calls it.
    fn decision(&mut self, definition: &Definition, row: usize, conditions: &[Reason]) -> String {
        let yes = self.truth(definition.value, row);
        let word = match (&definition.role, yes) {
            (Role::Rotation, Some(true)) => say!("due", "应轮岗"),
            (Role::Rotation, Some(false)) => say!("not due", "未到期"),
            (Role::Veto(_), Some(true)) => say!("vetoed", "一票否决"),
            (Role::Veto(_), Some(false)) => say!("not vetoed", "未否决"),
            (_, Some(true)) => say!("yes", "是"),
            (_, Some(false)) => say!("no", "否"),
            (_, None) => say!("blank", "空"),
        };
        let comma = tell!(self, ", ", "，");
        // What did not hold decided a no.
        let deciding = conditions.iter().filter(|reason| yes == Some(true) || !reason.holds).map(|reason| self.with_article(reason));
        let mut why = deciding.collect::<Vec<_>>().join(&comma);
        if why.is_empty() {
            why = self.why(definition.unrounded, row, 0).join(&comma);
        }
        let word = self.tell(&word);
        if why.is_empty() { word } else { tell!(self, "{word}: {why}", "{word}：{why}") }
    }

    fn with_article(&self, reason: &Reason) -> String {
        let text = &reason.text;
        match &reason.article {
            Some(article) => {
                let number = &article.number;
                tell!(self, "{text} (article {number})", "{text}（第{number}条）")
            }
            None => text.clone(),
        }
    }

    /// Arithmetic with what rounding changed, when it changed something.
    fn with_rounding(&self, arithmetic: String, before: ExprId, after: ExprId, row: usize, kind: Kind) -> String {
        match (self.number_of(before, row), self.number_of(after, row)) {
            (Some(exact), Some(rounded)) if exact != rounded => {
                let (exact, mode) = (self.number(kind, &exact, 0), self.rounding(self.program.head.rounding));
                let equals = if arithmetic.ends_with(&exact) { arithmetic } else { format!("{arithmetic} = {exact}") };
                tell!(self, "{equals}, {mode}", "{equals}，{mode}")
            }
            _ => arithmetic,
        }
    }

    /// A penalty: what it takes of what, rounded, and cut to what earlier ones left.
    fn penalty_steps(&mut self, definition: &Definition, on: &[DefinitionId], takes: ExprId, row: usize) -> Vec<String> {
        let kind = definition.ty.kind;
        let program = self.program;
        let line = match &program.expr(definition.unrounded).form {
            Form::Map(Map::Multiply, operands) if operands.last() == Some(&takes) && operands.len() == 2 => {
                let share = self.words(takes, row, kind, 0).within(Bond::Product);
                let base = operands.first().map(|&base| self.words(base, row, kind, 0).within(Bond::One)).unwrap_or_default();
                format!("{share} × {base}")
            }
            _ => {
                let amount = self.arithmetic(definition.unrounded, row, kind);
                let names = on.iter().map(|&on| self.name(on)).collect::<Vec<_>>();
                let (en, zh) = (names.join(", "), names.join("、"));
                tell!(self, "{amount} on {en}", "对 {zh} {amount}")
            }
        };
        let (Some(wanted), Some(taken)) = (self.number_of(definition.unrounded, row), self.number_of(definition.value, row)) else {
            return vec![line];
        };
        let rounded = wanted.round(program.head.rounding, &program.head.unit);
        let mut line = line;
        if rounded != wanted {
            let (figure, mode) = (self.number(kind, &wanted, 0), self.rounding(program.head.rounding));
            line = tell!(self, "{line} = {figure}, {mode}", "{line} = {figure}，{mode}");
        }
        if rounded != taken {
            let (figure, left) = (self.number(kind, &rounded, 0), self.number(kind, &taken, 0));
            line = tell!(
                self,
                "{line} = {figure}, at most the {left} that is left after earlier penalties",
                "{line} = {figure}，不高于此前扣罚后所余 {left}"
            );
        }
        vec![line]
    }

    /// A total as the sum of its signed parts.
    fn total_step(&mut self, definition: &Definition, parts: &[(Sign, ExprId)], row: usize) -> String {
        let kind = definition.ty.kind;
        let mut line = String::new();
        let mut sum = Exact::zero();
        for (at, &(sign, part)) in parts.iter().enumerate() {
            let amount = self.number_of(part, row).unwrap_or_default();
            let words = match self.part_name(part) {
                Some(name) => {
                    // A part that is no line of its own is told below.
                    self.words(part, row, kind, 0);
                    format!("{name} {}", self.number(kind, &amount, 0))
                }
                None => self.words(part, row, kind, 0).within(Bond::Product),
            };
            sum = if sign == Sign::Plus { sum.add(&amount) } else { sum.sub(&amount) };
            line.push_str(match (at, sign) {
                (0, Sign::Plus) => "",
                (0, Sign::Minus) => "−",
                (_, Sign::Plus) => " + ",
                (_, Sign::Minus) => " − ",
            });
            line.push_str(&words);
        }
        let unrounded = self.number_of(definition.unrounded, row);
        if unrounded.as_ref().is_some_and(|unrounded| *unrounded != sum) {
            // The tails of a total: its bounds.
            let (before, after) = (self.number(kind, &sum, 0), unrounded.map(|after| self.number(kind, &after, 0)).unwrap_or_default());
            let held = tell!(self, "held to {after}", "限为 {after}");
            line = format!("{line} = {before}, {held}");
        }
        self.with_rounding(line, definition.unrounded, definition.value, row, kind)
    }

    /// The signed parts of a total, for those who add them up.
    pub(super) fn signed_parts(&self, definition: &Definition, row: usize, status: Status) -> Vec<Part> {
        let Role::Total(parts) = &definition.role else { return Vec::new() };
        if status != Status::Applies {
            return Vec::new();
        }
        let part = |&(sign, part): &(Sign, ExprId)| Part {
            sign,
            name: self.part_name(part).or_else(|| self.quote(self.program.expr(part).span)).unwrap_or_default(),
            amount: format_plain(&self.number_of(part, row).unwrap_or_default()),
        };
        parts.iter().map(part).collect()
    }

    fn part_name(&self, part: ExprId) -> Option<String> {
        match &self.program.expr(part).form {
            Form::Settle { value, .. } => self.part_name(*value),
            _ => self.path(part),
        }
    }

    /// How a value stands in the totals of its record.
    pub(super) fn sign_of(&self, id: DefinitionId) -> Sign {
        let definition = self.program.definition(id);
        if let Some(sign) = self.signs.get(&id) {
            return *sign;
        }
        match definition.role {
            Role::Penalty { .. } | Role::Deferral { .. } | Role::Clawback | Role::Withhold => Sign::Minus,
            _ => Sign::Plus,
        }
    }
}

/// The signs that values have in the first total of their record that they are a part of.
pub(super) fn signs(program: &Program) -> FxHashMap<DefinitionId, Sign> {
    let mut signs = FxHashMap::default();
    for total in &program.definitions {
        let Role::Total(parts) = &total.role else { continue };
        for (sign, part) in parts {
            let of = definition_of(program, *part).filter(|id| program.definition(*id).owner == total.owner);
            if let Some(id) = of {
                signs.entry(id).or_insert(*sign);
            }
        }
    }
    signs
}

fn definition_of(program: &Program, expr: ExprId) -> Option<DefinitionId> {
    match &program.expr(expr).form {
        Form::Definition(id) => Some(*id),
        Form::Settle { value, .. } => definition_of(program, *value),
        _ => None,
    }
}
