//! Reading: text to tables, tables to an election.

use super::*;

pub(super) fn file(text: &str) -> Result<File, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Lines::new(text);
    lines.section("META")?;
    let meta = lines.table("PROJECTS")?;
    let projects = lines.table("VOTES")?;
    let votes = lines.table("")?;
    let (key, value) = (meta.must("key", "META")?, meta.must("value", "META")?);
    let take =
        |row: Row| Entry { line: row.line, key: row.fields[key].clone(), value: row.fields[value].clone() };
    Ok(File { meta: meta.rows.into_iter().map(take).collect(), projects, votes })
}

struct Lines<'a> {
    records: csv::StringRecordsIntoIter<&'a [u8]>,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        Self { records: reader.into_records(), line: 1 }
    }

    fn next(&mut self) -> Result<Option<Row>, Fault> {
        for record in self.records.by_ref() {
            let record = record.map_err(|error| Fault {
                line: self.line,
                column: "-".into(),
                what: Wrong::Unreadable(error.to_string()),
            })?;
            self.line = record.position().map_or(self.line, csv::Position::line);
            if record.iter().any(|field| !field.is_empty()) {
                return Ok(Some(Row { line: self.line, fields: record.iter().map(str::to_owned).collect() }));
            }
        }
        Ok(None)
    }

    fn section(&mut self, title: &'static str) -> Result<(), Fault> {
        match self.next()? {
            Some(row) if is_title(&row, title) => Ok(()),
            _ => Err(self.missing(title)),
        }
    }

    fn missing(&self, title: &'static str) -> Fault {
        Fault { line: self.line, column: title.into(), what: Wrong::NoSection(title) }
    }

    /// Head and rows up to the title of the next section, or to the end where there is none.
    fn table(&mut self, next: &'static str) -> Result<Table, Fault> {
        let columns = self.next()?.map(|row| row.fields).unwrap_or_default();
        let mut rows = Vec::new();
        while let Some(row) = self.next()? {
            if !next.is_empty() && is_title(&row, next) {
                return Ok(Table { columns, rows });
            }
            if row.fields.len() != columns.len() {
                let column = columns.get(row.fields.len()).unwrap_or(&columns[columns.len() - 1]).clone();
                let what = Wrong::Fields { found: row.fields.len(), expected: columns.len() };
                return Err(Fault { line: row.line, column, what });
            }
            rows.push(row);
        }
        if next.is_empty() { Ok(Table { columns, rows }) } else { Err(self.missing(next)) }
    }
}

fn is_title(row: &Row, title: &str) -> bool {
    row.fields[0].eq_ignore_ascii_case(title) && row.fields[1..].iter().all(String::is_empty)
}

pub(super) fn election(file: &File) -> Result<Counted, Fault> {
    let vote_type = vote_type(file)?;
    counts(file)?;
    let (id, cost) = (file.projects.must("project_id", "PROJECTS")?, file.projects.must("cost", "PROJECTS")?);
    let budget = file.must("budget")?;
    let costs = file.projects.rows.iter().map(|row| row.fields[cost].as_str());
    let decimals = costs.chain([budget.value.as_str()]).map(decimals).max().unwrap_or(0);
    let uncountable = || budget.fault(number(&budget.value));
    let money = |text: &str, line| {
        scaled(text, decimals).ok_or_else(|| Fault { line, column: "cost".into(), what: number(text) })
    };
    let projects = file
        .projects
        .rows
        .iter()
        .map(|row| Ok(Project { id: row.fields[id].clone(), cost: money(&row.fields[cost], row.line)? }));
    let projects: Vec<Project> = projects.collect::<Result<_, _>>()?;
    let election = Election {
        ballots: ballots(file, vote_type, &projects)?,
        projects,
        budget: scaled(&budget.value, decimals).ok_or_else(uncountable)?,
        unit: 10u64.checked_pow(decimals).ok_or_else(uncountable)?,
    };
    Ok(Counted { election, vote_type, decimals })
}

