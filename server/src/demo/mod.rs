//! `gatehouse demo`: fills a running Gatehouse with people, avatars and documents, by the same use cases and the same forms that a browser uses.
//!
//! Every picture and paper is drawn here. The people's passwords are made on the spot and told once; a second run finds the people and changes nothing.

mod cast;
mod drawing;
mod papers;
mod pdf;
mod post;

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use domain::{
    account::{Actor, Email, PersonName, Registration},
    content_type::ContentType,
    file_name::FileName,
    id::DocumentId,
    problem::ProblemKind,
    purpose::Purpose,
    upload::{ConfirmOutcome, PresignRequest, Target},
};
use http::Request;
use services::{App, RequestInfo, accounts, uploads};

use self::{
    cast::{CAST, Member},
    papers::Paper,
};
use crate::{boot, commands::Failure, config::Config, http_client::HttpClient, keys, out};

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Everybody of the demo, in the order in which they joined.
    pub people: Vec<Person>,
    /// How many documents were uploaded.
    pub documents: usize,
}

/// A person of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: &'static str,
    /// What they log in with.
    pub email: &'static str,
    /// Their password; `None` when they were there already.
    pub password: Option<String>,
}

/// Fills the installation that `config` describes, and says what it holds now.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let app = boot::app(config, boot::Ports::configured(config)).await?;
    let report = fill(&app, &HttpClient::new()?).await?;
    for person in &report.people {
        let password = person.password.as_deref().unwrap_or("(was here already; the password was told then)");
        out::line(format_args!("{}  {}  {password}", person.email, person.name));
    }
    if report.people.iter().all(|person| person.password.is_none()) {
        out::line("Everybody is here already; nothing was changed.");
    } else {
        out::line(format_args!("{} documents are in. The passwords are shown only now.", report.documents));
    }
    Ok(())
}

/// Registers the people who are missing and uploads what is theirs.
pub async fn fill(app: &Arc<App>, client: &HttpClient) -> Result<Report, Failure> {
    check_store(app, client).await?;
    let info = RequestInfo { ip: None, user_agent: Some("gatehouse demo".to_owned()) };
    let mut report = Report { people: Vec::new(), documents: 0 };
    for member in CAST {
        let password = keys::password();
        let known = Person { name: member.name, email: member.email, password: None };
        let Some(actor) = register(app, &info, member, &password).await? else {
            report.people.push(known);
            continue;
        };
        let uploader = Uploader { app, client, info: &info, actor: &actor };
        let avatar = drawing::webp(&member.avatar)?;
        uploader.upload(Purpose::Avatar, Target::Top, "avatar.webp", avatar).await?;
        for (number, picture) in drawing::series(&member.avatar).iter().enumerate() {
            let name = format!("Study {}.webp", number + 1);
            uploader.upload(Purpose::Image, Target::Top, &name, drawing::webp(picture)?).await?;
        }
        for paper in member.papers {
            let bytes = Paper::bytes(paper)?;
            let document = uploader.upload(Purpose::Document, Target::Top, paper.file_name, bytes.clone()).await?;
            // What people sign is seldom the first version.
            if let Some(document) = document.filter(|_| paper.is_revised()) {
                uploader.upload(Purpose::Document, Target::Version(document), paper.file_name, bytes).await?;
            }
            report.documents += 1;
        }
        accounts::logout(app, &info, &actor).await.map_err(told)?;
        report.people.push(Person { password: Some(password), ..known });
    }
    Ok(report)
}

/// Asked first, so that no account is made whose files have nowhere to go. Any answer will do, a refusal too.
async fn check_store(app: &App, client: &HttpClient) -> Result<(), Failure> {
    let origin = app.bucket.public_origin();
    let request = Request::options(format!("{origin}/")).body(Bytes::new())?;
    match client.send(request).await {
        Ok(_) => Ok(()),
        Err(cause) => {
            Err(format!("the file store at {origin} does not answer ({cause}): start Gatehouse first, then fill it from a second terminal")
                .into())
        }
    }
}

/// `None` when somebody has the address already.
async fn register(app: &App, info: &RequestInfo, member: &Member, password: &str) -> Result<Option<Actor>, Failure> {
    let invite = match app.settings.registration {
        Registration::Invite => Some(accounts::invite(app, None).await.map_err(told)?),
        Registration::Open | Registration::Closed => None,
    };
    let account = accounts::NewAccount {
        email: Email::parse(member.email)?,
        name: PersonName::parse(member.name)?,
        password: password.to_owned(),
        invite,
    };
    match accounts::register(app, info, account).await {
        Ok(session) => Ok(Some(session.actor)),
        Err(error) if error.kind() == ProblemKind::Conflict => Ok(None),
        Err(error) => Err(told(error)),
    }
}

struct Uploader<'a> {
    app: &'a Arc<App>,
    client: &'a HttpClient,
    info: &'a RequestInfo,
    actor: &'a Actor,
}

impl Uploader<'_> {
    /// As the browser does it: ticket, form, confirm. Answers the document that it became.
    async fn upload(&self, purpose: Purpose, target: Target, name: &str, bytes: Vec<u8>) -> Result<Option<DocumentId>, Failure> {
        let content_type = ContentType::from_file_name(name).ok_or_else(|| format!("{name}: no known type"))?;
        let request = PresignRequest {
            purpose,
            file_name: FileName::parse(name)?,
            content_type,
            size_bytes: Some(bytes.len() as u64),
            checksum_sha256: Some(STANDARD.encode(digest(&SHA256, &bytes))),
            target,
        };
        let ticket = uploads::presign(self.app, self.actor, self.info, request).await.map_err(told)?;
        post::form(self.client, &ticket, content_type, &bytes).await?;
        match uploads::confirm(self.app, self.actor, self.info, ticket.upload).await.map_err(told)? {
            ConfirmOutcome::Ready { document, .. } => Ok(document),
            other => Err(format!("{name} was uploaded but is not in: {other:?}").into()),
        }
    }
}

/// At the terminal, the cause says more than what people are told.
fn told(error: services::Error) -> Failure {
    let (problem, cause) = error.into_problem();
    cause.unwrap_or(problem.message).into()
}
