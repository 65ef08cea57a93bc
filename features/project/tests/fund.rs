//! Money over two nodes on one database, on each database at hand: no fen appears or vanishes.

use linju_core::file::FileStore;
use linju_core::words::Words;
use linju_core::{Actor, Change, Error, House};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_kernel::seal::MasterKey;
use linju_kernel::time::HeldClock;
use linju_project::fund::store::{self, Commitment, Fund, Payment};
use linju_project::fund::{self, EntryKind, PaymentState, Source};
use linju_web::testing::Stage;
use std::sync::Arc;

const PROJECTS: i64 = 3;

/// Chance that comes again: xorshift.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as i64
    }
}

async fn second_house(stage: &Stage) -> House {
    let house = stage.house();
    let words = Words::new(&[linju_core::WORDS]).expect("words");
    let files = FileStore::new(std::env::temp_dir()).expect("a folder");
    let clock = Arc::new(HeldClock::at(house.now()));
    House::open(house.db.clone(), clock, words, files, MasterKey::new([7; 32])).await.expect("a second house")
}

async fn new_fund(house: &House, area: Id, source: Source) -> Fund {
    let new = Fund {
        area_id: area,
        id: house.id(),
        source: source.code().into(),
        name: "自治金".into(),
        rule_text: "居民议事会决定".into(),
        granted: 0,
        committed: 0,
        paid: 0,
        created_at: house.now(),
    };
    let mut change = Change::new(area, house.now(), Actor::System("test"));
    change.push(new.insert());
    house.commit(change).await.expect("a fund");
    new
}

fn kept(house: &House, fund: &Fund, project: i64, fen: i64) -> Commitment {
    Commitment {
        area_id: fund.area_id,
        id: house.id(),
        fund_id: fund.id,
        project_id: Id(project),
        fen,
        released: 0,
        paid: 0,
        asked: 0,
        basis: "居民议事会决定".into(),
        at: house.now(),
    }
}

fn asked(house: &House, from: &Commitment, by: Id, fen: i64) -> Payment {
    Payment {
        area_id: from.area_id,
        id: house.id(),
        fund_id: from.fund_id,
        commitment_id: from.id,
        project_id: from.project_id,
        fen,
        payee: "北横通道项目部".into(),
        purpose: "材料".into(),
        state: PaymentState::Asked.code().into(),
        asked_by: by,
        asked_at: house.now(),
        decided_by: None,
        decided_at: None,
        note: String::new(),
    }
}

async fn accounts(house: &House) -> Vec<Id> {
    let rows = house.db.all::<(Id,)>(Sql::new("select id from account order by id", vec![])).await;
    rows.expect("accounts").into_iter().map(|row| row.0).collect()
}

/// One node's day: random movements, of which the database takes what the sums allow. Gives what came in.
async fn a_day(house: &House, fund: &Fund, people: &[Id], seed: u64, moves: usize) -> i64 {
    let mut dice = Dice(seed);
    let mut came_in = 0;
    for _ in 0..moves {
        let mut change = Change::new(fund.area_id, house.now(), Actor::Account(people[0]));
        let fen = 1 + dice.up_to(50_000);
        let (what, project) = (dice.up_to(10), 1 + dice.up_to(PROJECTS));
        let held = store::commitments(house, fund.area_id, Id(project)).await.expect("what is kept");
        let one = |dice: &mut Dice| held.get(dice.up_to(held.len().max(1) as i64) as usize).cloned();
        let decided = match what {
            0 | 1 => fund::grant(&mut change, house, fund.id, fen, "来款"),
            2..=4 => fund::commit(&mut change, house, fund, &kept(house, fund, project, fen)),
            5 => match one(&mut dice) {
                Some(from) => fund::release(&mut change, house, &from, fen),
                None => continue,
            },
            6 | 7 => match one(&mut dice) {
                Some(from) => {
                    fund::ask(&mut change, &asked(house, &from, people[dice.up_to(2) as usize], fen))
                }
                None => continue,
            },
            _ => {
                let waiting = store::waiting(house, fund.area_id).await.expect("what waits");
                let Some(payment) = waiting.get(dice.up_to(waiting.len().max(1) as i64) as usize) else {
                    continue;
                };
                let by = people[dice.up_to(2) as usize];
                fund::decide(&mut change, house, payment, by, dice.up_to(4) > 0, "不同意")
            }
        };
        let by_rule = decided.is_err();
        if by_rule {
            continue;
        }
        match house.commit(change).await {
            Ok(()) if what < 2 => came_in += fen,
            Ok(()) | Err(Error::Refused(_) | Error::Changed) => {}
            Err(error) => panic!("{error}"),
        }
    }
    came_in
}

