//! A year of requests, each played through the ordinary commands at its own moment.

use super::street::Cast;
use anyhow::Context;
use linju_core::file::Stored as StoredFile;
use linju_core::message::Way;
use linju_core::{Change, House};
use linju_db::{Statement, args};
use linju_demo::{
    Closing, Doer as Who, OrgKind, Request, Requester, Satisfaction, Step, Urgency, What, World,
};
use linju_kernel::deadline::{TimeLimit, Unit};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use linju_request::intake::{self, Said};
use linju_request::rules::case::{Channel, Solved};
use linju_request::rules::terms::Term;
use linju_request::rules::{Actor, Command, Outcome, Party, State, command};
use linju_request::store::{Stored, cases};
use linju_request::work::{self, Doer, Press};
use std::collections::{HashMap, HashSet};

/// What was played.
#[derive(Debug, Default)]
pub struct Played {
    /// Requests taken in.
    pub requests: usize,
    /// Steps carried out.
    pub steps: usize,
    /// Steps the rules refused: the script's plan met a holiday or a limit.
    pub refused: usize,
}

/// One thing that happens: a request comes in, or a step of its life.
enum Act<'a> {
    Arrives(&'a Request),
    Step(&'a Request, &'a Step),
}

struct Stage<'a> {
    house: &'a House,
    world: &'a World,
    cast: &'a Cast,
    photos: Photos,
    /// Case and request of a story's or the stream's request, by list and index.
    born: HashMap<(usize, usize), (Id, Id)>,
    pending: Vec<Change>,
    touched: HashSet<Id>,
    played: Played,
}

/// Drawn pictures that stand for photos.
struct Photos {
    before: StoredFile,
    after: StoredFile,
}

/// Plays everything in the order of time.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<Played> {
    let lists: Vec<&[Request]> = std::iter::once(world.stream.as_slice())
        .chain(world.stories.iter().map(|s| s.requests.as_slice()))
        .collect();
    let mut acts: Vec<(Ts, u8, usize, usize, Act<'_>)> = Vec::new();
    for (list, requests) in lists.iter().enumerate() {
        for (n, request) in requests.iter().enumerate() {
            acts.push((request.at, 0, list, n, Act::Arrives(request)));
            acts.extend(request.steps.iter().map(|step| (step.at, 1, list, n, Act::Step(request, step))));
        }
    }
    acts.sort_by_key(|(at, order, list, n, _)| (*at, *order, *list, *n));
    let photos = Photos { before: picture(house, false).await?, after: picture(house, true).await? };
    let mut stage = Stage {
        house,
        world,
        cast,
        photos,
        born: HashMap::new(),
        pending: Vec::new(),
        touched: HashSet::new(),
        played: Played::default(),
    };
    for (at, _, list, n, act) in acts {
        match act {
            Act::Arrives(request) => stage.arrive(request, (list, n)).await?,
            Act::Step(request, step) => stage.step(request, step, list, n, at).await?,
        }
    }
    stage.flush().await?;
    let played = stage.played;
    tell_the_old(house, world, cast).await?;
    Ok(played)
}

/// What was to be told more than two days ago has been told on the phone since.
pub(super) async fn tell_the_old(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let before = world.now.plus_ms(-2 * 86_400_000);
    for (n, area) in cast.areas.iter().enumerate() {
        let at_desk = |a: &linju_demo::Account| a.area.is_some_and(|area| area.0 == n);
        let Some(worker) = world.staff.iter().position(at_desk).map(|at| cast.staff[at]) else { continue };
        let mut old = house.messages_to_tell(*area, 10_000).await?;
        old.retain(|message| message.created_at < before);
        for messages in old.chunks(200) {
            let mut change = Change::new(*area, world.now, linju_core::Actor::Account(worker));
            for message in messages {
                change.told(message.id, worker);
            }
            house.commit(change).await?;
        }
    }
    Ok(())
}

