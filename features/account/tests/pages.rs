//! What someone at the desk, a guesser and a leaver meet in their browser.

mod desk;

use axum::http::StatusCode;
use desk::{Answer, Desk, HERE, PASSWORD, THERE};
use linju_core::access::Role;
use linju_core::access::tries::PER_ACCOUNT;
use linju_core::party::Assignment;
use linju_db::Batch;
use linju_db::testing::each_engine;
use linju_web::session::SESSION_COOKIE;

const FAILED: &str = "登录名或密码不对";

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_get_the_same_page() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut browser = desk.browser();
        let unknown = browser.sign_in("nobody", PASSWORD).await;
        let wrong = browser.sign_in("he", "something else").await;
        assert_eq!(
            (unknown.status, wrong.status),
            (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
        );
        assert!(unknown.text.contains(FAILED));
        assert_eq!(unknown.text.replace("nobody", "he"), wrong.text);
        assert!(!wrong.text.contains("something else"), "a secret is never sent back");
        assert!(browser.cookies.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_eleventh_guess_is_not_looked_at() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut browser = desk.browser();
        for _ in 0..PER_ACCOUNT {
            assert_eq!(browser.sign_in("he", "wrong guess").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let shut = browser.sign_in("he", PASSWORD).await;
        assert_eq!(shut.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(shut.text.contains("试的次数太多了") && shut.text.contains("value=\"he\""));
        desk.later(15 * 60_000);
        assert_eq!(browser.sign_in("he", PASSWORD).await.to, "/staff");
    })
    .await;
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        for https in [false, true] {
            let answer = desk.browser_over(https).sign_in("he", PASSWORD).await;
            assert_eq!(answer.set_cookies.len(), 2);
            for cookie in &answer.set_cookies {
                assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"), "{cookie}");
                assert_eq!(cookie.contains("; Secure"), https, "{cookie}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_from_another_site_signs_nobody_in_or_out() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut browser = desk.at_desk("he").await;
        browser.foreign = true;
        let answer = browser.post("/logout", &[]).await;
        assert!(answer.status.is_client_error());
        assert!(browser.sign_in("he", PASSWORD).await.status.is_client_error());
        browser.foreign = false;
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_kept_its_cookie() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut browser = desk.at_desk("he").await;
        let mut thief = browser.clone();
        assert_eq!(thief.get("/account").await.status, StatusCode::OK);
        let out = browser.post("/logout", &[]).await;
        assert!(out.set_cookies.iter().any(|c| c.starts_with(SESSION_COOKIE) && c.contains("Max-Age=0")));
        assert!(thief.get("/account").await.to.starts_with("/login?next=/account"));
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_back_but_never_off_the_site() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let mut browser = desk.browser();
        let asked = browser.get("/staff/jiugeng/accounts").await;
        assert_eq!(asked.to, "/login?next=/staff/jiugeng/accounts");
        assert_eq!(browser.get(&asked.to).await.hidden("next"), "/staff/jiugeng/accounts");
        for (next, to) in [
            ("/staff/jiugeng/accounts", "/staff/jiugeng/accounts"),
            ("//evil.example", "/staff"),
            ("https://evil.example", "/staff"),
        ] {
            let fields = [("login", "yang"), ("password", PASSWORD), ("next", next)];
            assert_eq!(browser.post("/login", &fields).await.to, to);
        }
        assert_eq!(browser.get("/staff").await.to, "/staff/jiugeng/accounts");
    })
    .await;
}

#[tokio::test]
async fn the_phone_is_asked_once_on_a_trusted_device_and_a_code_counts_once() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut browser = desk.at_desk("he").await;
        let form = browser.get("/account/second-factor").await;
        assert!(form.text.contains("<svg class=\"qr\""));
        let secret = form.hidden("secret");
        let code = desk.code(&secret);
        let wrong = browser
            .post("/account/second-factor", &[("present", "not it"), ("secret", &secret), ("code", &code)])
            .await;
        assert!(wrong.text.contains("现在的密码不对"));
        assert_eq!(wrong.hidden("secret"), secret, "the phone already has this one");
        let fields = [("present", PASSWORD), ("secret", secret.as_str()), ("code", code.as_str())];
        assert_eq!(browser.post("/account/second-factor", &fields).await.to, "/account?done=second");
        desk.later(30_000);

        let mut elsewhere = desk.browser();
        let asked = elsewhere.sign_in("he", PASSWORD).await;
        assert!(asked.text.contains("两步验证") && elsewhere.cookies.is_empty());
        let (ticket, code) = (asked.hidden("ticket"), desk.code(&secret));
        let confirm = [("ticket", ticket.as_str()), ("code", code.as_str()), ("trust", "1"), ("next", "/")];
        let mut eavesdropper = elsewhere.clone();
        assert_eq!(elsewhere.post("/login/code", &confirm).await.to, "/staff");
        let replayed = eavesdropper.post("/login/code", &confirm).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(replayed.text.contains("这组数字不对，或者已经用过了") && !replayed.text.contains(&code));

        elsewhere.post("/logout", &[]).await;
        assert_eq!(elsewhere.sign_in("he", PASSWORD).await.to, "/staff", "trusted for thirty days");
        desk.days_later(31);
        assert!(elsewhere.sign_in("he", PASSWORD).await.to.is_empty(), "then asked again");
    })
    .await;
}

