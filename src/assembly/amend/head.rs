//! The heads of two policies as one: what the amending one does not say is as in the other.

use crate::source::Span;
use crate::syntax::ast::{Edit, Item, Patch, Policy, PolicyPart, Titled};

/// Takes the amended policy's head out of the items and gives the amending one what it lacks; both by name and version, and the change of its text.
pub(in crate::assembly) fn merged_heads(items: &mut Vec<Item>, own: &mut [Item]) -> (Titled, Titled, Vec<Patch>) {
    let at = items.iter().position(|item| matches!(item, Item::Policy(_)));
    let base = at.map(|at| items.remove(at));
    let base = base.and_then(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    let mut patches = Vec::new();
    let policy = own.iter_mut().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    if let (Some(policy), Some(base)) = (policy, &base) {
        let lacks = |part: &&PolicyPart| policy.parts.iter().all(|own| std::mem::discriminant(own) != std::mem::discriminant(part));
        // A version is that of one document.
        let missing = base.parts.iter().filter(lacks).filter(|part| !matches!(part, PolicyPart::Version(_)));
        let missing: Vec<PolicyPart> = missing.cloned().collect();
        let edit = Edit::Within(policy.span);
        patches = missing.iter().map(|part| Patch { edit, with: vec![text_of(part)], change: None }).collect();
        policy.parts.extend(missing);
    }
    let policy = own.iter().find_map(|item| if let Item::Policy(policy) = item { Some(policy) } else { None });
    (policy.map(titled).unwrap_or_default(), base.as_ref().map(titled).unwrap_or_default(), patches)
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