impl Stage<'_> {
    async fn flush(&mut self) -> anyhow::Result<()> {
        self.touched.clear();
        self.house.commit_all(std::mem::take(&mut self.pending)).await.context("a piece of the year")
    }

    /// Before a case is read, what is pending on it must be written.
    async fn settle(&mut self, case: Id) -> anyhow::Result<()> {
        if self.touched.contains(&case) || self.pending.len() >= 200 { self.flush().await } else { Ok(()) }
    }

    async fn arrive(&mut self, request: &Request, key: (usize, usize)) -> anyhow::Result<()> {
        let posted = request.steps.iter().any(|s| matches!(s.what, What::Close { by: Closing::Posted }));
        let person = match request.by {
            Requester::Person(person) if !posted => Some(self.world.person(person)),
            _ => None,
        };
        let device = matches!(request.channel, linju_demo::Channel::Screen | linju_demo::Channel::Wechat);
        let said = Said {
            channel: Channel::of(request.channel.code()).unwrap_or(Channel::Phone),
            place: self.cast.place(request.place).clone(),
            place_note: request.spot.clone().unwrap_or_default(),
            words: request.words.clone(),
            category: request.category.into(),
            nature: nature(request.urgency),
            name: person.map(|p| p.name.clone()),
            phone: person.and_then(|p| p.phone()).map(str::to_owned),
            behalf: None,
            way: posted.then_some(Way::Posting),
            entered_by: request.entered_by.map(|s| self.cast.staff[s.0]),
            source: request.hotline.as_ref().map(|h| ("12345".to_owned(), h.number.clone())),
            at: request.at,
            title: Some(request.title.clone()),
            files: Vec::new(),
            device: device.then(linju_request::store::devices::token),
            secret: false,
            hotline: request.hotline.as_ref().map(|h| (h.number.clone(), Some(h.due))),
            once: None,
        };
        let (change, received) = intake::prepare(self.house, said).await.context("a request of the world")?;
        self.pending.push(change);
        self.touched.insert(received.case);
        self.born.insert(key, (received.case, received.request));
        self.played.requests += 1;
        Ok(())
    }

    async fn step(
        &mut self,
        request: &Request,
        step: &Step,
        list: usize,
        n: usize,
        at: Ts,
    ) -> anyhow::Result<()> {
        let (case, said) = self.born[&(list, n)];
        self.settle(case).await?;
        let area = self.cast.areas[request.area.0];
        let mut stored = cases::load(self.house, area, case).await?;
        let unassigned = matches!(stored.case.state, State::Reopened | State::Triaged);
        if unassigned && matches!(step.what, What::Acknowledge) {
            self.assign(request, step, stored, at).await?;
            stored = cases::load(self.house, area, case).await?;
        }
        if let What::Merge { into } = &step.what {
            let (target, _) = self.born[&(list, *into)];
            self.settle(target).await?;
            self.touched.insert(target);
        }
        let at = self.posted_long_enough(step, &stored, at);
        let doer = self.doer(request, step, said, &stored);
        if self.record(request, step, &stored, &doer, at) {
            return Ok(());
        }
        let Some((command, note)) = self.command(step, &stored, list, at).await? else { return Ok(()) };
        if self.carry_out(&doer, stored, command, &note, request, at).await? {
            self.touched.insert(case);
        }
        Ok(())
    }

    /// An ending by posting waits until it has stood as long as the rules ask, if that time has come.
    fn posted_long_enough(&self, step: &Step, stored: &Stored, at: Ts) -> Ts {
        let posted = matches!(step.what, What::Close { by: Closing::Posted });
        let ripe = stored
            .case
            .handled_at
            .filter(|_| posted)
            .map(|handled| handled.plus_minutes(Term::Posting.usual() * 24 * 60));
        ripe.map_or(at, |ripe| at.max(ripe).min(self.world.now))
    }

    /// The script lets whoever had a reopened case take it up again; the rules want it given to them first.
    async fn assign(&mut self, request: &Request, step: &Step, stored: Stored, at: Ts) -> anyhow::Result<()> {
        let secretary = self.secretary(request);
        let organisation = match step.by {
            Who::Org(org) => Some(org),
            Who::Staff(staff) => Some(self.world.account(staff).org),
            Who::Requester => None,
        };
        let outside = organisation.filter(|org| self.world.org(*org).kind != OrgKind::Committee);
        let worker = self.committee_staff(step).unwrap_or(self.cast.staff[0]);
        let command = match outside {
            Some(org) => Command::Dispatch { to: Party::Organisation(self.cast.orgs[org.0]), limit: None },
            None => Command::Take { worker },
        };
        if self.carry_out(&secretary, stored, command, "", request, at).await? {
            self.flush().await?;
        }
        Ok(())
    }

    /// Carries a step out. Where the rules want a second look first, someone else takes it.
    async fn carry_out(
        &mut self,
        doer: &Doer,
        stored: Stored,
        command: Command,
        note: &str,
        request: &Request,
        at: Ts,
    ) -> anyhow::Result<bool> {
        let mut press = Press::one(command.clone(), note);
        if matches!(command, Command::Triage | Command::Dispatch { .. }) {
            press.title = Some(request.title.clone());
            press.worker = request.steps.iter().find_map(|s| self.committee_staff(s));
        }
        if matches!(command, Command::Handle { .. } | Command::QuickFix { .. }) {
            press.files = vec![("before", self.photos.before.clone()), ("after", self.photos.after.clone())];
        }
        let mut change = Change::new(stored.row.area_id, at, doer.actor);
        match work::prepare(self.house, doer, stored.clone(), press, &mut change).await {
            Ok(_) => {
                self.pending.push(change);
                self.played.steps += 1;
                Ok(true)
            }
            Err(linju_core::Error::Refused(refusal)) if refusal.name == "needs-verification" => {
                let verifier = self.secretary(request);
                let press = Press::one(Command::Verify, "").then(command, note);
                let mut change = Change::new(stored.row.area_id, at, verifier.actor);
                let seen = work::prepare(self.house, &verifier, stored, press, &mut change).await;
                self.keep(seen.map(|_| change))
            }
            Err(linju_core::Error::Refused(refusal)) => {
                tracing::debug!(%refusal, verb = command.verb().code(), state = stored.row.state, "a step of the demo was refused");
                self.played.refused += 1;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn keep(&mut self, prepared: linju_core::Result<Change>) -> anyhow::Result<bool> {
        match prepared {
            Ok(change) => {
                self.pending.push(change);
                self.played.steps += 1;
                Ok(true)
            }
            Err(linju_core::Error::Refused(_)) => {
                self.played.refused += 1;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn committee_staff(&self, step: &Step) -> Option<Id> {
        let Who::Staff(staff) = step.by else { return None };
        let committee = self.world.org(self.world.account(staff).org).kind == OrgKind::Committee;
        committee.then(|| self.cast.staff[staff.0])
    }

    /// The secretary of the request's area, for what another person must look at.
    fn secretary(&self, request: &Request) -> Doer {
        let leads = |a: &linju_demo::Account| {
            a.area == Some(request.area) && a.duties.iter().any(|d| d.code() == "secretary")
        };
        let at = self.world.staff.iter().position(leads).unwrap_or_default();
        let account = self.cast.staff[at];
        let parts = vec![command::Who::Worker, command::Who::Secretary];
        let part = Actor { parts, account: Some(account), organisation: None };
        Doer { actor: linju_core::Actor::Account(account), part, told_by: None }
    }

    fn doer(&self, request: &Request, step: &Step, said: Id, stored: &Stored) -> Doer {
        let party = stored.row.party();
        match step.by {
            Who::Requester => Doer::requester(said),
            Who::Org(org) => Doer::link(self.cast.orgs[org.0], command::Who::Handler),
            Who::Staff(staff) => {
                let account = self.world.account(staff);
                let (id, org) = (self.cast.staff[staff.0], self.cast.orgs[account.org.0]);
                let committee = self.world.org(account.org).kind == OrgKind::Committee;
                let mut parts = if committee { vec![command::Who::Worker] } else { Vec::new() };
                if !committee || party.is_committee() {
                    parts.push(command::Who::Handler);
                }
                if committee && account.duties.iter().any(|d| matches!(d.code(), "secretary" | "director")) {
                    parts.push(command::Who::Secretary);
                }
                if matches!(step.what, What::Extend { .. }) && !parts.contains(&command::Who::Secretary) {
                    return self.secretary(request);
                }
                let part = Actor { parts, account: Some(id), organisation: (!committee).then_some(org) };
                Doer { actor: linju_core::Actor::Account(id), part, told_by: None }
            }
        }
    }

    /// Dissuasion and mediation are records beside the case.
    fn record(&mut self, _request: &Request, step: &Step, stored: &Stored, doer: &Doer, at: Ts) -> bool {
        let (kind, text) = match &step.what {
            What::Dissuade { note } => ("dissuasion", *note),
            What::HearSide { requester: true, note } => ("side_a", *note),
            What::HearSide { requester: false, note } => ("side_b", *note),
            What::Agree { agreement } => ("agreement", *agreement),
            _ => return false,
        };
        let mut change = Change::new(stored.row.area_id, at, doer.actor);
        let sql = "insert into case_record (area_id, id, case_id, kind, text, by_account, at) values (?, ?, ?, ?, ?, ?, ?)";
        let values =
            args![stored.row.area_id, self.house.id(), stored.row.id, kind, text, doer.actor.account(), at];
        change.push(Statement::new(sql, values));
        let event = linju_core::ledger::NewEvent::new("case", stored.row.id, "record").with("kind", kind);
        change.event(event);
        self.pending.push(change);
        self.played.steps += 1;
        true
    }

    async fn command(
        &self,
        step: &Step,
        stored: &Stored,
        list: usize,
        at: Ts,
    ) -> anyhow::Result<Option<(Command, String)>> {
        let state = stored.case.state;
        let none = String::new;
        Ok(Some(match &step.what {
            What::Triage if state != State::Received => return Ok(None),
            What::Triage => (Command::Triage, none()),
            What::Decline { reason, law } => (Command::Decline { law: (*law).into() }, (*reason).into()),
            What::Redirect { channel } => (Command::Redirect { channel: (*channel).into() }, none()),
            What::Merge { into } => {
                let (target, _) = self.born[&(list, *into)];
                let target = cases::load(self.house, stored.row.area_id, target).await?;
                (Command::Merge { into: target.row.id, into_open: target.row.open }, none())
            }
            What::Withdraw => (Command::Withdraw, none()),
            What::Dispatch { to } if self.world.org(*to).kind == OrgKind::Committee => {
                let worker = self.committee_staff(step).unwrap_or(self.cast.staff[0]);
                (Command::Take { worker }, none())
            }
            What::Dispatch { to } => {
                (Command::Dispatch { to: Party::Organisation(self.cast.orgs[to.0]), limit: None }, none())
            }
            What::Return { reason } => (Command::Return, (*reason).into()),
            What::Acknowledge if state == State::Handling => return Ok(None),
            What::Acknowledge => (Command::Acknowledge, none()),
            What::Contact { note } => (Command::Contact, (*note).into()),
            What::Wait { on, until } => {
                let zone = linju_kernel::time::shanghai();
                (Command::Wait { on: (*on).into(), until: *until, today: at.day(&zone) }, format!("等{on}"))
            }
            What::Resume => (Command::Resume, none()),
            What::Extend { reason, until } => {
                let zone = linju_kernel::time::shanghai();
                let days =
                    stored.case.settle_due.map_or(3, |due| (until.start(&zone).0 - due.0) / 86_400_000);
                let by = TimeLimit::new(days.clamp(1, 60) as u16, Unit::NaturalDay).expect("at least a day");
                (Command::Extend { by }, (*reason).into())
            }
            What::Nudge => (Command::Nudge, none()),
            What::Handle { outcome, reply, constraint, alternative } => (
                Command::Handle {
                    outcome: outcome_of(*outcome),
                    photos: 1,
                    constraint: constraint.unwrap_or_default().into(),
                    alternative: alternative.unwrap_or_default().into(),
                    item: if *outcome == linju_demo::Outcome::MovedToList {
                        stored.row.title.clone()
                    } else {
                        none()
                    },
                },
                reply.clone(),
            ),
            What::Verify { note } => (Command::Verify, (*note).into()),
            What::FollowUp { solved: None, .. } => (Command::Try, none()),
            What::FollowUp { solved: Some(true), satisfaction, note, .. } => {
                (confirm(stored, *satisfaction), (*note).into())
            }
            What::FollowUp { solved: Some(false), note, .. } => {
                if stored.case.outcome == Some(Outcome::Solved)
                    || stored.case.outcome == Some(Outcome::Partly)
                {
                    return Ok(None);
                }
                (Command::Confirm { solved: Solved::No, satisfaction: Some(3) }, (*note).into())
            }
            What::Close { .. } if !stored.row.open => return Ok(None),
            What::Close { by: Closing::Unreached } => (Command::CloseUnreached, none()),
            What::Close { by: Closing::Posted } => (Command::ClosePosted, none()),
            What::Close { .. } => (confirm(stored, None), none()),
            What::Reopen { words } => (Command::Dispute, (*words).into()),
            What::Dissuade { .. } | What::HearSide { .. } | What::Agree { .. } => return Ok(None),
        }))
    }
}

fn confirm(stored: &Stored, satisfaction: Option<Satisfaction>) -> Command {
    let solved = match stored.case.outcome {
        Some(Outcome::Partly) => Solved::Partly,
        Some(Outcome::CannotBeSolved | Outcome::MovedToList) => Solved::No,
        _ => Solved::Yes,
    };
    let satisfaction = satisfaction.map(|s| match s {
        Satisfaction::Satisfied => 5,
        Satisfaction::Basically => 4,
        Satisfaction::Not => 2,
    });
    Command::Confirm { solved, satisfaction }
}

fn outcome_of(outcome: linju_demo::Outcome) -> Outcome {
    match outcome {
        linju_demo::Outcome::Solved => Outcome::Solved,
        linju_demo::Outcome::Partly => Outcome::Partly,
        linju_demo::Outcome::CannotBeSolved => Outcome::CannotBeSolved,
        linju_demo::Outcome::MovedToList => Outcome::MovedToList,
    }
}

fn nature(urgency: Urgency) -> String {
    let flags = [
        (urgency.urgent, "urgent"),
        (urgency.hard, "hard"),
        (urgency.worrying, "worrying"),
        (urgency.hoped, "longed_for"),
    ];
    flags.iter().filter(|(set, _)| *set).map(|(_, code)| *code).collect::<Vec<_>>().join(" ")
}

/// A drawn picture: a dark stairwell before, a lit one after. It stands for a photo and shows no one's home.
pub(super) async fn picture(house: &House, after: bool) -> anyhow::Result<StoredFile> {
    let (wall, step, lamp) = if after {
        ([226u8, 220, 205], [150u8, 140, 126], [255u8, 214, 110])
    } else {
        ([58, 56, 62], [38, 36, 40], [90, 88, 92])
    };
    let picture = image::RgbImage::from_fn(960, 720, |x, y| {
        let (dx, dy) = (x.abs_diff(480), y.abs_diff(150));
        let stair = y > 330 && y > 690u32.saturating_sub((x / 96) * 40);
        let colour = if dx * dx + dy * dy < 70 * 70 {
            lamp
        } else if stair {
            step
        } else {
            wall
        };
        image::Rgb(colour)
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(house.files.take(bytes.into_inner()).await?)
}
