//! What leaves the house, against a provider of our own that plays refusals, throttling and silence.

mod provider;

use linju_channel::{FEATURE, gateway, work};
use linju_core::ledger::NewEvent;
use linju_core::message::{Message, NewMessage, Way};
use linju_core::subject::Subject;
use linju_core::{Actor, Change};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_web::testing::{Browser, Stage};
use provider::{Mood, Provider};

const ALL: &str = "/staff/jiugeng/channels";
const PHONE: &str = "13800005678";

struct Town {
    stage: Stage,
    provider: Provider,
}

impl Town {
    async fn on(db: linju_db::Db) -> Town {
        let stage = Stage::on(db, &[FEATURE]).await;
        let provider = Provider::start().await;
        gateway::allow(stage.house(), vec![provider.host()]);
        Town { stage, provider }
    }

    async fn secretary(&self) -> Browser {
        self.stage.signed_in("shen").await
    }

    async fn sms(&self) {
        let address = self.provider.address("/");
        let fields = [
            ("kind", "sms"),
            ("name", "短信"),
            ("address", address.as_str()),
            ("account", "LTAI-demo"),
            ("sign_name", "久耕居委会"),
            ("template", "SMS_1"),
            ("secret", "not-shown-again"),
            ("quiet_from", "21:00"),
            ("quiet_to", "08:00"),
        ];
        done(&mut self.secretary().await, &format!("{ALL}/new"), &fields).await;
    }

    async fn robot(&self, organisation: Option<Id>) {
        let address = self.provider.address("/cgi-bin/webhook/send?key=k-1");
        let whose = organisation.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            ("kind", "wecom"),
            ("name", "工作群"),
            ("address", address.as_str()),
            ("organisation", whose.as_str()),
            ("quiet_from", "21:00"),
            ("quiet_to", "08:00"),
        ];
        done(&mut self.secretary().await, &format!("{ALL}/new"), &fields).await;
    }

    /// A message to somebody who wants an SMS; its id.
    async fn tell(&self, words: &str) -> Id {
        let house = self.stage.house();
        let area = self.stage.jiugeng;
        let (id, request) = (house.id(), house.id());
        let key = house.key(area).expect("a key");
        let mut change = Change::new(area, house.now(), Actor::System("test"));
        let message = NewMessage {
            id,
            subject: request,
            request,
            kind: "handle",
            way: Way::Sms,
            body: words.into(),
            to: Some(PHONE.into()),
        };
        change.tell(message, &key);
        house.commit(change).await.expect("a message");
        id
    }

    async fn turn(&self) {
        work::turn(self.stage.house()).await.expect("a turn");
    }

    async fn message(&self, id: Id) -> Message {
        self.stage.house().message(self.stage.jiugeng, id).await.expect("read").expect("a message")
    }

    async fn states(&self) -> Vec<(String, i64)> {
        let sql = Sql::new(
            "select state, count(*) from delivery where area_id = ? group by state",
            args![self.stage.jiugeng],
        );
        self.stage.house().db.all(sql).await.expect("read")
    }

    async fn stuck(&self) -> i64 {
        self.stage
            .house()
            .standing(self.stage.jiugeng)
            .await
            .expect("read")
            .get(work::STUCK)
            .copied()
            .unwrap_or(0)
    }

    /// The address of the only button of that kind on the page of channels.
    async fn press(&self, verb: &str) {
        let mut worker = self.stage.signed_in("chen").await;
        let page = worker.get(ALL).await;
        let end = page.body.find(&format!("/{verb}\"")).expect("a button");
        let begin = page.body[..end].rfind("action=\"").expect("a form") + "action=\"".len();
        let address = format!("{}/{verb}", &page.body[begin..end]);
        done(&mut worker, &address, &[]).await;
    }
}

async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
}