#[tokio::test]
async fn no_fen_appears_or_vanishes_whatever_two_nodes_do_at_once() {
    each_engine(async |db| {
        let stage = Stage::on(db, &[linju_project::FEATURE]).await;
        let (one, other) = (stage.house().clone(), second_house(&stage).await);
        let people = accounts(&one).await;
        let fund = new_fund(&one, stage.jiugeng, Source::SelfGovernance).await;
        let (a, b) =
            tokio::join!(a_day(&one, &fund, &people, 7, 400), a_day(&other, &fund, &people, 11, 400));

        let now = store::fund(&one, stage.jiugeng, fund.id).await.expect("the fund");
        let entries = store::entries(&one, stage.jiugeng).await.expect("the ledger");
        let sum = |kind: EntryKind| entries.iter().filter(|e| e.kind() == kind).map(|e| e.fen).sum::<i64>();
        assert_eq!(now.granted, a + b, "what came in is what was sent");
        assert_eq!(now.granted, sum(EntryKind::Grant));
        assert_eq!(now.committed, sum(EntryKind::Commit) - sum(EntryKind::Release));
        assert_eq!(now.paid, sum(EntryKind::Pay));
        assert!(0 < now.paid && now.paid <= now.committed && now.committed <= now.granted, "{now:?}");
        assert!(entries.iter().any(|e| e.kind() == EntryKind::Release), "something was given back");

        let mut held = Vec::new();
        for project in 1..=PROJECTS {
            held.extend(store::commitments(&one, stage.jiugeng, Id(project)).await.expect("kept"));
        }
        assert!(held.iter().all(|c| c.left() >= 0 && c.asked >= 0 && c.paid >= 0 && c.released >= 0));
        assert_eq!(held.iter().map(|c| c.fen - c.released).sum::<i64>(), now.committed);
        assert_eq!(held.iter().map(|c| c.paid).sum::<i64>(), now.paid);

        let sql =
            Sql::new("select fen, asked_by, decided_by from fund_payment where state = 'paid'", args![]);
        let paid = one.db.all::<(i64, Id, Option<Id>)>(sql).await.expect("payments");
        assert_eq!(paid.iter().map(|p| p.0).sum::<i64>(), now.paid);
        assert!(paid.iter().all(|(_, asked, by)| by.is_some_and(|by| by != *asked)), "four eyes on each");
        let sql = Sql::new("select coalesce(sum(fen), 0) from fund_payment where state = 'asked'", args![]);
        let open = one.db.one::<(i64,)>(sql).await.expect("open payments").0;
        assert_eq!(open, held.iter().map(|c| c.asked).sum::<i64>());
    })
    .await;
}

#[tokio::test]
async fn a_payment_takes_two_people_even_where_the_rule_is_walked_around() {
    each_engine(async |db| {
        let stage = Stage::on(db, &[linju_project::FEATURE]).await;
        let house = stage.house();
        let people = accounts(house).await;
        let fund = new_fund(house, stage.jiugeng, Source::Street).await;
        let change = || Change::new(stage.jiugeng, house.now(), Actor::Account(people[0]));
        let mut granting = change();
        fund::grant(&mut granting, house, fund.id, 100, "街道").expect("an amount");
        let from = kept(house, &fund, 1, 100);
        fund::commit(&mut granting, house, &fund, &from).expect("an amount");
        let payment = asked(house, &from, people[0], 60);
        fund::ask(&mut granting, &payment).expect("an amount");
        house.commit(granting).await.expect("within what there is");

        let mut own = change();
        let refused = fund::decide(&mut own, house, &payment, people[0], true, "").expect_err("their own");
        assert_eq!(refused.name, "fund-four-eyes");
        // Somebody who lies about who asked is caught by the row.
        let lied = Payment { asked_by: people[1], ..payment.clone() };
        let mut lying = change();
        fund::decide(&mut lying, house, &lied, people[0], true, "").expect("the rule believes it");
        assert!(matches!(house.commit(lying).await, Err(Error::Refused(r)) if r.name == "fund-decided"));

        let mut second = change();
        fund::decide(&mut second, house, &payment, people[1], true, "").expect("another person");
        house.commit(second).await.expect("paid");
        let mut twice = change();
        fund::decide(&mut twice, house, &payment, people[1], true, "").expect("the rule sees no harm");
        assert!(matches!(house.commit(twice).await, Err(Error::Refused(r)) if r.name == "fund-decided"));

        let mut more = change();
        fund::ask(&mut more, &asked(house, &from, people[0], 41)).expect("an amount");
        assert!(
            matches!(house.commit(more).await, Err(Error::Refused(r)) if r.name == "fund-over-commitment")
        );
        let mut uncovered = change();
        fund::commit(&mut uncovered, house, &fund, &kept(house, &fund, 2, 1)).expect("an amount");
        assert!(
            matches!(house.commit(uncovered).await, Err(Error::Refused(r)) if r.name == "fund-not-covered")
        );
    })
    .await;
}

#[tokio::test]
async fn owners_money_is_kept_only_on_their_vote() {
    each_engine(async |db| {
        let stage = Stage::on(db, &[linju_project::FEATURE]).await;
        let house = stage.house();
        for source in [Source::Maintenance, Source::Income] {
            let fund = new_fund(house, stage.jiugeng, source).await;
            let mut change = Change::new(stage.jiugeng, house.now(), Actor::System("test"));
            let without = Commitment { basis: String::new(), ..kept(house, &fund, 1, 10) };
            let refused = fund::commit(&mut change, house, &fund, &without).expect_err("no vote");
            assert!(refused.name == "fund-vote" && refused.law.is_some_and(|l| l.contains("二百七十八条")));
        }
    })
    .await;
}
