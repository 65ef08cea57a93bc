//! The box, as the house keeps it: secrecy, refusals, papers typed twice, and the count anybody can repeat; on each
//! database at hand.

use crate::stage::{Desk, OPEN, name, votes_of};
use linju_ballot::published::recount;
use linju_ballot::rules::{Asks, Form, Verb};
use linju_ballot::work::cast::{self, AtDesk};
use linju_ballot::work::{self, count, paper};
use linju_ballot::{envelope, store};
use linju_core::party::{RoleKind, end_role};
use linju_db::testing::each_engine;
use linju_db::{Batch, Sql, args};

#[tokio::test]
async fn a_secret_choice_stands_nowhere_with_a_person_and_the_count_can_be_repeated() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, shares) = desk.opened(Form::Consultation, Asks::One, 6).await;
        let mut receipts = Vec::new();
        for (slip, choice) in slips.iter().zip(["1", "2", "2", "3"]) {
            let row = desk.load(&row).await;
            let voter = cast::holder(desk.house(), &row, &slip.code.to_lowercase()).await.expect("the code");
            let cast = desk.vote(&row, &voter, choice).await.expect("a vote");
            assert_eq!(cast.choice, choice);
            receipts.push(cast.receipt);
        }
        let row = desk.load(&row).await;
        let again = desk.vote(&row, &slips[0].voter, "3").await.expect("changed before the last moment");
        assert!(again.changed);
        let replaced = std::mem::replace(&mut receipts[0], again.receipt);

        let opened = desk.everything("ballot_opened", "name, choice").await;
        assert_eq!(opened, "", "nobody sees a count before the close");
        let votes = desk.everything("event", "verb, body").await;
        assert!(votes.contains("\"way\":\"phone\"") && !votes.contains("choice"), "{votes}");
        let lengths: Vec<(i64,)> = desk
            .house()
            .db
            .all(Sql::new(
                "select distinct length(sealed) from ballot_vote where area_id = ?",
                args![row.area_id],
            ))
            .await
            .expect("lengths");
        assert_eq!(lengths.len(), 1, "no choice shows by its length");

        let row = desk.close(&row).await;
        desk.count(&row, [&shares[0], &shares[2]]).await.expect("two shares");
        let row = desk.load(&row).await;
        assert!(count::file(desk.house(), &row).await.is_err(), "not before it is published");
        desk.step(&row, Verb::Publish).await;
        let row = desk.load(&row).await;
        let file = count::file(desk.house(), &row).await.expect("published");
        assert_eq!(votes_of(&file), [(1, 0), (2, 2), (3, 2)]);
        let (left,): (i64,) = desk
            .house()
            .db
            .one(Sql::new(
                "select count(*) from ballot_vote where area_id = ? and sealed is not null",
                args![row.area_id],
            ))
            .await
            .expect("a number");
        assert_eq!(left, 0, "no sealed vote stays under a voter");
        let text = serde_json::to_string(&file).expect("JSON");
        for slip in &slips {
            assert!(!text.contains(&slip.voter.id.to_string()) && !text.contains(&slip.voter.label));
        }
        for receipt in &receipts {
            assert!(file.sealed.contains(receipt), "every voter finds their receipt");
        }
        assert!(!file.sealed.contains(&replaced), "what was replaced is not in the box");
        assert_eq!(recount(&file).faults, Vec::<String>::new());
        let mut removed = file.clone();
        removed.votes.pop();
        assert!(!recount(&removed).faults.is_empty(), "a vote removed is noticed");
        let mut altered = file.clone();
        altered.votes[0].choice = if altered.votes[0].choice == "1" { "2".into() } else { "1".into() };
        assert!(!recount(&altered).faults.is_empty(), "a vote altered is noticed");
        let remarked = altered.marked();
        assert!(!recount(&remarked).faults.is_empty(), "even with a new mark: the result no longer follows");
    })
    .await;
}