#[tokio::test]
async fn colleagues_switch_by_pin_until_five_wrong_ones() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        let he = desk.hire("he", Role::CommunityWorker, Some(HERE)).await.to_string();
        desk.hire("zhu", Role::CommunityWorker, Some(HERE)).await;
        let mut pc = desk.at_desk("he").await;
        assert!(pc.get("/switch").await.text.contains("今天还没有人可以直接换"));
        let easy = pc.post("/account/pin", &[("present", PASSWORD), ("pin", "1234")]).await;
        assert!(easy.text.contains("太容易猜") && !easy.text.contains("value=\"1234\""));
        assert_eq!(
            pc.post("/account/pin", &[("present", PASSWORD), ("pin", "902108")]).await.to,
            "/account?done=pin"
        );
        assert_eq!(pc.sign_in("zhu", PASSWORD).await.to, "/staff");
        let shown = pc.get("/switch").await;
        assert!(shown.text.contains("he女士") && shown.text.contains("现在是zhu女士"));
        assert_eq!(pc.post("/switch", &[("account", &he), ("pin", "902108")]).await.to, "/staff");
        assert!(pc.get("/account").await.text.contains("he女士"));
        assert!(
            !desk.browser().get("/switch").await.text.contains("he女士"),
            "no other device shows who works here"
        );

        for _ in 0..4 {
            assert!(
                pc.post("/switch", &[("account", &he), ("pin", "1357")]).await.text.contains("数字码不对")
            );
        }
        assert!(pc.post("/switch", &[("account", &he), ("pin", "1357")]).await.text.contains("请用密码登录"));
        assert!(pc.post("/switch", &[("account", &he), ("pin", "902108")]).await.to.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_new_account_gets_a_password_shown_once_and_changed_first() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let mut yang = desk.at_desk("yang").await;
        let typed = [
            ("name", "顾<b>磊</b>"),
            ("login", "yang"),
            ("role", "community_worker"),
            ("from", "2026-11-23"),
        ];
        let taken = yang.post("/staff/jiugeng/accounts/new", &typed).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text.contains("已经有人用了") && taken.text.contains("value=\"yang\""));
        assert!(taken.text.contains("value=\"community_worker\" selected") && !taken.text.contains("<b>磊"));

        let fields =
            [("name", "顾磊"), ("login", "gulei"), ("role", "community_worker"), ("from", "2026-11-23")];
        let handed = yang.post("/staff/jiugeng/accounts/new", &fields).await;
        let password = one_time(&handed);
        assert!(!yang.get("/staff/jiugeng/accounts").await.text.contains(&password));

        let mut gulei = desk.browser();
        assert_eq!(gulei.sign_in("gulei", &password).await.to, "/account/password");
        assert_eq!(
            gulei.get("/staff").await.to,
            "/account/password",
            "no desk before a password of one's own"
        );
        let change = |present: &'static str, new: &'static str, again: &'static str| {
            [("present", present), ("password", new), ("again", again)]
        };
        assert!(
            gulei
                .post("/account/password", &change("?", "lamp on the third floor", "unlike"))
                .await
                .text
                .contains("两遍输的不一样")
        );
        let fields = [
            ("present", password.as_str()),
            ("password", "lamp on the third floor"),
            ("again", "lamp on the third floor"),
        ];
        assert_eq!(gulei.post("/account/password", &fields).await.to, "/account?done=password");
        assert!(gulei.get("/account").await.text.contains("社区工作者"));

        assert!(yang.get("/staff/jiugeng/accounts").await.text.contains("顾磊"));
    })
    .await;
}

