//! What a page is made of, read from its text: tags in their order, ids and addresses.

/// Elements without an end.
const VOID: [&str; 6] = ["meta", "br", "link", "hr", "wbr", "input"];

/// A tag: its name, its attributes as text, whether it ends an element, and whether it is closed at once.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    ends: bool,
    closed: bool,
}

/// The tags of a page in order; nothing but the end of the sheet of style is looked for in it.
fn tags(page: &str) -> Result<Vec<Tag<'_>>, String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        if after.starts_with('!') || after.starts_with('?') {
            rest = &after[after.find('>').ok_or("a declaration does not end")?..];
            continue;
        }
        let mut quoted = false;
        let end = after.find(|sign: char| {
            quoted ^= sign == '"';
            sign == '>' && !quoted
        });
        let inner = &after[..end.ok_or_else(|| format!("a tag does not end: {}", &after[..after.len().min(60)]))?];
        if inner.contains('<') {
            return Err(format!("`<` stands in a tag: {inner}"));
        }
        let ends = inner.starts_with('/');
        let inner_name = inner.trim_start_matches('/');
        let name = inner_name.split([' ', '/', '\n']).next().unwrap_or_default();
        if name.is_empty() || !name.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            return Err(format!("`<` stands in a text: <{inner}>"));
        }
        tags.push(Tag { name, attributes: &inner_name[name.len()..], ends, closed: inner.ends_with('/') });
        rest = &after[inner.len()..];
        if name == "style" && !ends {
            rest = &rest[rest.find("</style").ok_or("the sheet of style does not end")?..];
        }
    }
    Ok(tags)
}

/// Whether every element ends, and within the one that it begins in.
pub fn well_formed(page: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(page)? {
        match (tag.ends, tag.closed || VOID.contains(&tag.name)) {
            (false, true) => {}
            (false, false) => {
                // Browsers end a paragraph before a block, and would show another page than was written.
                if open.last() == Some(&"p")
                    && ["p", "pre", "div", "section", "table", "ul", "ol", "h2", "h3", "figure"].contains(&tag.name)
                {
                    return Err(format!("<{}> stands in a paragraph", tag.name));
                }
                open.push(tag.name);
            }
            (true, _) => match open.pop() {
                Some(name) if name == tag.name => {}
                name => return Err(format!("</{}> ends {name:?}", tag.name)),
            },
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("{open:?} do not end")) }
}

/// What a page would load or run.
pub fn loads(page: &str) -> Option<String> {
    let style = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap_or_default();
    if let Some(word) = ["url(", "@import"].into_iter().find(|word| style.contains(word)) {
        return Some(word.to_owned());
    }
    let runs = |tag: &Tag<'_>| {
        let attributes = tag.attributes.to_ascii_lowercase();
        // Names stand outside the quotes.
        let names: String = attributes.split('"').step_by(2).collect();
        ["script", "img", "iframe", "object", "embed", "link", "base", "form", "image", "use"].contains(&tag.name)
            || [" src=", " on", " srcset=", " style="].iter().any(|part| names.contains(part))
            || ["href=\"javascript:", "href=\"data:"].iter().any(|part| attributes.contains(part))
    };
    tags(page).unwrap_or_default().into_iter().find(runs).map(|tag| format!("<{}{}>", tag.name, tag.attributes))
}

/// The values of an attribute, with the signs that stand for others read.
fn attribute<'t>(page: &'t str, name: &str) -> Vec<&'t str> {
    let begin = format!(" {name}=\"");
    let found = tags(page).unwrap_or_default().into_iter().filter(|tag| !tag.ends);
    found.filter_map(|tag| tag.attributes.split(&begin).nth(1).map(|rest| rest.split('"').next().unwrap_or_default())).collect()
}

/// The ids of a page.
pub fn ids(page: &str) -> Vec<&str> {
    attribute(page, "id")
}

/// Where its links lead.
pub fn addresses(page: &str) -> Vec<&str> {
    attribute(page, "href")
}