#[tokio::test]
async fn nobody_votes_twice_late_elsewhere_or_after_moving_away() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, _) = desk.opened(Form::Consultation, Asks::One, 6).await;
        let (other, others, _) = desk.opened(Form::Consultation, Asks::One, 6).await;
        let (row, other) = (desk.load(&row).await, desk.load(&other).await);

        let wrong = cast::holder(desk.house(), &row, &others[0].code).await;
        assert_eq!(name(wrong), ("ballot-code-unknown", true), "another ballot's code opens nothing here");
        assert_eq!(name(cast::holder(desk.house(), &other, "").await).0, "ballot-code-unknown");
        let stranger = desk.vote(&row, &others[1].voter, "1").await;
        assert!(stranger.is_ok(), "an entry is tied to its ballot by its code, not by chance");

        let by_paper = &slips[1].voter;
        desk.vote(&row, by_paper, "1").await.expect("by phone first");
        cast::hand_in(desk.house(), &desk.now(), &row, by_paper, &AtDesk::default()).await.expect("a paper");
        assert_eq!(name(desk.vote(&row, by_paper, "2").await), ("ballot-voted-on-paper", true));
        let twice = cast::hand_in(desk.house(), &desk.now(), &row, by_paper, &AtDesk::default()).await;
        assert_eq!(name(twice).0, "ballot-voted-on-paper");
        let turnout = store::turnout(desk.house(), row.area_id, row.id).await.expect("numbers");
        assert_eq!((turnout.voted, turnout.papers), (2, 1), "once by paper, once by the other");

        let mover = &slips[2].voter;
        let roles = desk.house().roles_around(row.area_id, mover.persons()[0]).await.expect("roles");
        let yesterday = "2026-11-30".parse().expect("a day");
        let home = roles.iter().find(|held| held.role.kind == RoleKind::Resident).expect("a home");
        desk.house().db.write(Batch::new().push(end_role(&home.role, yesterday))).await.expect("moved away");
        assert_eq!(name(desk.vote(&row, mover, "1").await), ("ballot-moved-away", true));

        desk.at("2026-12-12 00:00");
        assert_eq!(name(desk.vote(&row, &slips[3].voter, "1").await), ("ballot-late", true));
        let closed = desk.close(&row).await;
        desk.at(OPEN);
        assert_eq!(name(desk.vote(&closed, &slips[3].voter, "1").await).0, "ballot-late");
        let stale = desk.vote(&row, &slips[3].voter, "1").await;
        assert_eq!(name(stale), ("ballot-late", true), "the page was loaded before the close");
    })
    .await;
}

#[tokio::test]
async fn without_written_authority_nobody_votes_for_another() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, _) = desk.opened(Form::Owners, Asks::Whether, 6).await;
        let missing = cast::proxy(&row, "乙某某", None, None).expect_err("refused");
        assert_eq!(
            (missing.name, missing.law),
            ("ballot-authority-missing", Some("《上海市住宅物业管理规定》第十八条"))
        );
        let day = "2026-11-30".parse().ok();
        let proxy = cast::proxy(&row, "乙某某", Some(cast::Authority::Letter), day).expect("with authority");
        let at_desk = AtDesk { companion: None, proxy };
        let voter = &slips[0].voter;
        cast::vote(desk.house(), &desk.now(), &row, voter, ["yes"], Some(&at_desk)).await.expect("a vote");
        let rows = desk.everything("ballot_vote", "way, authority").await;
        assert!(rows.contains("letter") && !rows.contains("乙某某"), "{rows}");
    })
    .await;
}