fn one_time(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rest = answer.text.split("num--big\">").nth(1).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn another_areas_secretary_and_a_worker_find_no_accounts_here() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        desk.hire("jiang", Role::Secretary, Some(THERE)).await;
        let he = desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let (_, roles) = desk.house.account(he).await.unwrap();
        let (base, own) = (format!("/staff/jiugeng/accounts/{he}"), format!("/staff/hanyang/accounts/{he}"));
        let end = format!("{base}/roles/{}/end", roles[0].id);
        for login in ["jiang", "he"] {
            let mut browser = desk.at_desk(login).await;
            for path in
                ["/staff/jiugeng/accounts", "/staff/jiugeng/accounts/new", "/street/accounts", &base, &own]
            {
                assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
            for action in ["roles", "disable", "enable", "reset"] {
                let path = format!("{base}/{action}");
                let answer = browser.post(&path, &[("role", "secretary"), ("from", "2026-11-23")]).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {path}");
            }
            assert_eq!(browser.post(&end, &[("to", "2026-11-22")]).await.status, StatusCode::NOT_FOUND);
        }
        desk.at_desk("he").await;
        assert_eq!(desk.house.account(he).await.unwrap().1, roles);
    })
    .await;
}

#[tokio::test]
async fn a_street_role_cannot_be_given_in_an_area_nor_a_shared_account_taken_over() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let peng = desk.hire("peng", Role::CommunityWorker, Some(THERE)).await;
        let mut yang = desk.at_desk("yang").await;
        let give = |login: &'static str, role: &'static str| {
            [("login", login), ("role", role), ("from", "2026-11-23")]
        };
        let denied = yang.post("/staff/jiugeng/accounts", &give("peng", "administrator")).await;
        assert!(denied.text.contains("这个职务不能设在这里"));
        assert!(
            yang.post("/staff/jiugeng/accounts", &give("nobody", "director"))
                .await
                .text
                .contains("没有这个登录名")
        );
        let here = format!("/staff/jiugeng/accounts/{peng}");
        assert_eq!(yang.post("/staff/jiugeng/accounts", &give("peng", "community_worker")).await.to, here);
        for action in ["reset", "disable"] {
            let answer = yang.post(&format!("{here}/{action}"), &[]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("在别处也有职务"));
        }
        desk.at_desk("peng").await;
        let own = format!(
            "/staff/jiugeng/accounts/{}",
            desk.house.account_by_login("yang").await.unwrap().unwrap().id
        );
        assert!(yang.post(&format!("{own}/disable"), &[]).await.text.contains("请别人来办"));
    })
    .await;
}

