//! The steps of a line: why it applies, its arithmetic, and what rounding changed.

use super::statement::{Reason, Status};
use super::teller::{List, Teller};
use crate::program::{Definition, ExprId, Form, Kind, Map, Role};

impl Teller<'_, '_> {
    /// The reasons and the arithmetic of a value, a line each.
    pub(super) fn steps(&mut self, definition: &Definition, row: usize, conditions: &[Reason<'_>], status: Status) -> Vec<String> {
        let kind = definition.ty.kind;
        match status {
            Status::NotApplicable => {
                return vec![self.apart(|teller| {
                    teller.put("not applicable: ", "不适用：");
                    let list = teller.list();
                    conditions.iter().filter(|reason| !reason.holds).for_each(|reason| teller.put_reason(reason, list));
                    if conditions.iter().all(|reason| reason.holds) {
                        teller.put_words(definition.unrounded, row, kind, 0);
                    }
                })];
            }
            Status::Unknown => return vec![self.own_figure(definition.value, row, kind)],
            Status::Applies | Status::Blank => {}
        }
        if kind == Kind::YesNo {
            return vec![self.apart(|teller| teller.put_decision(definition, row, conditions))];
        }
        if let Some(failing) = self.failing(definition.unrounded, row) {
            return vec![failing];
        }
        let mut steps = Vec::new();
        if conditions.iter().any(|reason| !reason.text.is_empty()) {
            steps.push(self.apart(|teller| {
                let list = teller.list();
                for reason in conditions.iter().filter(|reason| !reason.text.is_empty()) {
                    teller.next_of(list);
                    teller.out.push_str(&reason.text);
                }
            }));
        }
        match &definition.role {
            Role::Ledger(ledger) => steps.extend(self.ledger_steps(*ledger, row)),
            Role::Qualification if conditions.iter().all(|reason| reason.holds) && self.by_else(definition.unrounded, row) => {}
            _ => steps.push(self.apart(|teller| teller.put_arithmetic_of(definition, row))),
        }
        steps
    }

    /// Puts the arithmetic of a value by what it is in the scheme.
    fn put_arithmetic_of(&mut self, definition: &Definition, row: usize) {
        let kind = definition.ty.kind;
        match &definition.role {
            Role::Penalty { on, takes } | Role::Deferral { on, takes } => self.put_penalty(definition, on, *takes, row),
            Role::Total(parts) => self.put_total(definition, parts, row),
            Role::Part if self.is_its_figure(definition) => {
                self.put_own_figure(definition.value, row, kind);
            }
            Role::Qualification => self.put_arithmetic(definition.unrounded, row, kind),
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
            | Role::Ledger(_)
            | Role::Part => {
                let start = self.out.len();
                self.put_arithmetic(definition.unrounded, row, kind);
                self.put_rounding(start, definition, row);
            }
        }
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
                let tests = limbs.iter().map(|limb| self.failing_test(*limb)).collect::<Option<Vec<_>>>()?;
                let why = self.apart(|teller| {
                    let list = teller.list_with(between);
                    for test in tests {
                        if teller.truth(test, row) == Some(false) {
                            teller.put_why(test, row, 0, list);
                        }
                    }
                });
                (!why.is_empty()).then_some(why)
            }
            _ => None,
        }
    }

    /// The condition of a limb that says something where it fails.
    fn failing_test(&self, limb: ExprId) -> Option<ExprId> {
        let Form::Cases { arms, .. } = &self.program.expr(limb).form else { return None };
        let [(test, nothing)] = arms.as_slice() else { return None };
        matches!(self.program.expr(*nothing).form, Form::Blank).then_some(*test)
    }

    /// Puts yes or no with its reasons; what the clause calls it.
    fn put_decision(&mut self, definition: &Definition, row: usize, conditions: &[Reason<'_>]) {
        let yes = self.truth(definition.value, row);
        match (&definition.role, yes) {
            (Role::Rotation, Some(true)) => self.put("due", "应轮岗"),
            (Role::Rotation, Some(false)) => self.put("not due", "未到期"),
            (Role::Veto(_), Some(true)) => self.put("vetoed", "一票否决"),
            (Role::Veto(_), Some(false)) => self.put("not vetoed", "未否决"),
            (_, Some(true)) => self.put("yes", "是"),
            (_, Some(false)) => self.put("no", "否"),
            (_, None) => self.put("blank", "空"),
        }
        let word = self.out.len();
        self.put(": ", "：");
        let list = self.list();
        let why = self.out.len();
        // What did not hold decided a no.
        for reason in conditions.iter().filter(|reason| yes == Some(true) || !reason.holds) {
            self.put_reason(reason, list);
        }
        if self.out.len() == why {
            self.put_why(definition.unrounded, row, 0, list);
        }
        if self.out.len() == why {
            self.out.truncate(word);
        }
    }

    /// Puts a reason with the article that gives it.
    fn put_reason(&mut self, reason: &Reason<'_>, list: List<'_>) {
        self.next_of(list);
        self.out.push_str(&reason.text);
        if let Some(article) = &reason.article {
            self.put(" (article ", "（第");
            self.out.push_str(article.number);
            self.put(")", "条）");
        }
    }

    /// Puts what rounding changed in the arithmetic that starts there, when it changed something.
    pub(super) fn put_rounding(&mut self, start: usize, definition: &Definition, row: usize) {
        if let (Some(exact), Some(rounded)) = (self.number_of(definition.unrounded, row), self.number_of(definition.value, row))
            && exact != rounded
        {
            let end = self.out.len();
            self.out.push_str(" = ");
            let figure = self.out.len();
            self.put_number(definition.ty.kind, &exact);
            if let (Some(words), Some(exact)) = (self.out.get(start..end), self.out.get(figure..))
                && words.ends_with(exact)
            {
                self.out.truncate(end);
            }
            self.put_mode();
        }
    }

    /// Puts how the policy rounds.
    pub(super) fn put_mode(&mut self) {
        self.put(", ", "，");
        self.out.push_str(self.rounding(self.program.head.rounding));
    }
}
