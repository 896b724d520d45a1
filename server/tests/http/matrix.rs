//! Who reaches what: every server function × everybody × every state of what it is about. Made of the list of functions, which a test
//! holds against those that are registered, so that none is forgotten.

use domain::{
    account::Me,
    cursor::Page,
    document::{DocumentList, DocumentView},
    id::{DocumentId, UploadId},
    image::ImageRow,
    share::ShareRole,
    upload::ConfirmOutcome,
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use services::entity::{audit_event, share};
use uuid::Uuid;

use crate::{
    documents::{PDF, PNG, confirm, post_to_s3, presign},
    functions::{Function, Needs, functions},
    support::{Answer, Client, TestApp},
};

/// How somebody stands to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Owner,
    Manager,
    Viewer,
    /// It was shared with them until yesterday.
    Former,
    Stranger,
    Admin,
}

/// Where a thing is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Living,
    Trashed,
    Gone,
}

struct Everybody {
    people: Vec<(Who, Client)>,
}

impl Everybody {
    async fn of(app: &TestApp) -> Self {
        let mut people = vec![(Who::Admin, app.admin().await)];
        for (who, name) in [
            (Who::Owner, "owner"),
            (Who::Manager, "manager"),
            (Who::Viewer, "viewer"),
            (Who::Former, "former"),
            (Who::Stranger, "stranger"),
        ] {
            people.push((who, app.person(name).await));
        }
        Self { people }
    }

    fn client(&self, wanted: Who) -> &Client {
        &self.people.iter().find(|(who, _)| *who == wanted).unwrap().1
    }
}

async fn ask(client: &Client, function: &Function) -> Answer {
    match &function.body {
        Some(body) => client.json(&function.path, body).await,
        None => client.get(&function.path).await,
    }
}

/// What is not there for somebody answers like what does not exist; what is there may refuse for another reason, but never so.
fn check(answer: &Answer, is_there: bool, what: &str) {
    let status = answer.status.as_u16();
    if is_there {
        assert!(!matches!(status, 401 | 403 | 404 | 422 | 500..), "{what}: {status} {}", answer.text());
    } else {
        assert_eq!(status, 404, "{what}: {}", answer.text());
    }
}

async fn document(app: &TestApp, owner: &Client) -> DocumentId {
    let ticket = presign(owner, "document", "secret.pdf", "application/pdf", PDF).await;
    post_to_s3(app, &ticket, PDF).await;
    let ConfirmOutcome::Ready { document: Some(document), .. } = confirm(owner, ticket.upload).await else { panic!("not ready") };
    document
}

async fn share(app: &TestApp, everybody: &Everybody, document: DocumentId) {
    let now = app.site.app.clock.now().0;
    let owner: Me = everybody.client(Who::Owner).json("/api/auth/me", &json!({})).await.json();
    for (who, role, expires_at) in [
        (Who::Manager, ShareRole::Manage, None),
        (Who::Viewer, ShareRole::View, Some(now + 3_600_000_000)),
        (Who::Former, ShareRole::Manage, Some(now - 1)),
    ] {
        let me: Me = everybody.client(who).json("/api/auth/me", &json!({})).await.json();
        let row = share::ActiveModel {
            id: Set(Uuid::now_v7()),
            created_at: Set(now),
            document_id: Set(document.0),
            user_id: Set(me.id.0),
            role: Set(role.as_str().to_owned()),
            expires_at: Set(expires_at),
            created_by: Set(owner.id.0),
        };
        row.insert(app.site.app.db.writer()).await.unwrap();
    }
}

async fn bring_into(owner: &Client, document: DocumentId, state: State) {
    let body = json!({ "document": document });
    if state != State::Living {
        assert_eq!(owner.json("/api/trash/put", &body).await.status, 200);
    }
    if state == State::Gone {
        assert_eq!(owner.json("/api/trash/purge", &body).await.status, 200);
    }
}

fn reaches(who: Who, needs: Needs, state: State) -> bool {
    match (state, who) {
        (State::Gone, _) => false,
        (_, Who::Owner) => true,
        (State::Living, Who::Manager) => matches!(needs, Needs::Read | Needs::Manage),
        (State::Living, Who::Viewer) => needs == Needs::Read,
        _ => false,
    }
}

/// A document as its owner sees it, whether or not somebody has tried to change it.
async fn seen(owner: &Client, document: DocumentId) -> Option<DocumentView> {
    let answer = owner.json("/api/documents/get", &json!({ "document": document })).await;
    (answer.status == 200).then(|| answer.json())
}

