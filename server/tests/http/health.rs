//! What the machinery around the app sees.

use crate::support::TestApp;

#[tokio::test]
async fn readiness_fails_first_while_the_app_still_answers() {
    let app = TestApp::start().await;
    let anon = app.anon();
    assert_eq!(anon.get("/health/live").await.status, 200);
    assert_eq!(anon.get("/health/ready").await.status, 200);
    app.site.app.stop();
    assert_eq!(anon.get("/health/ready").await.status, 503);
    assert_eq!(anon.get("/health/live").await.status, 200);
    assert_eq!(anon.get("/login").await.status, 200);
}
