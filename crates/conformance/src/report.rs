//! What came of it: a table, and every difference.

use std::fmt;

use crate::{case::Expect, deviation::Deviations};

/// What came of one case.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// `403 AccessDenied`
    wanted: String,
    found: String,
    refusal: bool,
    status: u16,
    /// What else differs, in a word each.
    pub(crate) problems: Vec<String>,
    /// The same for people.
    pub(crate) details: Vec<String>,
}

fn summary(status: u16, code: Option<&str>) -> String {
    code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"))
}

impl Outcome {
    pub(crate) fn new(expect: &Expect, status: u16, code: Option<&str>) -> Self {
        Self {
            wanted: summary(expect.status, expect.code.as_deref()),
            found: summary(status, code),
            refusal: expect.is_refusal(),
            status,
            problems: Vec::new(),
            details: Vec::new(),
        }
    }

    pub(crate) fn broken(expect: &Expect, why: &str) -> Self {
        Self { found: why.to_owned(), ..Self::new(expect, 0, None) }
    }

    /// The answer in a line, as a list of deviations has it; `None` where it is the wanted one.
    fn deviation(&self) -> Option<String> {
        if self.found == self.wanted && self.problems.is_empty() {
            return None;
        }
        Some(std::iter::once(self.found.as_str()).chain(self.problems.iter().map(String::as_str)).collect::<Vec<_>>().join(", "))
    }
}

#[derive(Debug)]
struct Row {
    group: &'static str,
    case: String,
    outcome: Outcome,
}

/// All outcomes.
#[derive(Debug, Default)]
pub struct Report(Vec<Row>);

impl Report {
    pub(crate) fn add(&mut self, group: &'static str, case: &str, outcome: Outcome) {
        self.0.push(Row { group, case: case.to_owned(), outcome });
    }

    /// How many refusals were missing: the target did what it should have refused.
    pub fn missing_refusals(&self) -> usize {
        self.0.iter().filter(|row| row.outcome.refusal && (100..400).contains(&row.outcome.status)).count()
    }

    /// How many requests were refused that should not have been.
    pub fn needless_refusals(&self) -> usize {
        self.0.iter().filter(|row| !row.outcome.refusal && row.outcome.status >= 400).count()
    }

    /// What is not as S3 has it, and not as the list says either; and what the list says in vain.
    pub fn surprises(&self, known: &Deviations) -> Vec<String> {
        let mut surprises = Vec::new();
        for Row { group, case, outcome } in &self.0 {
            let Outcome { wanted, details, .. } = outcome;
            let details = details.join("; ");
            match (outcome.deviation(), known.of(group, case)) {
                (None, None) => {}
                (None, Some(_)) => surprises.push(format!("{group}: {case}: listed, and deviates no longer")),
                (Some(found), None) => surprises.push(format!("{group}: {case}: {found} in place of {wanted} {details}")),
                (Some(found), Some(listed)) if found == listed => {}
                (Some(found), Some(listed)) => surprises.push(format!("{group}: {case}: {found}, and {listed} in the list {details}")),
            }
        }
        let exists = |group: &str, case: &str| self.0.iter().any(|row| row.group == group && row.case == case);
        surprises
            .extend(known.all().filter(|(group, case)| !exists(group, case)).map(|(group, case)| format!("{group}: {case}: no such case")));
        surprises
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: Vec<&str> = self.0.iter().map(|row| row.group).collect();
        groups.dedup();
        let counts = |group: Option<&str>| {
            let rows = self.0.iter().filter(|row| group.is_none_or(|group| row.group == group));
            let (passed, deviating): (Vec<_>, Vec<_>) = rows.partition(|row| row.outcome.deviation().is_none());
            (passed.len(), deviating.len())
        };
        writeln!(out, "| cases | passed | deviations |\n|---|---:|---:|")?;
        for group in groups {
            let (passed, deviating) = counts(Some(group));
            writeln!(out, "| {group} | {passed} | {deviating} |")?;
        }
        let (passed, deviating) = counts(None);
        writeln!(out, "| **all** | **{passed}** | **{deviating}** |")
    }
}
