//! Stories of single requests: an impossible lift, a dark landing, work that did not hold, a dispute.

use super::teller::{Said, Teller};
use super::{ItemState, ListItem, ListKind, Story};
use crate::hours::WORK_DAY;
use crate::orgs::OrgKind;
use crate::people::{CHEN, LIU, SHEN};
use crate::places::PlaceKind;
use crate::request::{Channel, Dispute, Doer, Outcome, Satisfaction, Urgency, What};
use crate::staff::Duty;
use crate::{AreaRef, World};

pub(super) fn stories(world: &World) -> Vec<Story> {
    vec![lift(world), landing(world), not_fixed(world), dispute(world)]
}

/// 汉阳: no lift beside the planning line; a stair-climber instead.
fn lift(world: &World) -> Story {
    let area = AreaRef(0);
    let told = Teller { world, area };
    let person = told.named(CHEN);
    let place = told.stairwell(person);
    let worker = Doer::Staff(told.worker(place));
    let street = world.org_of(area, OrgKind::StreetOffice);
    let mut wish = told.hear(Said {
        days_ago: 160,
        channel: Channel::Meeting,
        place,
        category: "0203",
        words: "我八十二了住六楼,一个月没下过楼,人家都装电梯,阿拉啥辰光装?",
        title: "2号楼想加装电梯",
        person,
    });
    wish.request.urgency = Urgency { hard: true, worrying: true, hoped: true, urgent: false };
    wish.take(worker, street, Doer::Org(street), "民情恳谈会后上门听了一遍,说明先请规划部门看红线")
        .step(2 * WORK_DAY, Doer::Org(street), What::Wait { on: "等规划部门出具红线图", until: told.day(140) })
        .step(8 * WORK_DAY, Doer::Org(street), What::Resume)
        .step(
            60,
            Doer::Org(street),
            What::Handle {
                outcome: Outcome::CannotBeSolved,
                reply: "陈阿婆,跟您说实话,电梯装不了:楼紧贴马路,红线图量下来没有地方立电梯井,图纸带给您看。街道请来了爬楼机,看病、晒太阳都好约,第一次我们陪着。".to_owned(),
                constraint: Some("楼栋紧邻街区道路,受规划红线限制,没有加装电梯的位置(依据:规划红线图)"),
                alternative: Some("引入电动载人爬楼机服务,为多层住宅老人预约上下楼"),
            },
        )
        .step(200, worker, What::Verify { note: "看过规划红线图,图上量的距离和现场一致" })
        .close(worker, false, Satisfaction::Basically, "电梯装不成有点难过,爬楼机坐下来稳的,能下楼就好");
    let service = world.org_named("爬楼机服务点(演示)");
    let mut ride = told.hear(Said {
        days_ago: 130,
        channel: Channel::Phone,
        place,
        category: "1004",
        words: "后天要去一院看毛病,约一趟爬楼机,早上八点半好伐?",
        title: "2号楼约爬楼机",
        person,
    });
    ride.take(worker, service, Doer::Org(service), "约好后天早上八点半,师傅到门口")
        .handle(WORK_DAY, Doer::Org(service), Outcome::Solved, "上下两趟都平安,下次打同一个电话。")
        .close(worker, true, Satisfaction::Satisfied, "坐在上头不晃,师傅还帮我拎包");
    let climber = ListItem {
        list: ListKind::Project,
        title: "引入电动载人爬楼机",
        place: told.place(PlaceKind::Compound, "汉阳小区"),
        state: ItemState::StruckOff,
        from: vec![0],
        partners: vec![service],
        since: told.day(150),
        done: Some(told.day(134)),
        note: "为无法加装电梯的多层住宅居民上下楼",
    };
    story(
        "lift-hanyang",
        "汉阳小区装不了电梯,改用爬楼机",
        area,
        vec![wish.request, ride.request],
        vec![climber],
    )
}

/// 久耕: the lamp on the second landing of 3号楼. It stands open: 王师傅 comes this afternoon.
fn landing(world: &World) -> Story {
    let area = AreaRef(1);
    let told = Teller { world, area };
    let person = told.named(LIU);
    let place = told.stairwell(person);
    let worker = Doer::Staff(told.worker(place));
    let foreman = Doer::Staff(world.holder(area, Duty::Foreman).expect("久耕 has its 王师傅"));
    let mut lamp = told.hear(Said {
        days_ago: 3,
        channel: Channel::Phone,
        place,
        category: "0105",
        words: "3号楼2楼楼道灯不亮,夜里上楼看不清台阶。",
        title: "3号楼2楼的楼道灯不亮",
        person,
    });
    lamp.request.spot = Some("2楼楼道".to_owned());
    lamp.request.receipt = Some(2018);
    lamp.request.urgency.worrying = true;
    lamp.take(
        worker,
        world.org_of(area, OrgKind::PropertyCompany),
        foreman,
        "电话打过了,王师傅今天下午2点上门",
    );
    story("landing-lamp", "刘爷爷报3号楼2楼楼道灯", area, vec![lamp.request], Vec::new())
}

