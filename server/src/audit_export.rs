//! `GET /audit/export.csv` and `/audit/export.ndjson`: the log as a file, written page by page, so that its size costs no memory.

use std::{collections::HashMap, io};

use app::ssr::Visitor;
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    audit::{AuditFilter, AuditRow},
    problem::Problem,
};
use futures::stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Serialize;
use services::audit;

use crate::{
    refusal::{Wants, report},
    site::Site,
};

/// What the file is.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    NdJson,
}

/// For spreadsheets.
pub(crate) async fn csv(site: State<Site>, visitor: Extension<Visitor>, query: Query<HashMap<String, String>>) -> Response {
    export(Format::Csv, site, visitor, query).await
}

/// For programs: a JSON object a line.
pub(crate) async fn ndjson(site: State<Site>, visitor: Extension<Visitor>, query: Query<HashMap<String, String>>) -> Response {
    export(Format::NdJson, site, visitor, query).await
}

async fn export(
    format: Format,
    State(site): State<Site>,
    Extension(visitor): Extension<Visitor>,
    Query(parameters): Query<HashMap<String, String>>,
) -> Response {
    let begin = async {
        let filter = AuditFilter::from_query(|name| parameters.get(name).cloned())?;
        let actor = visitor.actor.ok_or_else(Problem::unauthenticated)?;
        audit::export(&site.app, &actor, &visitor.info, &filter, format.extension()).await
    };
    let export = match begin.await {
        Ok(export) => export,
        Err(error) => return report(Wants::Page, error),
    };
    let day: String = site.app.clock.now().rfc3339().chars().take(10).collect();
    let disposition = format!("attachment; filename=\"gatehouse-audit-{day}.{}\"", format.extension());
    let pages = stream::try_unfold((site, export, format.head()), move |(site, mut export, head)| async move {
        match export.next_page(&site.app).await {
            Ok(None) => Ok(None),
            Ok(Some(rows)) => {
                let lines = rows.iter().map(|row| format.line(row)).collect::<String>();
                Ok(Some((Bytes::from([head, &lines].concat()), (site, export, ""))))
            }
            Err(error) => {
                // What was sent is sent: the connection breaks off, so that nobody takes a part for the whole.
                tracing::error!(%error, "an export of the audit log broke off");
                Err(io::Error::other("the export broke off"))
            }
        }
    });
    ([(CONTENT_TYPE, format.content_type()), (CONTENT_DISPOSITION, disposition.as_str())], Body::from_stream(pages)).into_response()
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::NdJson => "ndjson",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::NdJson => "application/x-ndjson",
        }
    }

    const fn head(self) -> &'static str {
        match self {
            Self::Csv => "place,time,event,person,name,action,result,resource_type,resource,address,browser,detail\r\n",
            Self::NdJson => "",
        }
    }

    fn line(self, row: &AuditRow) -> String {
        match self {
            Self::Csv => csv_line(row),
            Self::NdJson => serde_json::to_string(&Line::of(row)).unwrap_or_default() + "\n",
        }
    }
}

/// RFC 4180.
fn csv_line(row: &AuditRow) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        row.sequence.map(|sequence| sequence.to_string()).unwrap_or_default(),
        row.at.rfc3339_micros(),
        row.id.to_string(),
        row.actor.map(|id| id.to_string()).unwrap_or_default(),
        text(&row.actor_name),
        row.action.clone(),
        row.result.as_str().to_owned(),
        text(&row.resource_type),
        text(&row.resource_id),
        text(&row.ip),
        text(&row.user_agent),
        text(&row.detail),
    ];
    cells.map(|cell| csv_cell(&cell)).join(",") + "\r\n"
}

/// Quoted, and never the beginning of a formula: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn csv_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// An event as programs read it.
#[derive(Serialize)]
struct Line<'a> {
    place: Option<i64>,
    time: String,
    event: String,
    person: Option<String>,
    name: Option<&'a str>,
    action: &'a str,
    result: &'a str,
    resource_type: Option<&'a str>,
    resource: Option<&'a str>,
    address: Option<&'a str>,
    browser: Option<&'a str>,
    detail: Option<serde_json::Value>,
}

impl<'a> Line<'a> {
    fn of(row: &'a AuditRow) -> Self {
        Self {
            place: row.sequence,
            time: row.at.rfc3339_micros(),
            event: row.id.to_string(),
            person: row.actor.map(|id| id.to_string()),
            name: row.actor_name.as_deref(),
            action: &row.action,
            result: row.result.as_str(),
            resource_type: row.resource_type.as_deref(),
            resource: row.resource_id.as_deref(),
            address: row.ip.as_deref(),
            browser: row.user_agent.as_deref(),
            detail: row.detail.as_deref().and_then(|detail| serde_json::from_str(detail).ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        for (text, cell) in [
            ("plain, text", "\"plain, text\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("", "\"\""),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
