//! People who upload, confirm, give up, change their picture and throw away, while the server dies under them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use domain::{
    id::{DocumentId, UploadId},
    upload::{ConfirmOutcome, Ticket},
};
use http::Method;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::scene::Scene;
use crate::client::{Answer, Client, multipart};

const PEOPLE: usize = 6;

/// What the people know. Whatever the server has told them must be true for ever.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger(Arc<Mutex<Entries>>);

/// One list for each promise.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// Tickets that were handed out.
    pub(crate) tickets: Vec<UploadId>,
    /// Uploads that the store took, with their bytes.
    pub(crate) arrived: HashMap<UploadId, Bytes>,
    /// Uploads that became documents.
    pub(crate) confirmed: HashMap<UploadId, DocumentId>,
    /// Documents that somebody asked to delete for ever.
    pub(crate) purged: Vec<DocumentId>,
    /// Answers that nobody should ever get.
    pub(crate) wrong: Vec<String>,
}

impl Ledger {
    pub(crate) fn write<T>(&self, entry: impl FnOnce(&mut Entries) -> T) -> T {
        entry(&mut self.0.lock().unwrap())
    }
}

/// A random duration below `most`.
pub(crate) fn up_to(most: Duration) -> Duration {
    most.mul_f64(f64::from(u16::try_from(Uuid::new_v4().as_u128() & 0xFFFF).unwrap()) / 65_536.0)
}

fn one_in(count: u128) -> bool {
    Uuid::new_v4().as_u128().is_multiple_of(count)
}

/// The running stream.
pub(crate) struct Stream {
    stop: Arc<AtomicBool>,
    people: Vec<JoinHandle<()>>,
}

impl Stream {
    pub(crate) async fn start(scene: &Scene, ledger: &Ledger) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let client = Client::new(&scene.origin());
            client.register(&format!("person{number}")).await;
            let person = Person { client, store: Client::new(""), ledger: ledger.clone() };
            let stop = stop.clone();
            people.push(tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    // An error is a connection that broke: the person goes on.
                    if person.act().await.is_none() {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
            }));
        }
        Self { stop, people }
    }

    pub(crate) async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for person in self.people {
            person.await.unwrap();
        }
    }
}

struct Person {
    client: Client,
    store: Client,
    ledger: Ledger,
}

impl Person {
    /// One thing that people do; `None` where the server did not answer.
    async fn act(&self) -> Option<()> {
        if one_in(10) {
            return self.throw_away().await;
        }
        let avatar = one_in(6);
        let bytes = if avatar { picture() } else { contract() };
        let (purpose, content_type) = if avatar { ("avatar", "image/png") } else { ("document", "text/plain") };
        let request = json!({
            "purpose": purpose, "file_name": "a", "content_type": content_type, "size_bytes": bytes.len(), "checksum_sha256": null,
        });
        let ticket: Ticket = self.call("uploads/presign", &json!({ "request": request })).await?.json();
        let upload = ticket.upload;
        self.ledger.write(|entries| entries.tickets.push(upload));
        if one_in(10) {
            // The browser was closed.
            return Some(());
        }
        let (form, body) = multipart(&ticket.fields, &bytes);
        let answer = self.store.try_send(Method::POST, &ticket.url, &[("content-type", &form)], body).await.ok()?;
        if answer.status != 201 {
            self.ledger.write(|entries| entries.wrong.push(format!("the store: {} {}", answer.status, answer.text())));
            return Some(());
        }
        self.ledger.write(|entries| entries.arrived.insert(upload, bytes));
        if one_in(4) {
            return Some(());
        }
        if let ConfirmOutcome::Ready { document: Some(document), .. } =
            self.call("uploads/confirm", &json!({ "upload": upload })).await?.json()
        {
            self.ledger.write(|entries| entries.confirmed.insert(upload, document));
        }
        Some(())
    }

    async fn throw_away(&self) -> Option<()> {
        let document = self.ledger.write(|entries| entries.confirmed.values().find(|document| !entries.purged.contains(document)).copied());
        let Some(document) = document else { return Some(()) };
        // Another's document is not there for this one, and that is an answer too.
        let trashed = self.client.try_json("/api/trash/put", &json!({ "document": document })).await.ok()?;
        if trashed.status == 200 {
            self.ledger.write(|entries| entries.purged.push(document));
            self.call("trash/purge", &json!({ "document": document })).await?;
        }
        Some(())
    }

    /// A server function's answer, which must be a good one. A server that is going down may say 503.
    async fn call(&self, function: &str, input: &Value) -> Option<Answer> {
        let answer = self.client.try_json(&format!("/api/{function}"), input).await.ok()?;
        if answer.status == 200 {
            return Some(answer);
        }
        if answer.status != 503 {
            self.ledger.write(|entries| entries.wrong.push(format!("{function}: {} {}", answer.status, answer.text())));
        }
        None
    }
}

/// Text that nobody else has.
fn contract() -> Bytes {
    let line = format!("Contract {}\n", Uuid::new_v4());
    let lines = 1 + usize::from(Uuid::new_v4().as_bytes()[0]);
    line.repeat(lines).into()
}

/// A small picture that nobody else has.
fn picture() -> Bytes {
    let [red, green, blue, alpha, ..] = *Uuid::new_v4().as_bytes();
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([red, green, blue, alpha]))).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner().into()
}