/// 久耕: said to be mended, and was not. It stands reopened with a new clock.
fn not_fixed(world: &World) -> Story {
    let area = AreaRef(1);
    let told = Teller { world, area };
    let person = told.named(SHEN);
    let place = told.stairwell(person);
    let worker = Doer::Staff(told.worker(place));
    let foreman = Doer::Staff(world.holder(area, Duty::Foreman).expect("久耕 has its 王师傅"));
    let mut rail = told.hear(Said {
        days_ago: 14,
        channel: Channel::Doorstep,
        place,
        category: "0105",
        words: "三楼那段扶手松了,一拉就晃,楼上几个老人都不敢扶。",
        title: "4号楼3楼扶手松动",
        person,
    });
    rail.request.spot = Some("3楼扶手".to_owned());
    let no = What::FollowUp {
        channel: Channel::Doorstep,
        solved: Some(false),
        satisfaction: Some(Satisfaction::Not),
        note: "没修好,用了三天又松了",
    };
    rail.take(worker, world.org_of(area, OrgKind::PropertyCompany), foreman, "现场看过,膨胀螺丝松了")
        .handle(2 * WORK_DAY, foreman, Outcome::Solved, "扶手的螺丝都拧紧了,请放心扶。")
        .step(2 * WORK_DAY, worker, no)
        .step(2, Doer::Requester, What::Reopen { words: "没修好呀,用了三天又松了,要换长螺丝" })
        .step(60, foreman, What::Acknowledge);
    story("not-fixed", "4号楼扶手修了又松,重新再办", area, vec![rail.request], Vec::new())
}

/// 久耕: water from above, heard side by side, agreed on paper. The requester stays hidden.
fn dispute(world: &World) -> Story {
    let area = AreaRef(1);
    let told = Teller { world, area };
    let person = told.at_door("7号楼402室");
    let other_party = told.at_door("7号楼502室");
    let place = told.stairwell(person);
    let worker = Doer::Staff(told.worker(place));
    let mediator =
        Doer::Staff(world.holder(area, Duty::CommitteeMember).expect("久耕 has committee members"));
    let mut leak = told.hear(Said {
        days_ago: 75,
        channel: Channel::Counter,
        place,
        category: "0805",
        words: "楼上卫生间漏水漏到我家,跟他讲他说不关他事,千万勿要讲是我来说的。",
        title: "7号楼邻里漏水纠纷",
        person,
    });
    leak.request.dispute = Some(Dispute { other_party });
    leak.request.urgency = Urgency { worrying: true, hard: true, ..Urgency::default() };
    let agreement = "楼上一个月内重做卫生间防水,费用自负;楼下天花板粉刷费两家各一半;做好后一道试水。";
    leak.take(worker, world.org_of(area, OrgKind::Mediation), mediator, "当面答应不透露是谁反映的")
        .step(
            WORK_DAY,
            mediator,
            What::HearSide {
                requester: true, note: "说漏了两个月,天花板发霉,只求修好,不想吵"
            },
        )
        .step(
            200,
            mediator,
            What::HearSide {
                requester: false, note: "说地漏是老房子本来的,愿意看现场,费用想商量"
            },
        )
        .step(2 * WORK_DAY, mediator, What::Agree { agreement })
        .handle(30, mediator, Outcome::Solved, "两家谈拢了,协议签好,一个月后我们再来看试水。")
        .step(20 * WORK_DAY, worker, What::Verify { note: "试水半天没有再漏" })
        .close(worker, true, Satisfaction::Satisfied, "不漏了,碰面也打招呼了");
    story("dispute-leak", "7号楼漏水纠纷,坐下来谈好了", area, vec![leak.request], Vec::new())
}

fn story(
    key: &'static str,
    title: &'static str,
    area: AreaRef,
    requests: Vec<crate::Request>,
    items: Vec<ListItem>,
) -> Story {
    Story { key, title, area, requests, items, retrofits: Vec::new() }
}