fn vote_type(file: &File) -> Result<VoteType, Fault> {
    let entry = file.must("vote_type")?;
    Ok(match entry.value.as_str() {
        "approval" => VoteType::Approval,
        "choose-1" => VoteType::Choose1,
        "ordinal" => VoteType::Ordinal,
        "cumulative" => VoteType::Cumulative,
        "scoring" => VoteType::Scoring,
        other => return Err(entry.fault(Wrong::VoteType(other.into()))),
    })
}

fn counts(file: &File) -> Result<(), Fault> {
    for (key, found) in [("num_projects", file.projects.rows.len()), ("num_votes", file.votes.rows.len())] {
        let said = file.must(key)?;
        if said.value.parse() != Ok(found) {
            return Err(said.fault(Wrong::Count { said: said.value.clone(), found }));
        }
    }
    Ok(())
}

fn ballots(file: &File, vote_type: VoteType, projects: &[Project]) -> Result<Vec<Ballot>, Fault> {
    let known: HashMap<&str, usize> =
        projects.iter().enumerate().map(|(at, p)| (p.id.as_str(), at)).collect();
    let vote = file.votes.must("vote", "VOTES")?;
    let points = match vote_type {
        VoteType::Cumulative | VoteType::Scoring => Some(file.votes.must("points", "VOTES")?),
        _ => None,
    };
    let all_points = file.votes.rows.iter().flat_map(|row| points.map(|at| list(&row.fields[at])));
    let default_score = file.meta("default_score").filter(|_| vote_type == VoteType::Scoring).unwrap_or("0");
    let decimals = all_points.flatten().chain([default_score]).map(decimals).max().unwrap_or(0);
    let unlisted = points_of(default_score, decimals).map_err(|what| Fault {
        line: 1,
        column: "META default_score".into(),
        what,
    })?;
    let ballot = |row: &Row| {
        let fault = |column: &str, what| Fault { line: row.line, column: column.into(), what };
        let named: Vec<&str> = list(&row.fields[vote]).collect();
        let given: Vec<&str> = points.map(|at| list(&row.fields[at]).collect()).unwrap_or_default();
        if points.is_some() && given.len() != named.len() {
            return Err(fault("points", Wrong::Points { votes: named.len(), points: given.len() }));
        }
        let mut choices: Vec<Choice> = Vec::with_capacity(named.len());
        for (at, &id) in named.iter().enumerate() {
            let project = *known.get(id).ok_or_else(|| fault("vote", Wrong::NoProject(id.into())))?;
            if choices.iter().any(|choice| choice.project == project) {
                return Err(fault("vote", Wrong::Twice(id.into())));
            }
            let points = given.get(at).map_or(Ok(1), |text| points_of(text, decimals));
            choices.push(Choice { project, points: points.map_err(|what| fault("points", what))? });
        }
        if unlisted > 0 {
            let rest = (0..projects.len()).filter(|p| choices.iter().all(|choice| choice.project != *p));
            let rest: Vec<Choice> = rest.map(|project| Choice { project, points: unlisted }).collect();
            choices.extend(rest);
        }
        Ok(Ballot { choices })
    };
    file.votes.rows.iter().map(ballot).collect()
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Digits after the point; a comma is read as one.
fn decimals(text: &str) -> u32 {
    let digits = text.split_once(['.', ',']).map_or("", |(_, after)| after.trim_end_matches('0'));
    digits.len() as u32
}

/// The number in units of `10^-decimals`.
fn scaled(text: &str, decimals: u32) -> Option<u64> {
    let (whole, after) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let after = after.trim_end_matches('0');
    let zeros = "0".repeat((decimals as usize).checked_sub(after.len())?);
    let digits = format!("{whole}{after}{zeros}");
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn points_of(text: &str, decimals: u32) -> Result<u32, Wrong> {
    scaled(text, decimals).and_then(|points| u32::try_from(points).ok()).ok_or_else(|| number(text))
}

fn number(text: &str) -> Wrong {
    Wrong::Number(text.into())
}
