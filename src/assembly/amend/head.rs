//! The heads of two policies as one: what the amending one does not say is as in the other.

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Edit, Item, Patch, Policy, PolicyPart, Titled};
use crate::values::Date;

/// Takes the amended policy's head out of the items and gives the amending one what it lacks; both by name and version, the change of its text, and what is amiss.
pub(in crate::assembly) fn merged_heads(items: &mut Vec<Item>, own: &mut [Item]) -> (Titled, Titled, Vec<Patch>, Vec<Diagnostic>) {
    let at = items.iter().position(|item| matches!(item, Item::Policy(_)));
    let base = at.map(|at| items.remove(at));
    let base = base.and_then(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    let (mut patches, mut amiss) = (Vec::new(), Vec::new());
    let policy = own.iter_mut().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    if let (Some(policy), Some(base)) = (policy, &base) {
        amiss.extend(beyond(policy, base));
        let lacks = |part: &&PolicyPart| policy.parts.iter().all(|own| std::mem::discriminant(own) != std::mem::discriminant(part));
        // A version is that of one document.
        let missing = base.parts.iter().filter(lacks).filter(|part| !matches!(part, PolicyPart::Version(_)));
        let missing: Vec<PolicyPart> = missing.cloned().collect();
        let edit = Edit::Within(policy.span);
        patches = missing.iter().map(|part| Patch { edit, with: vec![text_of(part)], change: None }).collect();
        policy.parts.extend(missing);
    }
    let policy = own.iter().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    (policy.map(titled).unwrap_or_default(), base.as_ref().map(titled).unwrap_or_default(), patches, amiss)
}

/// Says that the policy is in force on days on which the amended one is not.
fn beyond(policy: &Policy, base: &Policy) -> Option<Diagnostic> {
    let ((own, (from, to)), (other, (first, last))) = (in_force(policy)?, in_force(base)?);
    let too_long = last.is_some_and(|last| to.is_none_or(|to| to > last));
    if from >= first && !too_long {
        return None;
    }
    let name = &base.name.text;
    let days = match last {
        Some(last) => say!("it is in force from {first} to {last}", "其施行期为 {first} 至 {last}"),
        None => say!("it is in force from {first} onwards", "其自 {first} 起施行"),
    };
    Some(
        Diagnostic::new(Code::E0415, say!("“{name}” is not in force on all these days", "“{name}”并非在这些日子都施行"))
            .label(own, say!("the policy that amends it is in force on these", "修订它的办法在这些日子施行"))
            .label(other, days)
            .help(say!(
                "leave the line out: then the policy is in force as long as the one it amends",
                "去掉这一行，施行期即与被修订的办法相同"
            )),
    )
}

fn in_force(policy: &Policy) -> Option<(Span, (Date, Option<Date>))> {
    policy.parts.iter().find_map(|part| if let PolicyPart::InForce { span, from, to } = part { Some((*span, (*from, *to))) } else { None })
}

/// The text of a line of a head, with the word before it where its place is that of its name alone.
fn text_of(part: &PolicyPart) -> (&'static str, Span) {
    match part {
        PolicyPart::Version(text) => ("", text.span),
        PolicyPart::InForce { span, .. }
        | PolicyPart::AsOf { span, .. }
        | PolicyPart::Currency { span, .. }
        | PolicyPart::LeapDay { span, .. } => ("", *span),
        PolicyPart::Subject(name) if name.text.is_ascii() => ("subject ", name.span),
        PolicyPart::Subject(name) => ("考核对象 ", name.span),
    }
}

fn titled(policy: &Policy) -> Titled {
    let version = policy.parts.iter().find_map(|part| if let PolicyPart::Version(text) = part { Some(text.text.clone()) } else { None });
    Titled { name: policy.name.text.clone(), version, source: policy.span.source }
}