#[tokio::test]
async fn whoever_left_has_no_rights_from_the_next_day_and_whoever_is_disabled_at_once() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let wu = desk.hire("wu", Role::Director, Some(HERE)).await;
        let role = desk.house.account(wu).await.unwrap().1[0].id;
        let mut yang = desk.at_desk("yang").await;
        let mut wus = desk.at_desk("wu").await;
        let page = format!("/staff/jiugeng/accounts/{wu}");
        assert_eq!(yang.post(&format!("{page}/roles/{role}/end"), &[("to", "2026-11-23")]).await.to, page);
        assert_eq!(wus.get("/staff/jiugeng/accounts").await.status, StatusCode::OK, "the last day is worked");
        desk.days_later(1);
        assert_eq!(wus.sign_in("wu", PASSWORD).await.to, "/staff");
        assert_eq!(wus.get("/staff/jiugeng/accounts").await.status, StatusCode::NOT_FOUND);
        assert!(wus.get("/account").await.text.contains("目前没有职务"));

        desk.hire("gone", Role::Director, Some(HERE)).await;
        let mut gone = desk.at_desk("gone").await;
        let id = desk.house.account_by_login("gone").await.unwrap().unwrap().id;
        let mut yang = desk.at_desk("yang").await;
        yang.post(&format!("/staff/jiugeng/accounts/{id}/disable"), &[]).await;
        assert!(gone.get("/account").await.to.starts_with("/login"));
        assert!(gone.sign_in("gone", PASSWORD).await.text.contains(FAILED));
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_helped_by_the_administrator_of_the_street() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("root", Role::Administrator, None).await;
        let yang = desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let mut theirs = desk.at_desk("yang").await;
        let mut root = desk.at_desk("root").await;
        assert_eq!(root.get("/staff").await.to, "/street/accounts");
        let password = one_time(&root.post(&format!("/street/accounts/{yang}/reset"), &[]).await);
        assert!(theirs.get("/account").await.to.starts_with("/login"), "signed out everywhere");
        assert!(theirs.sign_in("yang", PASSWORD).await.text.contains(FAILED));
        assert_eq!(theirs.sign_in("yang", &password).await.to, "/account/password");
        let officer =
            [("name", "方志远"), ("login", "fang"), ("role", "street_officer"), ("from", "2026-11-23")];
        one_time(&root.post("/street/accounts/new", &officer).await);
        assert!(root.get("/street/accounts").await.text.contains("街道工作人员 · 北外滩街道"));
        let nowhere =
            [("name", "韩斌"), ("login", "hanbin"), ("role", "community_worker"), ("from", "2026-11-23")];
        assert!(root.post("/street/accounts/new", &nowhere).await.text.contains("请选居民区"));
    })
    .await;
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_only() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        desk.hire("zhu", Role::CommunityWorker, Some(HERE)).await;
        let (mut a, mut b, mut zhu) =
            (desk.at_desk("he").await, desk.at_desk("he").await, desk.at_desk("zhu").await);
        let other = a.get("/account").await.hidden("which");
        zhu.post("/account/sessions/end", &[("which", &other)]).await;
        assert_eq!(b.get("/account").await.status, StatusCode::OK, "zhu ends none of he's");
        assert_eq!(a.post("/account/sessions/end", &[("which", &other)]).await.to, "/account?done=sessions");
        assert!(b.get("/account").await.to.starts_with("/login"));
        assert_eq!(a.get("/account").await.status, StatusCode::OK);
        let token = a.cookies[SESSION_COOKIE].clone();
        assert!(!a.get("/account").await.text.contains(&token));
    })
    .await;
}