async fn refusals(app: &TestApp, id: Uuid) -> u64 {
    let refused = audit_event::Entity::find().filter(audit_event::Column::ResourceId.eq(id.to_string()));
    refused.filter(audit_event::Column::Result.eq("refused")).count(app.site.app.db.reader()).await.unwrap()
}

#[tokio::test]
async fn documents() {
    let app = TestApp::start_with(&["rates.per_user=100000", "rates.per_address=100000", "quota.pending_uploads=1000"]).await;
    let everybody = Everybody::of(&app).await;
    let owner = everybody.client(Who::Owner);
    let mut cells = 0;
    for state in [State::Living, State::Trashed, State::Gone] {
        for index in 0..functions("").len() {
            if !matches!(functions("")[index].needs, Needs::Read | Needs::Manage | Needs::Own) {
                continue;
            }
            for (who, client) in &everybody.people {
                let document = document(&app, owner).await;
                share(&app, &everybody, document).await;
                bring_into(owner, document, state).await;
                let function = functions(&document.to_string()).remove(index);
                let (before, refused) = (seen(owner, document).await, refusals(&app, document.0).await);
                let is_there = reaches(*who, function.needs, state);
                let what = format!("{who:?} {state:?} {function:?}");
                check(&ask(client, &function).await, is_there, &what);
                if !is_there {
                    assert_eq!(seen(owner, document).await, before, "{what}: nothing is changed");
                    assert!(refusals(&app, document.0).await > refused, "{what}: the refusal is recorded");
                }
                cells += 1;
            }
        }
    }
    println!("{cells} cells");
}

#[tokio::test]
async fn one_foreign_document_among_ones_own_stops_all() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let (own, foreign) = (document(&app, &ann).await, document(&app, &bob).await);
    for function in functions(&format!("{own},{foreign}")) {
        let Some(body) = function.body.filter(|body| body.get("documents").is_some()) else { continue };
        let before = seen(&ann, own).await;
        assert_eq!(ann.json(&function.path, &body).await.status, 404, "{}", function.path);
        assert_eq!(seen(&ann, own).await, before, "{}", function.path);
    }
}

/// The other things that have one owner.
async fn make(app: &TestApp, owner: &Client, needs: Needs) -> String {
    match needs {
        Needs::Upload => presign(owner, "document", "a.pdf", "application/pdf", PDF).await.upload.to_string(),
        Needs::Image => {
            let ticket = presign(owner, "image", "a.png", "image/png", PNG).await;
            post_to_s3(app, &ticket, PNG).await;
            confirm(owner, ticket.upload).await;
            let page: Page<ImageRow> = owner.json("/api/images/list", &json!({ "after": null })).await.json();
            page.items[0].id.to_string()
        }
        _ => {
            let name = Uuid::new_v4().to_string();
            assert_eq!(owner.json("/api/folders/create", &json!({ "name": name })).await.status, 200);
            let list: DocumentList = owner.json("/api/documents/list", &json!({ "listing": {}, "after": null })).await.json();
            list.folders.into_iter().find(|folder| folder.name == name).unwrap().id.to_string()
        }
    }
}

#[tokio::test]
async fn folders_uploads_and_images() {
    let app = TestApp::start_with(&["rates.per_user=100000", "rates.per_address=100000", "quota.pending_uploads=1000"]).await;
    let everybody = Everybody::of(&app).await;
    let owner = everybody.client(Who::Owner);
    let mut cells = 0;
    for index in 0..functions("").len() {
        let needs = functions("")[index].needs;
        if !matches!(needs, Needs::Folder | Needs::Upload | Needs::Image) {
            continue;
        }
        for (who, client) in &everybody.people {
            let function = functions(&make(&app, owner, needs).await).remove(index);
            check(&ask(client, &function).await, *who == Who::Owner, &format!("{who:?} {function:?}"));
            let function = functions(&UploadId(Uuid::new_v4()).to_string()).remove(index);
            check(&ask(client, &function).await, false, &format!("{who:?} nothing {function:?}"));
            cells += 2;
        }
    }
    println!("{cells} cells");
}

#[tokio::test]
async fn what_needs_a_role_or_only_a_session() {
    let app = TestApp::start().await;
    let everybody = Everybody::of(&app).await;
    for function in functions(&Uuid::new_v4().to_string()) {
        for (who, client) in &everybody.people {
            let answer = match function.needs {
                Needs::Login | Needs::Admin => ask(client, &function).await,
                _ => continue,
            };
            let allowed = function.needs == Needs::Login || *who == Who::Admin;
            let expected = if allowed { answer.status.as_u16() < 500 && answer.status != 403 } else { answer.status == 403 };
            assert!(expected, "{who:?} {function:?}: {answer:?}");
            assert!(allowed || answer.json::<Value>().get("items").is_none());
        }
    }
}
