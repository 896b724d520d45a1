//! Pages of a sorted table, after a cursor: the same clauses for every list.

use domain::cursor::{Cursor, PAGE_SIZE};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait as _, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, Value,
};
use uuid::Uuid;

/// One row more than a page, ordered by a column and then by the id, after the row that has this value and this id.
pub(crate) fn page<E: EntityTrait>(
    query: Select<E>,
    by: E::Column,
    id: E::Column,
    order: &Order,
    after: Option<(Value, Uuid)>,
) -> Select<E> {
    let query = query.order_by(by, order.clone()).order_by(id, order.clone()).limit(u64::from(PAGE_SIZE) + 1);
    let Some((at, last)) = after else { return query };
    let (further, further_id) = if *order == Order::Desc { (by.lt(at.clone()), id.lt(last)) } else { (by.gt(at.clone()), id.gt(last)) };
    query.filter(Condition::any().add(further).add(by.eq(at).and(further_id)))
}

/// The same by a moment, newest first.
pub(crate) fn newest_first<E: EntityTrait>(query: Select<E>, at: E::Column, id: E::Column, after: Option<Cursor>) -> Select<E> {
    page(query, at, id, &Order::Desc, after.map(|cursor| (cursor.at.0.into(), cursor.id)))
}
