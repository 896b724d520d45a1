//! The list of documents: a folder, or what a search finds among one's own or among those shared with one, sorted and cut by cursor.

use domain::{
    access::{self, Decision},
    account::Actor,
    content_type::ContentType,
    document::DocumentList,
    listing::{Listing, Owner, Sort, SortCursor, SortKey},
    problem::Problem,
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, Order, QueryFilter as _, QuerySelect as _, QueryTrait as _, Select, Value};

use crate::{
    App, Error, documents,
    entity::{document, document_tag},
    folders,
    paging::page,
    search, shares,
};

const DAY_MICROS: i64 = 86_400 * 1_000_000;

/// A page of the actor's own documents, or of those shared with them, and on the first page of a folder the folders in it.
pub async fn list(app: &App, actor: &Actor, listing: &Listing, after: Option<SortCursor>) -> Result<DocumentList, Error> {
    if access::decide(actor, access::Request::ListDocuments) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    let browsing = !listing.is_search();
    let path = folders::path(app, actor, listing.folder).await?;
    let folders = if browsing && after.is_none() { folders::within(app, actor, listing.folder).await? } else { Vec::new() };
    let living = document::Entity::find().filter(document::Column::TrashedAt.is_null());
    let theirs = match listing.owner {
        Some(Owner::Others) => living.filter(document::Column::Id.in_subquery(shares::with(app, actor))),
        None | Some(Owner::Me) => living.filter(document::Column::OwnerId.eq(actor.user.0)),
    };
    let query = if browsing {
        match listing.folder {
            Some(folder) => theirs.filter(document::Column::FolderId.eq(folder.0)),
            None => theirs.filter(document::Column::FolderId.is_null()),
        }
    } else {
        narrowed(app, theirs, listing).await?
    };
    let by = By::of(listing.sort.unwrap_or(Sort::Newest));
    let rows = by.page(query, after)?.all(app.db.reader()).await?;
    Ok(DocumentList { path, folders, documents: documents::page(app, actor, rows, |row| by.cursor(row)).await? })
}

async fn narrowed(app: &App, mut query: Select<document::Entity>, listing: &Listing) -> Result<Select<document::Entity>, Error> {
    for condition in search::condition(app, &listing.text).await? {
        query = query.filter(condition);
    }
    if let Some(kind) = listing.kind {
        query = query.filter(document::Column::ContentType.is_in(kind.types().map(ContentType::as_str)));
    }
    if let Some(tag) = &listing.tag {
        let tagged = document_tag::Entity::find().select_only().column(document_tag::Column::DocumentId);
        query = query.filter(document::Column::Id.in_subquery(tagged.filter(document_tag::Column::Tag.eq(tag.as_str())).into_query()));
    }
    if listing.shared {
        query = query.filter(document::Column::Id.in_subquery(shares::open(app)));
    }
    if let Some(Timestamp(from)) = listing.from {
        query = query.filter(document::Column::CreatedAt.gte(from));
    }
    if let Some(Timestamp(until)) = listing.until {
        query = query.filter(document::Column::CreatedAt.lt(until.saturating_add(DAY_MICROS)));
    }
    Ok(query)
}

/// What a list is sorted by, and which way.
#[derive(Debug, Clone)]
struct By {
    column: document::Column,
    order: Order,
}

impl By {
    fn of(sort: Sort) -> Self {
        let (column, order) = match sort {
            Sort::Newest => (document::Column::CreatedAt, Order::Desc),
            Sort::Oldest => (document::Column::CreatedAt, Order::Asc),
            Sort::Name => (document::Column::SortName, Order::Asc),
            Sort::NameDown => (document::Column::SortName, Order::Desc),
            Sort::Largest => (document::Column::SizeBytes, Order::Desc),
            Sort::Smallest => (document::Column::SizeBytes, Order::Asc),
        };
        Self { column, order }
    }

    /// One row more than a page, after the cursor.
    fn page(&self, query: Select<document::Entity>, after: Option<SortCursor>) -> Result<Select<document::Entity>, Problem> {
        let after = match (self.column, after) {
            (_, None) => None,
            (document::Column::SortName, Some(SortCursor { at: SortKey::Text(at), id })) => Some((Value::from(at), id)),
            (document::Column::CreatedAt | document::Column::SizeBytes, Some(SortCursor { at: SortKey::Number(at), id })) => {
                Some((Value::from(at), id))
            }
            // The cursor of another order.
            _ => return Err(Problem::invalid("cursor", "This page link is of another order. Go back to the first page of the list.")),
        };
        Ok(page(query, self.column, document::Column::Id, &self.order, after))
    }

    fn cursor(&self, row: &document::Model) -> SortCursor {
        let at = match self.column {
            document::Column::SortName => SortKey::Text(row.sort_name.clone()),
            document::Column::SizeBytes => SortKey::Number(row.size_bytes),
            _ => SortKey::Number(row.created_at),
        };
        SortCursor { at, id: row.id }
    }
}