#[tokio::test]
async fn a_lift_fails_by_area_though_it_passes_by_heads_and_is_published_so() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, shares) = desk.opened(Form::Owners, Asks::Whether, 6).await;
        for (n, slip) in slips.iter().enumerate() {
            desk.vote(&row, &slip.voter, if n == 5 { "no" } else { "yes" }).await.expect("a vote");
        }
        let row = desk.close(&row).await;
        desk.count(&row, [&shares[1], &shares[2]]).await.expect("counted");
        let row = desk.load(&row).await;
        let outcome = row.result().expect("a result").outcome;
        assert!(!outcome.adopted && outcome.quorum);
        let failed: Vec<&str> =
            outcome.lines.iter().filter(|l| !l.reached).map(|l| l.asked.as_str()).collect();
        assert_eq!(failed, ["approval-by-area"]);
        desk.step(&row, Verb::Publish).await;
        let file = count::file(desk.house(), &desk.load(&row).await).await.expect("published");
        assert_eq!(recount(&file).faults, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn too_few_delegates_lapse_and_one_share_opens_nothing() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, shares) = desk.opened(Form::Delegates, Asks::Whether, 6).await;
        for slip in &slips[..3] {
            desk.vote(&row, &slip.voter, "yes").await.expect("a vote");
        }
        let row = desk.close(&row).await;
        assert_eq!(name(desk.count(&row, [&shares[0], &shares[0]]).await).0, "ballot-share-same");
        assert_eq!(name(desk.count(&row, [&shares[0], "没有"]).await).0, "ballot-share-misread");
        let foreign = envelope::fresh().shares;
        assert_eq!(name(desk.count(&row, [&foreign[0], &shares[1]]).await).0, "ballot-share-other");
        desk.count(&row, [&shares[0], &shares[1]]).await.expect("two shares");
        let row = desk.load(&row).await;
        assert_eq!(row.state, "lapsed");
        let line = row.result().expect("a result").outcome.lines[0].clone();
        assert_eq!((line.asked.as_str(), line.have, line.least, line.whole), ("quorum", 3, 4, 6));
    })
    .await;
}

/// Acceptance 3: two clerks, papers with differences, the list finds them, and says who settled each.
#[tokio::test]
async fn two_clerks_type_the_papers_and_every_difference_is_settled_by_somebody() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, shares) = desk.opened(Form::Consultation, Asks::One, 70).await;
        for slip in &slips[..63] {
            cast::hand_in(desk.house(), &desk.now(), &row, &slip.voter, &AtDesk::default())
                .await
                .expect("a paper");
        }
        desk.vote(&row, &slips[64].voter, "2").await.expect("one by phone");
        let row = desk.close(&row).await;
        let read = |n: usize| ["1", "2", "3"][n % 3];
        let first: Vec<&str> = (0..63).map(read).collect();
        let mut second = first.clone();
        (second[4], second[30], second[62]) = ("1", "弃", "1");
        assert_eq!(name(desk.count(&row, [&shares[0], &shares[1]]).await).0, "ballot-papers-missing");

        let typed = |lines: &[&str]| paper::typed(&row, &lines.join("\n")).expect("readable");
        let batch =
            paper::first(desk.house(), &desk.doer, &row, "第一包", &typed(&first), "1").await.expect("typed");
        let twice = paper::first(desk.house(), &desk.doer, &row, "第一包", &typed(&first), "1").await;
        assert_eq!(twice.ok(), Some(batch), "pressed twice is once");
        let bundle = store::paper::batch(desk.house(), row.area_id, row.id, batch).await.expect("a bundle");
        let same = paper::again(desk.house(), &desk.doer, &row, &bundle, &typed(&second)).await;
        assert_eq!(name(same).0, "ballot-same-clerk");
        let fewer = paper::again(desk.house(), &desk.other, &row, &bundle, &typed(&second[1..])).await;
        assert_eq!(name(fewer).0, "ballot-papers-other");
        paper::again(desk.house(), &desk.other, &row, &bundle, &typed(&second)).await.expect("typed again");
        assert_eq!(name(desk.count(&row, [&shares[0], &shares[1]]).await).0, "ballot-papers-unsettled");

        let papers = store::paper::papers(desk.house(), row.area_id, batch).await.expect("papers");
        let differ: Vec<_> = papers.iter().filter(|p| p.differs()).collect();
        assert_eq!(differ.iter().map(|p| p.number).collect::<Vec<_>>(), [5, 31, 63]);
        for paper in &differ {
            let holds = paper.first.clone();
            paper::settle(desk.house(), &desk.other, &row, paper, &holds).await.expect("settled");
        }
        let papers = store::paper::papers(desk.house(), row.area_id, batch).await.expect("papers");
        assert!(papers.iter().filter(|p| p.differs()).all(|p| p.settled_by == desk.other.actor.account()));
        desk.count(&row, [&shares[0], &shares[1]]).await.expect("counted");
        let outcome = desk.load(&row).await.result().expect("a result").outcome;
        let of = |number: usize| outcome.options.iter().find(|o| o.number == number).map(|o| o.votes);
        assert_eq!((of(1), of(2), of(3)), (Some(21), Some(22), Some(21)));
    })
    .await;
}