#[tokio::test]
async fn a_keeper_corrects_a_name_and_a_phone_and_a_stranger_does_not() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let he = desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let peng = desk.hire("peng", Role::CommunityWorker, Some(THERE)).await;
        let mut yang = desk.at_desk("yang").await;
        let page = format!("/staff/jiugeng/accounts/{he}");
        assert!(yang.get(&page).await.text.contains("value=\"he女士\""));
        let wrong = yang.post(&page, &[("name", "何<i>佳"), ("phone", "办公室")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("id=\"phone-err\"") && !wrong.text.contains("<i>佳"));
        assert_eq!(yang.post(&page, &[("name", "何佳"), ("phone", "5555 0128")]).await.to, page);
        let shown = yang.get("/staff/jiugeng/accounts").await.text;
        assert!(shown.contains("何佳") && !shown.contains("he女士"));
        assert_eq!(desk.house.account(he).await.unwrap().0.phone, "5555 0128");

        let elsewhere = format!("/staff/jiugeng/accounts/{peng}");
        assert_eq!(yang.post(&elsewhere, &[("name", "别人")]).await.status, StatusCode::NOT_FOUND);
        let fields = [("login", "peng"), ("role", "community_worker"), ("from", "2026-11-23")];
        yang.post("/staff/jiugeng/accounts", &fields).await;
        let shared = yang.post(&elsewhere, &[("name", "别人")]).await;
        assert!(shared.text.contains("在别处也有职务"));
        assert_eq!(desk.house.account(peng).await.unwrap().0.name, "peng女士");
        assert_eq!(
            desk.at_desk("he").await.post(&page, &[("name", "自己")]).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn the_street_asks_some_roles_for_a_second_factor_from_their_next_sign_in_on() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let mut admin = desk.at_desk("admin").await;
        let page = "/street/accounts/second-factor";
        let blank = admin.get(page).await.text;
        assert!(blank.contains("谁要设两步验证") && !blank.contains(" checked"));
        let mut at_work = desk.at_desk("yang").await;
        desk.later(1_000);
        assert_eq!(admin.post(page, &[("role", "secretary")]).await.to, format!("{page}?saved"));
        assert!(admin.get(page).await.text.contains("value=\"secretary\" checked"));
        assert_eq!(at_work.get("/staff/jiugeng/accounts").await.status, StatusCode::OK, "work goes on");
        desk.at_desk("he").await;

        let mut yang = desk.browser();
        assert_eq!(yang.sign_in("yang", PASSWORD).await.to, "/account/second-factor");
        assert_eq!(yang.get("/staff/jiugeng/accounts").await.status, StatusCode::NOT_FOUND);
        let form = yang.get("/account/second-factor").await;
        assert!(form.text.contains("街道要求您这个职务设两步验证"));
        assert_eq!(yang.get("/staff").await.to, "/account/second-factor", "every way leads to what is owed");
        let secret = form.hidden("secret");
        let code = desk.code(&secret);
        let fields = [("present", PASSWORD), ("secret", secret.as_str()), ("code", code.as_str())];
        assert_eq!(yang.post("/account/second-factor", &fields).await.to, "/account?done=second");
        assert_eq!(yang.get("/staff/jiugeng/accounts").await.status, StatusCode::OK);
        let kept = yang.post("/account/second-factor/remove", &[("present", PASSWORD)]).await;
        assert!(kept.text.contains("不能取消"));

        assert_eq!(desk.at_desk("he").await.post(page, &[]).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_is_first_asked_to_hand_their_stairwells_over() {
    each_engine(async |db| {
        let desk = Desk::open(db).await;
        desk.hire("yang", Role::Secretary, Some(HERE)).await;
        let he = desk.hire("he", Role::CommunityWorker, Some(HERE)).await;
        let stairwell = desk.house.place_by_code(HERE, "1-1").await.unwrap();
        let assignment = Assignment {
            area_id: HERE,
            id: desk.house.id(),
            account_id: he,
            place_id: stairwell.id,
            path: stairwell.path,
            from_day: desk.today(),
            to_day: None,
        };
        desk.house.db.write(Batch::new().push(assignment.insert())).await.unwrap();
        let page = desk.at_desk("yang").await.get(&format!("/staff/jiugeng/accounts/{he}")).await.text;
        assert!(page.contains("还联系着 1 处楼组") && page.contains("/staff/jiugeng/registry/duties"));
    })
    .await;
}
