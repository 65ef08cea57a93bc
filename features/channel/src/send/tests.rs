use super::*;
use crate::rules::Said;

fn account(kind: Kind) -> Account {
    Account {
        kind,
        address: format!("https://{}", kind.host()),
        account: "id".into(),
        sign_name: "邻聚".into(),
        template: "SMS_1".into(),
        secret: "first\nsecond".into(),
    }
}

/// The worked example of Alibaba Cloud's page on its third signature method.
#[test]
fn the_signature_is_that_of_the_providers_example() {
    let query = vec![
        ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd".to_owned()),
        ("RegionId", "cn-shanghai".to_owned()),
    ];
    let asked = aliyun::Asked {
        host: "ecs.cn-shanghai.aliyuncs.com",
        action: "RunInstances",
        version: "2014-05-26",
        date: "2023-10-26T10:22:32Z",
        nonce: "3156853299f313e23d1673dc12e1703d",
        query: &query,
    };
    assert_eq!(
        asked.authorization("YourAccessKeyId", "YourAccessKeySecret"),
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,\
         SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    );
}

#[test]
fn an_sms_carries_what_fits_and_our_own_number() {
    let text =
        "您反映的“3号楼 楼道灯不亮”已经处理，换了一只新的灯管，今后再有问题请打居委会电话，我们当天来看。";
    let post = Post { id: Id(42), phone: Some("13800005678"), text, at: Ts(1_780_000_000_000) };
    let call = account(Kind::Sms).call(&post);
    assert!(call.url.contains("PhoneNumbers=13800005678"));
    assert!(call.url.contains(&format!("OutId={}", Id(42))));
    assert!(call.body.is_empty());
    assert!(call.headers.iter().any(|(name, _)| *name == "authorization"));
    assert!(call.url.contains(&aliyun::escape("…")), "what does not fit is cut off");
}

#[test]
fn each_provider_says_yes_later_or_no_in_its_own_words() {
    let sms = account(Kind::Sms);
    assert_eq!(sms.read(200, r#"{"Code":"OK","BizId":"7"}"#), Said::Taken("7".into()));
    assert!(matches!(sms.read(200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#), Said::Later(_)));
    assert!(matches!(sms.read(400, r#"{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}"#), Said::No(_)));
    let wecom = account(Kind::Wecom);
    assert!(matches!(wecom.read(200, r#"{"errcode":0}"#), Said::Taken(_)));
    assert!(matches!(
        wecom.read(200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#),
        Said::Later(_)
    ));
    assert!(matches!(wecom.read(200, r#"{"errcode":93000}"#), Said::No(_)));
    assert!(matches!(wecom.read(503, ""), Said::Later(_)));
    assert!(matches!(wecom.read(200, "<html>"), Said::Nothing(_)));
    let ding = account(Kind::Dingtalk);
    assert!(matches!(ding.read(200, r#"{"errcode":130101}"#), Said::Later(_)));
}
