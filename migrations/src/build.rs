//! What the migrations' tables have in common.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
};

/// A table's columns start with these two.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).col(uuid("id").primary_key()).col(big_integer("created_at")).take()
}

pub(crate) fn references(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").take()
}

pub(crate) fn index(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().table(table).name(name).take();
    for column in columns {
        index.col(*column);
    }
    index
}
