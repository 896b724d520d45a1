//! Limits on attempts, counted in the database so that they hold over all instances.

use std::net::IpAddr;

use domain::{account::Actor, problem::Problem, timestamp::Timestamp};
use sea_orm::{ConnectionTrait, Statement};

use crate::{App, Error, RequestInfo};

/// How many attempts in how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    attempts: u32,
    window_seconds: i64,
}

/// Guesses at one account: slow for a guesser, and never a lock that somebody else can set for good.
pub(crate) const PER_ACCOUNT: Limit = Limit { attempts: 10, window_seconds: 300 };
/// Failed attempts from one address; many people may share it.
pub(crate) const PER_ADDRESS: Limit = Limit { attempts: 100, window_seconds: 300 };

/// Requests in a minute that sign something or ask the store: tickets, confirms and downloads together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// For one person.
    pub per_user: u32,
    /// From one address, which many people may share.
    pub per_address: u32,
}

/// Counts such a request for its person and its address, before anything is read, written or signed.
pub(crate) async fn admit(app: &App, actor: &Actor, info: &RequestInfo) -> Result<(), Error> {
    take(app, &format!("requests:user:{}", actor.user), a_minute(app.settings.rates.per_user)).await?;
    admit_address(app, info).await
}

/// The same for people who are perhaps not logged in.
pub(crate) async fn admit_address(app: &App, info: &RequestInfo) -> Result<(), Error> {
    match info.ip {
        Some(ip) => take(app, &address_key("requests", ip), a_minute(app.settings.rates.per_address)).await,
        None => Ok(()),
    }
}

const fn a_minute(attempts: u32) -> Limit {
    Limit { attempts, window_seconds: 60 }
}

/// An address's counter for something: a whole /64 for IPv6, since one customer has at least so many.
pub(crate) fn address_key(what: &str, ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(v4) => format!("{what}:address:{v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{what}:address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Counts an attempt, and refuses it when there were too many. One statement: two instances cannot both take the last one.
pub(crate) async fn take(app: &App, key: &str, limit: Limit) -> Result<(), Error> {
    let now = app.clock.now();
    let window_began_after = now.0 - limit.window_seconds * 1_000_000;
    let statement = Statement::from_sql_and_values(
        app.db.writer().get_database_backend(),
        "INSERT INTO throttle (key, window_start, count) VALUES ($1, $2, 1)
           ON CONFLICT (key) DO UPDATE SET
             count = CASE WHEN throttle.window_start <= $3 THEN 1 ELSE throttle.count + 1 END,
             window_start = CASE WHEN throttle.window_start <= $3 THEN $2 ELSE throttle.window_start END
           RETURNING count, window_start",
        [key.into(), now.0.into(), window_began_after.into()],
    );
    let row = app.db.writer().query_one_raw(statement).await?.ok_or_else(|| Error::Defect("the throttle returned no row".to_owned()))?;
    let (count, window_start): (i32, i64) = (row.try_get("", "count")?, row.try_get("", "window_start")?);
    if u32::try_from(count).is_ok_and(|count| count <= limit.attempts) {
        return Ok(());
    }
    Err(too_many(window_start, limit, now).into())
}

fn too_many(window_start: i64, limit: Limit, now: Timestamp) -> Problem {
    let seconds = (window_start - now.0) / 1_000_000 + limit.window_seconds;
    let seconds = u32::try_from(seconds.max(1)).unwrap_or(1);
    let wait = if seconds > 90 { format!("{} minutes", seconds.div_ceil(60)) } else { format!("{seconds} seconds") };
    Problem::too_many(format!("There were too many attempts. Try again in {wait}."), seconds)
}

/// Gives an attempt back: it turned out to be a good one.
pub(crate) async fn give_back(db: &impl ConnectionTrait, key: &str) -> Result<(), Error> {
    run(db, "UPDATE throttle SET count = count - 1 WHERE key = $1 AND count > 0", [key.into()]).await
}

/// Forgets a counter.
pub(crate) async fn reset(db: &impl ConnectionTrait, key: &str) -> Result<(), Error> {
    run(db, "DELETE FROM throttle WHERE key = $1", [key.into()]).await
}

/// Forgets counters whose window is long over.
pub(crate) async fn prune(app: &App) -> Result<(), Error> {
    let day_ago = app.clock.now().0 - 86_400 * 1_000_000;
    run(app.db.writer(), "DELETE FROM throttle WHERE window_start < $1", [day_ago.into()]).await
}

async fn run<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [sea_orm::Value; N]) -> Result<(), Error> {
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(())
}
