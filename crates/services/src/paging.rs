//! Newest first, after a cursor: the same three clauses for every list.

/// Orders `$query` over the table `$entity` newest first by the moment `$at`, after a cursor, and asks for one row more than a page.
macro_rules! newest_first {
    ($entity:ident, $query:expr, $after:expr) => {
        newest_first!($entity, CreatedAt, $query, $after)
    };
    ($entity:ident, $at:ident, $query:expr, $after:expr) => {{
        use sea_orm::{ColumnTrait as _, Condition, ExprTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
        let mut query =
            $query.order_by_desc($entity::Column::$at).order_by_desc($entity::Column::Id).limit(u64::from(domain::cursor::PAGE_SIZE) + 1);
        if let Some(domain::cursor::Cursor { at, id }) = $after {
            let earlier = $entity::Column::$at.lt(at.0);
            let same_moment = $entity::Column::$at.eq(at.0).and($entity::Column::Id.lt(id));
            query = query.filter(Condition::any().add(earlier).add(same_moment));
        }
        query
    }};
}

pub(crate) use newest_first;