#[tokio::test]
async fn an_sms_goes_out_once_and_the_phone_is_forgotten() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.turn().await;
        town.turn().await;
        let taken = town.provider.taken();
        assert_eq!(taken.len(), 1, "sent once: {taken:?}");
        assert!(taken[0].contains(PHONE) && taken[0].contains("SMS_1"));
        let message = town.message(id).await;
        assert_eq!((message.state.as_str(), message.to_sealed), ("told", None));
        assert_eq!(town.states().await, [("sent".to_owned(), 1)]);
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_is_down_for_a_day_loses_nothing_and_sends_once() {
    each_engine(|db| async {
        let mut town = Town::on(db).await;
        town.sms().await;
        let ids = [town.tell("甲").await, town.tell("乙").await, town.tell("丙").await];
        town.provider.stop().await;
        for hour in 10..20 {
            town.stage.at(&format!("2026-11-23 {hour}:30"));
            town.turn().await;
        }
        for id in ids {
            assert_eq!(town.message(id).await.state, "passed");
        }
        town.provider.resume().await;
        town.stage.at("2026-11-24 10:30");
        town.turn().await;
        town.turn().await;
        assert_eq!(town.provider.taken().len(), 3);
        for id in ids {
            assert_eq!(town.message(id).await.state, "told");
        }
    })
    .await;
}

#[tokio::test]
async fn after_three_days_a_person_tells_it() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.provider.is(Mood::Busy);
        for day in 23..=27 {
            town.stage.at(&format!("2026-11-{day} 11:00"));
            town.turn().await;
        }
        let message = town.message(id).await;
        assert_eq!(
            (message.state.as_str(), message.channel.as_str(), message.to_sealed),
            ("pending", "phone", None)
        );
        let to_tell = town.stage.house().messages_to_tell(town.stage.jiugeng, 10).await.expect("read");
        assert_eq!(to_tell.len(), 1);
        let tries = town.provider.heard();
        town.turn().await;
        assert_eq!(town.provider.heard(), tries, "it is not tried any more");
    })
    .await;
}

#[tokio::test]
async fn what_the_provider_refuses_waits_for_a_voice() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.provider.is(Mood::Refuses);
        town.turn().await;
        assert_eq!(town.message(id).await.state, "pending");
        let mut worker = town.stage.signed_in("chen").await;
        let page = worker.get(ALL).await;
        assert!(
            page.body.contains("待告知")
                && !page.body.contains("[channel")
                && !page.body.contains("[deliver")
        );
        assert_eq!(town.stuck().await, 0, "it waits in the list of those to call");
    })
    .await;
}

#[tokio::test]
async fn without_an_answer_nobody_is_told_twice_unless_a_person_says_so() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.provider.is(Mood::Silent);
        town.turn().await;
        town.provider.is(Mood::Fine);
        town.stage.at("2026-11-23 12:00");
        town.turn().await;
        assert_eq!(town.provider.heard(), 1, "not again by itself");
        assert_eq!((town.states().await, town.stuck().await), (vec![("unsure".to_owned(), 1)], 1));
        town.press("again").await;
        town.turn().await;
        assert_eq!(town.provider.heard(), 2);
        assert_eq!((town.message(id).await.state.as_str(), town.stuck().await), ("told", 0));
    })
    .await;
}

#[tokio::test]
async fn a_node_that_died_while_sending_leaves_it_to_a_person() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.provider.is(Mood::Busy);
        town.turn().await;
        let house = town.stage.house();
        let sql = "update delivery set state = 'sending', changed_at = ? where area_id = ?";
        house
            .db
            .write(linju_db::Batch::new().exec(sql, args![house.now(), town.stage.jiugeng]))
            .await
            .expect("written");
        town.provider.is(Mood::Fine);
        town.stage.at("2026-11-23 10:05");
        town.turn().await;
        assert_eq!(town.states().await, [("unsure".to_owned(), 1)]);
        assert!(town.provider.taken().is_empty());
        town.press("take_over").await;
        assert_eq!((town.message(id).await.state.as_str(), town.stuck().await), ("told", 0));
    })
    .await;
}

#[tokio::test]
async fn two_nodes_at_once_send_once() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        for n in 0..8 {
            town.tell(&format!("第 {n} 件")).await;
        }
        tokio::join!(town.turn(), town.turn());
        town.turn().await;
        assert_eq!(town.provider.taken().len(), 8);
    })
    .await;
}

