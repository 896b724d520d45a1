//! Every server function, with a well-formed body and with what it asks of its caller.

use serde_json::{Value, json};

/// The id of nothing.
const NOTHING: &str = "018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11";

/// What a caller must be to something, so that it is there for them at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: it answers also who is not logged in.
    Nothing,
    /// A session.
    Login,
    /// An administrator's session.
    Admin,
    /// A document that is theirs, or shared with them.
    Read,
    /// A document that is theirs, or shared with them to be managed.
    Manage,
    /// A document of their own.
    Own,
    /// A folder of their own.
    Folder,
    /// An upload of their own.
    Upload,
    /// An image of their own.
    Image,
}

/// A way to ask for something.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) path: String,
    /// What is posted; nothing: it is a page.
    pub(crate) body: Option<Value>,
    pub(crate) needs: Needs,
}

fn post(path: &str, body: Value, needs: Needs) -> Function {
    Function { path: path.to_owned(), body: Some(body), needs }
}

fn get(path: String, needs: Needs) -> Function {
    Function { path, body: None, needs }
}

/// All server functions, about the thing of that id, and the pages and routes that are about one thing.
pub(crate) fn functions(id: &str) -> Vec<Function> {
    let presign = |target: Value| {
        json!({ "request": {
            "purpose": "document", "file_name": "a.pdf", "content_type": "application/pdf", "size_bytes": 1, "checksum_sha256": null,
            "target": target,
        } })
    };
    vec![
        post("/api/auth/register", json!({ "name": "", "email": "", "password": "" }), Needs::Nothing),
        post("/api/auth/login", json!({ "email": "nobody@example.com", "password": "wrong wrong wrong" }), Needs::Nothing),
        post("/api/auth/logout", json!({}), Needs::Nothing),
        post("/api/auth/me", json!({}), Needs::Login),
        post("/api/people/list", json!({ "after": null }), Needs::Login),
        post("/api/uploads/limits", json!({ "purpose": "document" }), Needs::Login),
        post("/api/uploads/known", json!({ "checksums": [] }), Needs::Login),
        post("/api/uploads/presign", presign(json!("top")), Needs::Login),
        post("/api/uploads/presign", presign(json!({ "version": id })), Needs::Manage),
        post("/api/uploads/presign", presign(json!({ "folder": id })), Needs::Folder),
        post("/api/uploads/start", json!({ "name": "a.pdf", "content_type": "application/pdf" }), Needs::Login),
        post("/api/uploads/start", json!({ "name": "a.pdf", "content_type": "application/pdf", "version": id }), Needs::Manage),
        post("/api/uploads/form", json!({ "upload": id }), Needs::Upload),
        post("/api/uploads/confirm", json!({ "upload": id }), Needs::Upload),
        post("/api/uploads/cancel", json!({ "upload": id }), Needs::Upload),
        get(format!("/uploads/{id}/return"), Needs::Upload),
        post("/api/uploads/open", json!({}), Needs::Login),
        post("/api/documents/list", json!({ "listing": {}, "after": null }), Needs::Login),
        post("/api/documents/get", json!({ "document": id }), Needs::Read),
        get(format!("/documents/{id}"), Needs::Read),
        get(format!("/documents/{id}/preview"), Needs::Read),
        post("/api/documents/download", json!({ "document": id, "disposition": "attachment" }), Needs::Read),
        post("/api/documents/download", json!({ "document": id, "version": "1", "disposition": "inline" }), Needs::Read),
        post("/api/documents/rename", json!({ "document": id, "name": "b.pdf", "description": "" }), Needs::Manage),
        post("/api/documents/tag", json!({ "document": id, "tags": "rent" }), Needs::Manage),
        post("/api/documents/tag-many", json!({ "documents": id, "tags": "rent" }), Needs::Manage),
        post("/api/documents/restore-version", json!({ "document": id, "version": "1" }), Needs::Manage),
        post("/api/documents/move", json!({ "documents": id, "folder": "" }), Needs::Own),
        post("/api/shares/get", json!({ "document": id }), Needs::Read),
        post("/api/shares/grant", json!({ "documents": id, "person": "stranger" }), Needs::Manage),
        post("/api/shares/change", json!({ "document": id, "share": NOTHING, "role": "view" }), Needs::Manage),
        post("/api/shares/revoke", json!({ "document": id, "share": NOTHING }), Needs::Manage),
        post("/api/shares/leave", json!({ "document": id }), Needs::Read),
        post("/api/links/create", json!({ "document": id }), Needs::Manage),
        post("/api/links/revoke", json!({ "document": id, "link": NOTHING }), Needs::Manage),
        post("/api/links/open", json!({ "token": "unknown" }), Needs::Nothing),
        post("/api/links/unlock", json!({ "token": "unknown", "password": "quiet heron" }), Needs::Nothing),
        post("/api/links/download", json!({ "token": "unknown", "disposition": "attachment" }), Needs::Nothing),
        post("/api/folders/list", json!({}), Needs::Login),
        post("/api/folders/create", json!({ "name": "Rent" }), Needs::Login),
        post("/api/folders/create", json!({ "name": "Rent", "folder": id }), Needs::Folder),
        post("/api/folders/ensure", json!({ "parent": null, "names": ["Rent"] }), Needs::Login),
        post("/api/folders/ensure", json!({ "parent": id, "names": ["Rent"] }), Needs::Folder),
        post("/api/folders/rename", json!({ "id": id, "name": "Rent" }), Needs::Folder),
        post("/api/folders/move", json!({ "id": id, "folder": "" }), Needs::Folder),
        post("/api/folders/delete", json!({ "id": id }), Needs::Folder),
        post("/api/documents/list", json!({ "listing": { "folder": id }, "after": null }), Needs::Folder),
        post("/api/trash/list", json!({ "after": null }), Needs::Login),
        post("/api/trash/put", json!({ "document": id }), Needs::Own),
        post("/api/trash/put-many", json!({ "documents": id }), Needs::Own),
        post("/api/trash/restore-many", json!({ "documents": id }), Needs::Own),
        post("/api/trash/restore", json!({ "document": id }), Needs::Own),
        post("/api/trash/purge", json!({ "document": id }), Needs::Own),
        post("/api/images/list", json!({ "after": null }), Needs::Login),
        post("/api/images/delete", json!({ "image": id }), Needs::Image),
        post("/api/cdn/cookies", json!({}), Needs::Login),
        post("/api/audit/list", json!({ "query": "" }), Needs::Admin),
        post("/api/audit/tail", json!({ "query": "", "after": 0 }), Needs::Admin),
    ]
}
