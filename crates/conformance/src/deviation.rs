//! Where a server is known to answer otherwise, and why: `deviations/`.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

use crate::case::Group;

/// A server's list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviations {
    /// Groups that are not asked at all.
    #[serde(default)]
    skip: Vec<Skip>,
    #[serde(default)]
    deviation: Vec<Deviation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    reason: String,
    groups: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deviation {
    reason: String,
    /// The answer that comes: status and Code, and what else is not as it should be.
    answer: String,
    /// Groups and the names of cases.
    cases: BTreeMap<String, Vec<String>>,
}

impl Deviations {
    /// Reads a list.
    pub fn parse(text: &str) -> Self {
        toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The groups that are asked.
    pub fn asked(&self, groups: Vec<Group>) -> Vec<Group> {
        let skipped = |name: &str| self.skip.iter().any(|skip| skip.groups.iter().any(|group| group == name));
        groups.into_iter().filter(|group| !skipped(group.name)).collect()
    }

    pub(crate) fn of(&self, group: &str, case: &str) -> Option<&str> {
        let lists = |deviation: &&Deviation| deviation.cases.get(group).is_some_and(|cases| cases.iter().any(|listed| listed == case));
        self.deviation.iter().find(lists).map(|deviation| deviation.answer.as_str())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let cases = self.deviation.iter().flat_map(|deviation| &deviation.cases);
        cases.flat_map(|(group, cases)| cases.iter().map(move |case| (group.as_str(), case.as_str())))
    }
}

/// The reasons, and how many cases there are of each.
impl fmt::Display for Deviations {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Skip { reason, groups } in &self.skip {
            writeln!(out, "- not asked ({}): {reason}", groups.join(", "))?;
        }
        for Deviation { reason, answer, cases } in &self.deviation {
            writeln!(out, "- {} × `{answer}`: {reason}", cases.values().map(Vec::len).sum::<usize>())?;
        }
        Ok(())
    }
}