#[tokio::test]
async fn at_night_an_sms_waits_for_the_morning() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        town.stage.at("2026-11-23 22:15");
        town.tell("您反映的楼道灯已修好").await;
        town.turn().await;
        assert!(town.provider.taken().is_empty());
        town.stage.at("2026-11-24 08:00");
        town.turn().await;
        assert_eq!(town.provider.taken().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_group_is_told_what_was_handed_to_it_in_one_post_and_nothing_personal() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.robot(Some(town.stage.property)).await;
        town.robot(None).await;
        let house = town.stage.house();
        for n in 0..30 {
            let mut change = Change::new(town.stage.jiugeng, house.now(), Actor::System("test"));
            let case = house.id();
            let card = Subject {
                area_id: town.stage.jiugeng,
                id: case,
                kind: "case".into(),
                title: format!("3号楼 楼道灯不亮 {n}"),
                state: "dispatched".into(),
                place_path: String::new(),
                at: house.now(),
            };
            change.push(card.write());
            let event = NewEvent::new("case", case, "dispatch").with("party", "organisation");
            change.event(event.with("to", town.stage.property.to_string()));
            house.commit(change).await.expect("dispatched");
        }
        house.react(town.stage.jiugeng, FEATURE.reactions).await.expect("heard");
        house.react(town.stage.jiugeng, FEATURE.reactions).await.expect("heard twice is once");
        town.turn().await;
        town.turn().await;
        let taken = town.provider.taken();
        assert_eq!(taken.len(), 1, "thirty at once are one post of the property company's group");
        assert!(taken[0].contains("楼道灯不亮 0") && !taken[0].contains(PHONE));
        let mut at = house.now();
        while town.states().await != [("sent".to_owned(), 30)] {
            at = at.plus_ms(5_000);
            town.stage.clock.set(at);
            town.turn().await;
            assert!(town.provider.taken().len() < 20, "a robot may post twenty times a minute");
        }
    })
    .await;
}

#[tokio::test]
async fn the_morning_s_digest_is_said_once() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.robot(None).await;
        let house = town.stage.house();
        let mut change = Change::new(town.stage.jiugeng, house.now(), Actor::System("test"));
        change.count("case.due.2026-11-23", 3).count("case.overdue", 1);
        house.commit(change).await.expect("counted");
        let digest = FEATURE.jobs.iter().find(|job| job.name == "channel-digest").expect("a job").run;
        digest(house.clone()).await.expect("made");
        digest(house.clone()).await.expect("made again");
        town.turn().await;
        let taken = town.provider.taken();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].contains("今天要办好 3 件；已超期 1 件"), "{}", taken[0]);
    })
    .await;
}

#[tokio::test]
async fn keys_are_never_shown_and_addresses_lead_to_known_hosts_only() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        town.sms().await;
        let mut secretary = town.secretary().await;
        let list = secretary.get(ALL).await;
        let one = list
            .body
            .split("/channels/")
            .nth(2)
            .and_then(|r| r.split('"').next())
            .expect("a channel")
            .to_owned();
        for page in [ALL.to_owned(), format!("{ALL}/{one}")] {
            let body = secretary.get(&page).await.body;
            assert!(!body.contains("not-shown-again"), "{page}");
        }
        for address in [
            "http://qyapi.weixin.qq.com/x?key=1",
            "https://169.254.169.254/latest",
            "https://a@b.cn/",
            "file:///etc",
        ] {
            let fields = [
                ("kind", "wecom"),
                ("name", "群"),
                ("address", address),
                ("quiet_from", "21:00"),
                ("quiet_to", "08:00"),
            ];
            let answer = secretary.post(&format!("{ALL}/new"), &fields).await;
            assert_eq!(answer.status.as_u16(), 422, "{address}");
            assert!(answer.body.contains("请填服务商给的地址") && answer.body.contains("value=\"群\""));
        }
        let mut worker = town.stage.signed_in("chen").await;
        assert_eq!(worker.get(&format!("{ALL}/new")).await.status.as_u16(), 404, "the lead sets channels up");
        let mut other = town.stage.signed_in("li").await;
        assert_eq!(other.get(ALL).await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn without_an_sms_channel_a_person_tells_it() {
    each_engine(|db| async {
        let town = Town::on(db).await;
        let id = town.tell("您反映的楼道灯已修好").await;
        town.turn().await;
        assert_eq!(town.message(id).await.state, "pending");
    })
    .await;
}