#[tokio::test]
async fn a_sealed_vote_put_under_another_name_is_not_counted() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, _) = desk.opened(Form::Consultation, Asks::One, 6).await;
        desk.vote(&row, &slips[0].voter, "1").await.expect("a vote");
        desk.vote(&row, &slips[1].voter, "2").await.expect("a vote");
        let sql = "update ballot_vote set sealed = (select x.sealed from ballot_vote x where x.area_id = ? and x.voter_id = ?) \
                   where area_id = ? and voter_id = ?";
        let of = args![row.area_id, slips[0].voter.id, row.area_id, slips[1].voter.id];
        desk.house().db.write(Batch::new().exec(sql, of)).await.expect("a vote copied by hand");
        desk.at("2026-12-11 20:00");
        let closed = work::step(desk.house(), &desk.now(), &row, Verb::Close, "").await;
        assert!(closed.is_err(), "the box does not list one sealed vote twice");
    })
    .await;
}

/// Acceptance 4: every table in which a ballot leaves anything, searched for a word that only the votes say.
#[tokio::test]
async fn no_row_holds_a_choice_before_the_count_and_none_a_voter_beside_it_after() {
    each_engine(async |db| {
        let desk = Desk::on(db).await;
        let (row, slips, shares) = desk.opened(Form::Households, Asks::Whether, 6).await;
        for slip in &slips[..5] {
            desk.vote(&row, &slip.voter, "abstain").await.expect("a vote");
        }
        let tables = [
            "ballot",
            "ballot_voter",
            "ballot_vote",
            "ballot_sealed",
            "ballot_opened",
            "event",
            "event_note",
            "idem",
            "subject",
            "message",
        ];
        for table in tables {
            let rows = desk.dump(table).await;
            assert!(rows.iter().all(|row| !row.contains("abstain")), "{table} tells what was chosen");
            assert!(
                rows.iter().all(
                    |row| !row.contains(&format!("{:?}", b"abstain").trim_matches(['[', ']']).to_owned())
                ),
                "{table} in bytes"
            );
        }
        let row = desk.close(&row).await;
        desk.count(&row, [&shares[0], &shares[1]]).await.expect("counted");
        let tells: Vec<(&str, String)> = {
            let mut found = Vec::new();
            for table in tables {
                let rows = desk.dump(table).await.into_iter().filter(|row| row.contains("abstain"));
                found.extend(rows.map(|row| (table, row)));
            }
            found
        };
        assert!(tells.iter().all(|(table, _)| ["ballot", "ballot_opened"].contains(table)), "{tells:?}");
        assert_eq!(tells.iter().filter(|(table, _)| *table == "ballot_opened").count(), 5);
        for slip in &slips {
            let (id, label) = (slip.voter.id.0.to_string(), &slip.voter.label);
            assert!(
                tells
                    .iter()
                    .all(|(_, row)| !row.contains(&id) && !row.contains(label) && !row.contains(&slip.code))
            );
        }
    })
    .await;
}
