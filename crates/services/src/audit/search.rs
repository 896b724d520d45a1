//! Finds events by what administrators ask for, in a time that does not grow with the log.
//!
//! One condition is looked up in its index, the others are compared; of the index at most [`SCANNED`] rows for a page, which then says how
//! far it looked. So a page that finds nothing among a million events is as quick as one that finds fifty.

use domain::{
    audit::{Address, AuditFilter, AuditResult},
    cursor::Cursor,
    id::UserId,
    problem::Problem,
    timestamp::Timestamp,
};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    sea_query::{BinOper, Expr, ExprTrait as _, LikeExpr, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    App, Error,
    entity::{
        audit_event::{self, Column},
        user,
    },
};

/// Rows of an index that are looked at for one page.
const SCANNED: u64 = 5_000;
/// People whose names hold the same letters.
const PEOPLE: u64 = 20;
const DAY_MICROS: i64 = 86_400 * 1_000_000;

/// What is looked for, ready to be asked for page by page.
pub(super) struct Search {
    /// Events of any of these, each found by its index.
    alternatives: Vec<Option<SimpleExpr>>,
    /// What is compared besides.
    others: Vec<SimpleExpr>,
    /// Moments, which every index has.
    period: Condition,
}

/// A page, and where the next one begins.
pub(super) struct Found {
    pub(super) rows: Vec<audit_event::Model>,
    pub(super) next: Option<Cursor>,
    /// How far back was looked, where the page is not full though the log goes on.
    pub(super) searched_to: Option<Timestamp>,
}

impl Search {
    /// Looks up the people that are meant, and chooses the index: the condition comes first that fewest events meet.
    pub(super) async fn new(app: &App, filter: &AuditFilter) -> Result<Self, Error> {
        let people = people(app, &filter.who).await?.map(|ids| ids.into_iter().map(|id| Column::ActorId.eq(id)).collect());
        let address = |exactly: bool| {
            filter.address.as_ref().and_then(|address| match address {
                Address::Exactly(ip) => exactly.then(|| Column::Ip.eq(ip.to_string())),
                Address::Beginning(text) => (!exactly).then(|| like(Column::Ip, &[&escaped(text), "%"].concat())),
            })
        };
        let candidates = [
            Some(&filter.resource).filter(|id| !id.is_empty()).map(|id| vec![Column::ResourceId.eq(id)]),
            address(true).map(|address| vec![address]),
            people,
            filter.result.filter(|result| *result == AuditResult::Refused).map(|result| vec![Column::Result.eq(result.as_str())]),
            filter.action.map(|action| vec![Column::Action.eq(action.as_str())]),
        ];
        let mut conditions = candidates.into_iter().flatten();
        let alternatives = conditions.next().map_or_else(|| vec![None], |any| any.into_iter().map(Some).collect());
        let mut others: Vec<_> = conditions.filter_map(|any: Vec<SimpleExpr>| any.into_iter().reduce(SimpleExpr::or)).collect();
        others.extend(address(false));
        others.extend(filter.result.filter(|result| *result == AuditResult::Ok).map(|result| Column::Result.eq(result.as_str())));
        others.extend(Some(filter.text.as_str()).filter(|text| !text.is_empty()).map(holds));
        let period = Condition::all()
            .add_option(filter.from.map(|day| Column::CreatedAt.gte(day.0)))
            .add_option(filter.until.map(|day| Column::CreatedAt.lt(day.0 + DAY_MICROS)));
        Ok(Self { alternatives, others, period })
    }

    /// All conditions at once, for rows that are few already.
    pub(super) fn condition(&self) -> Condition {
        let any = self.alternatives.iter().flatten().cloned().reduce(SimpleExpr::or);
        // Nobody is meant by these letters.
        let none = self.alternatives.is_empty().then(|| Expr::value(1).eq(0));
        self.others.iter().fold(self.period.clone().add_option(any).add_option(none), |all, other| all.add(other.clone()))
    }

