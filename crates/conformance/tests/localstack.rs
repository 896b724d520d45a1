//! `LocalStack`: its answers, messages included, and CORS, but for what `deviations/localstack.toml` lists. It verifies no signature of a form.
//! `make test-localstack` starts one.

use conformance::{Deviations, Target, groups, run};

#[tokio::test]
#[ignore = "needs GATEHOUSE_TEST_S3_ENDPOINT"]
async fn every_case_but_the_listed_ones() {
    let known = Deviations::parse(include_str!("../deviations/localstack.toml"));
    let report = run(&Target::from_env(true), &known.asked(groups())).await.unwrap();
    println!("{report}\n{known}");
    let surprises = report.surprises(&known);
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}
