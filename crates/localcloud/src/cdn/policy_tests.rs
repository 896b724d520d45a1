use std::net::IpAddr;

use proptest::prelude::*;

use super::{MalformedPolicy, Policy};
use crate::cdn::request_url::RequestUrl;

const NOBODY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

fn url(path: &str) -> RequestUrl {
    RequestUrl { scheme: "https".to_owned(), host: "cdn.example.com".to_owned(), path: path.to_owned(), query: None }
}

fn condition(condition: &str) -> Result<Policy, MalformedPolicy> {
    Policy::parse(format!(r#"{{"Statement":[{{"Resource":"https://cdn.example.com/*","Condition":{{{condition}}}}}]}}"#).as_bytes())
}

#[test]
fn dates_count_to_the_second() {
    let policy = condition(r#""DateLessThan":{"AWS:EpochTime":100},"DateGreaterThan":{"AWS:EpochTime":50}"#).unwrap();
    let open: Vec<i64> = [-1, 0, 49, 50, 99, 100, 101].into_iter().filter(|now| policy.allows(&url("/a"), *now, NOBODY)).collect();
    assert_eq!(open, [50, 99]);
}

#[test]
fn networks_are_ipv4() {
    let inside = |cidr: &str, client: &str| {
        let policy = condition(&format!(r#""DateLessThan":{{"AWS:EpochTime":100}},"IpAddress":{{"AWS:SourceIp":"{cidr}"}}"#)).unwrap();
        policy.allows(&url("/a"), 1, client.parse().unwrap())
    };
    assert!(inside("192.0.2.0/24", "192.0.2.200"));
    assert!(inside("192.0.2.9/24", "::ffff:192.0.2.1"));
    assert!(!inside("192.0.2.0/24", "192.0.3.1"));
    assert!(inside("192.0.2.1/32", "192.0.2.1"));
    assert!(!inside("192.0.2.1/32", "192.0.2.2"));
    assert!(inside("0.0.0.0/0", "203.0.113.5"));
    assert!(!inside("0.0.0.0/0", "2001:db8::1"));
}

#[test]
fn a_policy_without_resource_opens_everything() {
    let policy = Policy::parse(br#"{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":100}}}]}"#).unwrap();
    assert!(policy.allows(&url("/anything"), 1, NOBODY));
    assert!(!policy.allows(&url("/anything"), 100, NOBODY));
}

#[test]
fn refuses_other_shapes() {
    let date = r#""DateLessThan":{"AWS:EpochTime":100}"#;
    let resource = r#""Resource":"https://h/*""#;
    let conditions = [
        r#""DateGreaterThan":{"AWS:EpochTime":1}"#.to_owned(),
        r#""DateLessThan":{"AWS:EpochTime":"100"}"#.to_owned(),
        r#""DateLessThan":{"AWS:EpochTime":1.5}"#.to_owned(),
        r#""DateLessThan":{"AWS:EpochTime":-1}"#.to_owned(),
        r#""DateLessThan":{}"#.to_owned(),
        r#""DateLessThan":[100]"#.to_owned(),
        format!("{date},{date}"),
        format!(r#"{date},"DateGreaterThan":null"#),
        format!(r#"{date},"StringEquals":{{}}"#),
        format!(r#"{date},"IpAddress":{{"AWS:SourceIp":"2001:db8::/32"}}"#),
        format!(r#"{date},"IpAddress":{{"AWS:SourceIp":"192.0.2.1"}}"#),
        format!(r#"{date},"IpAddress":{{"AWS:SourceIp":"192.0.2.1/33"}}"#),
        format!(r#"{date},"IpAddress":{{"AWS:SourceIp":"192.0.2.1/+8"}}"#),
        format!(r#"{date},"IpAddress":{{"AWS:SourceIp":["192.0.2.1/32"]}}"#),
        String::new(),
    ];
    for text in conditions {
        assert_eq!(condition(&text), Err(MalformedPolicy), "{text}");
    }
    let statement = format!(r#"{{{resource},"Condition":{{{date}}}}}"#);
    let documents = [
        r#"{"Statement":[]}"#.to_owned(),
        format!(r#"{{"Statement":[{statement},{statement}]}}"#),
        format!(r#"{{"Statement":{statement}}}"#),
        format!(r#"{{"Statement":[{statement}],"Version":"2012-10-17"}}"#),
        format!(r#"{{"Statement":[{statement}]}} trailing"#),
        format!(r#"{{"Statement":[{{"Resource":null,"Condition":{{{date}}}}}]}}"#),
        format!(r#"{{"Statement":[{{"Resource":["https://h/*"],"Condition":{{{date}}}}}]}}"#),
        format!(r#"{{"Statement":[{{"Resource":"*","Condition":{{{date}}}}}]}}"#),
        format!(r#"{{"Statement":[{{{resource},{resource},"Condition":{{{date}}}}}]}}"#),
        format!(r#"{{"Statement":[{{{resource}}}]}}"#),
        r#"[[["https://h/*",[[100]]]]]"#.to_owned(),
        r#"{"Statement":[["https://h/*",{"DateLessThan":{"AWS:EpochTime":100}}]]}"#.to_owned(),
        format!(r#"{{"Statement":[{{"Effect":"Allow",{resource},"Condition":{{{date}}}}}]}}"#),
    ];
    for text in documents {
        assert_eq!(Policy::parse(text.as_bytes()), Err(MalformedPolicy), "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Policy::parse(&bytes);
    }

    /// One byte of a good policy replaced: still no panic, and what parses has one resource or none.
    #[test]
    fn never_panics_near_a_policy(at in 0usize..110, byte in any::<u8>()) {
        let mut text = br#"{"Statement":[{"Resource":"https://cdn.example.com/a/*","Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}}]}"#.to_vec();
        text[at] = byte;
        if let Ok(policy) = Policy::parse(&text) {
            prop_assert!(policy.allows(&url("/b"), i64::MAX, NOBODY) == (policy.resource.is_none() && policy.date_less_than > i64::MAX.unsigned_abs()));
        }
    }
}