    /// A page of at most `size` events, newest first.
    pub(super) async fn page(&self, app: &App, after: Option<Cursor>, size: usize) -> Result<Found, Error> {
        let (mut rows, mut searched) = (Vec::new(), None);
        for alternative in &self.alternatives {
            let floor = self.floor(app, alternative.as_ref(), after).await?;
            let mut select = self.newest(alternative.as_ref(), after).limit(size as u64 + 1);
            if let Some(floor) = floor {
                select = select.filter(beside(BinOper::GreaterThanOrEqual, floor));
            }
            for other in &self.others {
                select = select.filter(other.clone());
            }
            rows.extend(select.all(app.db.reader()).await?);
            searched = Ord::max(searched, floor.map(|floor| (floor.at, floor.id)));
        }
        // What one alternative found beyond where another stopped comes with a later page.
        rows.retain(|row| searched.is_none_or(|floor| at(row) >= floor));
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(at(row)));
        let cursor = |(at, id)| Cursor { at, id };
        if rows.len() > size {
            rows.truncate(size);
            return Ok(Found { next: rows.last().map(|row| cursor(at(row))), rows, searched_to: None });
        }
        Ok(Found { rows, next: searched.map(cursor), searched_to: searched.map(|(at, _)| at) })
    }

    /// The last row that this page may look at, if there is one so far back; found in the index alone.
    async fn floor(&self, app: &App, alternative: Option<&SimpleExpr>, after: Option<Cursor>) -> Result<Option<Cursor>, Error> {
        if self.others.is_empty() {
            return Ok(None);
        }
        let share = SCANNED / self.alternatives.len().max(1) as u64;
        let select = self.newest(alternative, after).select_only().columns([Column::CreatedAt, Column::Id]).offset(share - 1).limit(1);
        let row: Option<(i64, Uuid)> = select.into_tuple().one(app.db.reader()).await?;
        Ok(row.map(|(at, id)| Cursor { at: Timestamp(at), id }))
    }

    fn newest(&self, alternative: Option<&SimpleExpr>, after: Option<Cursor>) -> Select<audit_event::Entity> {
        let mut select = audit_event::Entity::find().filter(self.period.clone());
        if let Some(alternative) = alternative {
            select = select.filter(alternative.clone());
        }
        if let Some(after) = after {
            select = select.filter(beside(BinOper::SmallerThan, after));
        }
        select.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id)
    }
}

fn at(row: &audit_event::Model) -> (Timestamp, Uuid) {
    (Timestamp(row.created_at), row.id)
}

/// Row values, which both engines look up in an index; `a < x OR (a = x AND b < y)` they walk.
fn beside(operator: BinOper, cursor: Cursor) -> SimpleExpr {
    let columns = Expr::tuple([Expr::col(Column::CreatedAt), Expr::col(Column::Id)]);
    columns.binary(operator, Expr::tuple([Expr::value(cursor.at.0), Expr::value(cursor.id)]))
}

/// The ids that somebody's name, e-mail address or id stands for; `None` where nobody is asked for.
async fn people(app: &App, who: &str) -> Result<Option<Vec<Uuid>>, Error> {
    if who.is_empty() {
        return Ok(None);
    }
    if let Ok(UserId(id)) = who.parse() {
        return Ok(Some(vec![id]));
    }
    let letters = ["%", &escaped(&who.to_lowercase()), "%"].concat();
    let lower = |column: user::Column| Expr::expr(sea_orm::sea_query::Func::lower(Expr::col(column)));
    let like = |column| lower(column).like(LikeExpr::new(letters.clone()).escape('\\'));
    let select = user::Entity::find().filter(Condition::any().add(like(user::Column::Name)).add(like(user::Column::Email)));
    let ids: Vec<Uuid> = select.select_only().column(user::Column::Id).limit(PEOPLE + 1).into_tuple().all(app.db.reader()).await?;
    if ids.len() as u64 > PEOPLE {
        return Err(
            Problem::invalid("who", "More than 20 people have these letters in their name or e-mail address. Type more of them.").into()
        );
    }
    Ok(Some(ids))
}

fn holds(text: &str) -> SimpleExpr {
    let letters = ["%", &escaped(text), "%"].concat();
    like(Column::Detail, &letters).or(like(Column::UserAgent, &letters)).or(like(Column::ResourceId, &letters))
}

fn like(column: Column, pattern: &str) -> SimpleExpr {
    column.into_expr().like(LikeExpr::new(pattern).escape('\\'))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
