//! Ceph RGW: status and Code, but for what `deviations/ceph.toml` lists. `make test-ceph` starts one.

use conformance::{Deviations, Target, groups, run};

#[tokio::test]
#[ignore = "needs GATEHOUSE_TEST_S3_ENDPOINT"]
async fn every_case_but_the_listed_ones() {
    let known = Deviations::parse(include_str!("../deviations/ceph.toml"));
    let report = run(&Target::from_env(false), &known.asked(groups())).await.unwrap();
    println!("{report}\n{known}");
    let surprises = report.surprises(&known);
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}
