//! What searches compare: names and tags without case and accents, found by trigrams.

use std::collections::BTreeSet;

use domain::tag::Tag;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, Statement,
    sea_query::{Expr, ExprTrait as _, LikeExpr, SimpleExpr},
};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::{App, Error, entity::document};

/// The index knows three letters in a row, and nothing shorter.
const TRIGRAM: usize = 3;
/// Letters that decide where a name stands in a list.
const SORTED: usize = 100;
/// SQLite: of a word that more documents than this hold, the first page is found sooner by walking the list itself.
const COMMON: i64 = 2_000;

/// Letters without case, accents and marks: "Hợp đồng" and "HOP DONG" are the same.
pub(crate) fn fold(text: &str) -> String {
    let plain = |letter: char| match letter {
        'đ' | 'Đ' => 'd',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        other => other,
    };
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).map(plain).flat_map(char::to_lowercase).collect()
}

/// The column `search` of a document: name and tags, and after them how each of their words begins, by which one or two letters find it.
pub(crate) fn of_document(name: &str, tags: &[Tag]) -> String {
    let words = std::iter::once(name).chain(tags.iter().map(Tag::as_str));
    let mut text = fold(&words.collect::<Vec<_>>().join(" "));
    let beginnings: BTreeSet<String> = text.split(|letter: char| !letter.is_alphanumeric()).map(beginning).collect();
    for beginning in beginnings.iter().filter(|beginning| !beginning.is_empty()) {
        text.push_str(BEFORE);
        text.push_str(beginning);
    }
    text
}

/// What a word that is shorter than a trigram looks for: a trigram again.
const BEFORE: &str = "  ";

fn beginning(word: &str) -> String {
    word.chars().take(TRIGRAM - 1).collect()
}

/// The column `sort_name` of a document.
pub(crate) fn sort_name(name: &str) -> String {
    fold(name).chars().take(SORTED).collect()
}

/// The condition under which a document holds every word of what somebody typed: anywhere, or where a word begins if it has one or two
/// letters.
pub(crate) async fn condition(app: &App, text: &str) -> Result<Vec<SimpleExpr>, Error> {
    let mut conditions = Vec::new();
    for word in fold(text).split_whitespace() {
        let letters: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let is_short = word.chars().count() < TRIGRAM;
        conditions.push(match letters.is_empty() {
            false if is_short => holds(app, &[BEFORE, &letters].concat()).await?,
            true if is_short => contains(word),
            _ => holds(app, word).await?,
        });
    }
    Ok(conditions)
}

async fn holds(app: &App, word: &str) -> Result<SimpleExpr, Error> {
    let db = app.db.reader();
    if db.get_database_backend() == DbBackend::Sqlite {
        let phrase = format!("\"{}\"", word.replace('"', "\"\""));
        if is_rare(db, &phrase).await? {
            let sql =
                "id IN (SELECT r.document_id FROM documents_search s JOIN search_rows r ON r.n = s.rowid WHERE documents_search MATCH ?)";
            return Ok(Expr::cust_with_values(sql, [phrase]));
        }
    }
    Ok(contains(word))
}

fn contains(word: &str) -> SimpleExpr {
    let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    document::Column::Search.into_expr().like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

async fn is_rare(db: &impl ConnectionTrait, phrase: &str) -> Result<bool, Error> {
    let sql = "SELECT count(*) AS n FROM (SELECT 1 FROM documents_search WHERE documents_search MATCH ? LIMIT ?)";
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [phrase.into(), COMMON.into()]);
    let row = db.query_one_raw(statement).await?.ok_or_else(|| Error::Defect("count(*) gave no row".to_owned()))?;
    Ok(row.try_get::<i64>("", "n")? < COMMON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_widths_do_not_matter() {
        for (text, folded) in [
            ("Hợp đồng THUÊ.pdf", "hop dong thue.pdf"),
            ("Łódź Ørsted", "lodz orsted"),
            ("ＦＵＬＬ", "full"),
            ("חוֹזֶה", "חוזה"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn words_are_found_by_how_they_begin() {
        let tags = [Tag::parse("Rent").unwrap(), Tag::parse("hà nội").unwrap()];
        assert_eq!(of_document("lease-2026_v2.pdf", &tags), "lease-2026_v2.pdf rent ha noi  20  ha  le  no  pd  re  v2");
        assert_eq!(of_document("契約書.pdf", &[]), "契約書.pdf  pd  契約");
    }
}
