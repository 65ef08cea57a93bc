//! Writing: tables to text.

use super::{File, Table};

pub(super) fn file(file: &File) -> String {
    let mut text = String::from("META\n");
    line(&mut text, ["key", "value"]);
    for entry in &file.meta {
        line(&mut text, [&entry.key, &entry.value]);
    }
    table(&mut text, "PROJECTS", &file.projects);
    table(&mut text, "VOTES", &file.votes);
    text
}

fn table(text: &mut String, title: &str, table: &Table) {
    text.push_str(title);
    text.push('\n');
    line(text, &table.columns);
    for row in &table.rows {
        line(text, &row.fields);
    }
}

fn line<S: AsRef<str>>(text: &mut String, fields: impl IntoIterator<Item = S>) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            text.push(';');
        }
        let field = field.as_ref();
        if field.contains([';', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}
