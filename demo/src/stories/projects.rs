//! Stories in which wishes became projects, and projects found partners.

use super::teller::{Said, Teller, Telling};
use super::{ItemState, ListItem, ListKind, Story};
use crate::hours::WORK_DAY;
use crate::orgs::OrgKind;
use crate::people::WANG;
use crate::places::PlaceKind;
use crate::request::{Channel, Doer, Outcome, Request, Satisfaction, What};
use crate::{AreaRef, OrgRef, PersonRef, PlaceRef, World};
use std::collections::BTreeSet;

const HANYANG: AreaRef = AreaRef(0);
const JIUGENG: AreaRef = AreaRef(1);
const SANLIAN: AreaRef = AreaRef(2);

pub(super) fn stories(world: &World) -> Vec<Story> {
    vec![
        street_lamp(world),
        charging(world),
        entrance(world),
        bike_shed(world),
        tower_safety(world),
        micro_venue(world),
        hanyang_works(world),
    ]
}

/// A wish that goes on the need list; `outcome` of the wish itself, told by the committee.
fn wish(told: &Teller, said: Said, reply: &str, thanks: &'static str) -> Telling {
    let worker = Doer::Staff(told.worker(told.world.person(said.person).room));
    let committee = told.world.org_of(told.area, OrgKind::Committee);
    let mut telling = told.hear(said);
    telling.request.urgency.hoped = true;
    telling
        .take(worker, committee, worker, "当面记下,读给他听过,说是这个意思")
        .handle(2 * WORK_DAY, worker, Outcome::MovedToList, reply)
        .close(worker, false, Satisfaction::Satisfied, thanks);
    telling
}

/// What a list says of one item.
struct Entry {
    list: ListKind,
    title: &'static str,
    place: PlaceRef,
    from: Vec<usize>,
    partners: Vec<OrgRef>,
    /// Days before today: on the list, done.
    days: (i64, i64),
    note: &'static str,
}

/// An item that was done and struck off.
fn item(told: &Teller, entry: Entry) -> ListItem {
    let Entry { list, title, place, from, partners, days, note } = entry;
    let (since, done) = (told.day(days.0), Some(told.day(days.1)));
    ListItem { list, title, place, state: ItemState::StruckOff, from, partners, since, done, note }
}

fn story(
    key: &'static str,
    title: &'static str,
    area: AreaRef,
    requests: Vec<Request>,
    items: Vec<ListItem>,
) -> Story {
    Story { key, title, area, requests, items, retrofits: Vec::new() }
}

/// 三联: a lamp at the entrance, built with 建四建.
fn street_lamp(world: &World) -> Story {
    let told = Teller { world, area: SANLIAN };
    let place = told.place(PlaceKind::Gate, "三联小区入口");
    let said = Said {
        days_ago: 210,
        channel: Channel::Doorstep,
        place,
        category: "1204",
        words: "小区入口一到夜里黑漆漆的,好装一盏亮点的路灯伐?",
        title: "小区入口想装一盏路灯",
        person: told.named(WANG),
    };
    let lamp = wish(
        &told,
        said,
        "您这个想法好几家都提过,已列进需求清单,去找共建单位一道做。",
        "记下来就好,我等着灯亮",
    );
    let builder = world.org_named("建四建");
    let entry = Entry {
        list: ListKind::Need,
        title: "小区入口增设路灯",
        place,
        from: vec![0],
        partners: vec![builder],
        days: (206, 150),
        note: "与建四建党建共建,装了一盏照亮归家路的路灯",
    };
    story("lamp-sanlian", "三联小区入口一盏路灯", SANLIAN, vec![lamp.request], vec![item(&told, entry)])
}

/// 久耕: sixty owners, one case, four sets for forty vehicles; demand is above supply and shown so.
fn charging(world: &World) -> Story {
    let told = Teller { world, area: JIUGENG };
    let place = told.place(PlaceKind::Plot, "久耕小区楼前空地");
    let compound = told.place(PlaceKind::Compound, "久耕小区");
    let worker = |person: PersonRef| Doer::Staff(told.worker(world.person(person).room));
    let wordings: Vec<&'static str> = include_str!("charging.txt").lines().collect();
    let mut homes = BTreeSet::new();
    let inside = |p: &PersonRef| {
        linju_kernel::path::within(&world.place(world.person(*p).room).path, &world.place(compound).path)
    };
    let owners = told.grown().filter(inside).filter(|p| homes.insert(world.person(*p).household)).step_by(20);
    let channels = [
        Channel::Meeting,
        Channel::Phone,
        Channel::Doorstep,
        Channel::Counter,
        Channel::Screen,
        Channel::Wechat,
    ];
    let hear = |(n, (words, person)): (usize, (&'static str, PersonRef))| {
        let said = Said {
            days_ago: 300 - n as i64 / 3,
            channel: channels[n % channels.len()],
            place,
            category: "0405",
            words,
            title: "车库坡太陡,想在地面充电",
            person,
        };
        let mut telling = told.hear(said);
        telling.request.urgency.hoped = true;
        telling.request.urgency.worrying = true;
        if n > 0 {
            telling.step(20, worker(person), What::Merge { into: 0 });
        }
        telling.request
    };
    let mut requests: Vec<Request> = wordings.into_iter().zip(owners).enumerate().map(hear).collect();
    requests[0] = lead_charging(&told, &requests[0]);
    let street = world.org_of(JIUGENG, OrgKind::StreetOffice);
    let entry = Entry {
        list: ListKind::Project,
        title: "久耕小区地面充电桩",
        place,
        from: (0..requests.len()).collect(),
        partners: vec![street],
        days: (270, 180),
        note: "车库坡道35至40度;约60位车主提出;楼前空地装4组,可供40辆车充电,优先留给腿脚不便的老年车主",
    };
    story("charging-jiugeng", "六十位车主要在地面充电", JIUGENG, requests, vec![item(&told, entry)])
}

/// The life of the case that all sixty share: it outlasts the last of them.
fn lead_charging(told: &Teller, first: &Request) -> Request {
    let crate::Requester::Person(person) = first.by else { return first.clone() };
    let world = told.world;
    let worker = Doer::Staff(told.worker(world.person(person).room));
    let street = world.org_of(JIUGENG, OrgKind::StreetOffice);
    let said = Said {
        days_ago: 300,
        channel: first.channel,
        place: first.place,
        category: "0405",
        words: include_str!("charging.txt").lines().next().expect("sixty wordings"),
        title: "车库坡太陡,想在地面充电",
        person,
    };
    let mut lead = told.hear(said);
    lead.request.urgency = first.urgency;
    lead.take(worker, street, Doer::Org(street), "量过坡道,35到40度,老人推车确实吃力")
        .step(WORK_DAY, Doer::Org(street), What::Wait { on: "等统计全部车主意愿", until: told.day(276) })
        .step(17 * WORK_DAY, Doer::Org(street), What::Resume)
        .handle(
            2 * WORK_DAY,
            Doer::Org(street),
            Outcome::MovedToList,
            "一共六十位车主提出。楼前空地装4组、可充40辆,位子比人少,先留给腿脚不便的老年车主,其余排队,名单贴出来。",
        )
        .close(worker, false, Satisfaction::Satisfied, "有得装就好,排队我也愿意");
    lead.request
}

/// 三联: three wishes about one entrance become 邻聚里.
fn entrance(world: &World) -> Story {
    let told = Teller { world, area: SANLIAN };
    let place = told.place(PlaceKind::Gate, "三联小区入口");
    let door = |room| told.at_door(room);
    let said = |days_ago, words, channel, room| Said {
        days_ago,
        channel,
        place,
        category: "1202",
        words,
        title: "小区入口要修缮美化",
        person: door(room),
    };
    let first = said(250, "小区入口需要修缮,门头破破烂烂的。", Channel::Meeting, "2号楼201室");
    let lead =
        wish(&told, first, "三位邻居都提到入口,并成一件,请规划师来画方案,大家一道挑。", "画好了叫我来看");
    let merged = |said: Said| {
        let worker = Doer::Staff(told.worker(world.person(said.person).room));
        let mut telling = told.hear(said);
        telling.step(20, worker, What::Merge { into: 0 });
        telling.request
    };
    let requests = vec![
        lead.request,
        merged(said(249, "入口那里设施老化,存在安全隐患,铁门会夹手。", Channel::Phone, "4号楼302室")),
        merged(said(249, "要和周边环境匹配,最好美化一下,好看点。", Channel::Wechat, "5号楼402室")),
    ];
    let partners =
        vec![world.org_named("社区规划师工作室(演示)"), world.org_of(SANLIAN, OrgKind::PropertyCompany)];
    let entry = Entry {
        list: ListKind::Project,
        title: "小区入口“邻聚里”微更新",
        place,
        from: vec![0, 1, 2],
        partners,
        days: (240, 120),
        note: "社工、物业、党员志愿者组成幸福改造小分队全程监督,成为议事、宣传、休闲的家门口阵地",
    };
    story("entrance-sanlian", "三联小区入口变成邻聚里", SANLIAN, requests, vec![item(&told, entry)])
}

/// 三联: the shed of 公平大楼 from 20 to 60, built with 北横通道项目部.
fn bike_shed(world: &World) -> Story {
    let told = Teller { world, area: SANLIAN };
    let place = told.place(PlaceKind::BikeShed, "公平大楼车棚");
    let said = Said {
        days_ago: 280,
        channel: Channel::Meeting,
        place,
        category: "0406",
        words: "车棚只停得下二十部,现在塞了四十几部,插座乱拉,要出事的。",
        title: "公平大楼车棚太挤,没人管",
        person: told.at_door("公平大楼803室"),
    };
    let shed = wish(
        &told,
        said,
        "业委会、物业和居民代表一道看过,列入项目清单,请北横通道项目部来改造。",
        "快点弄就好",
    );
    let entry = Entry {
        list: ListKind::Project,
        title: "公平大楼车棚升级改造",
        place,
        from: vec![0],
        partners: vec![world.org_named("北横通道项目部")],
        days: (272, 170),
        note: "原可停20辆,改造后可停60辆",
    };
    story("shed-gongping", "公平大楼车棚从20辆到60辆", SANLIAN, vec![shed.request], vec![item(&told, entry)])
}

/// 三联: lift guard bought with award money, cameras given by 鹰眼公司.
fn tower_safety(world: &World) -> Story {
    let told = Teller { world, area: SANLIAN };
    let hall = told.place(PlaceKind::Venue, "公平大楼一楼大厅");
    let guard = Entry {
        list: ListKind::Project,
        title: "公平大楼电梯梯控",
        place: hall,
        from: vec![],
        partners: vec![world.org_of(SANLIAN, OrgKind::HousingOffice)],
        days: (230, 160),
        note: "用部分小区达标奖金引入,防止电瓶车上楼",
    };
    let cameras = Entry {
        list: ListKind::Resource,
        title: "车棚和一楼大厅监控",
        place: hall,
        from: vec![],
        partners: vec![world.org_named("鹰眼公司")],
        days: (220, 155),
        note: "征询居民意见后,鹰眼公司免费安装",
    };
    let items = vec![item(&told, guard), item(&told, cameras)];
    story("safety-gongping", "公平大楼梯控和监控", SANLIAN, vec![], items)
}

/// 久耕: ten square metres of store room become 甜缘微阵地.
fn micro_venue(world: &World) -> Story {
    let told = Teller { world, area: JIUGENG };
    let place = told.place(PlaceKind::Venue, "久安公寓底楼储藏室");
    let said = Said {
        days_ago: 260,
        channel: Channel::Meeting,
        place,
        category: "1201",
        words: "底楼那间储藏室空着堆杂物,弄出来给老人坐坐、议议事多好。",
        title: "久安公寓底楼储藏室想用起来",
        person: told.at_door("久安公寓1号楼301室"),
    };
    let room = wish(&told, said, "第四党支部认领了,先清杂物,再请大家来定怎么用。", "有地方坐就好");
    let entry = Entry {
        list: ListKind::Project,
        title: "甜缘“微阵地”",
        place,
        from: vec![0],
        partners: vec![world.org_named("久耕第四党支部")],
        days: (250, 140),
        note: "底楼10平方米储藏室,改成活动场和议事室",
    };
    story(
        "venue-tianyuan",
        "十平方米储藏室变成甜缘微阵地",
        JIUGENG,
        vec![room.request],
        vec![item(&told, entry)],
    )
}

/// 汉阳: the culture wall, charging along the street, and a summer's gifts from 大新银行.
fn hanyang_works(world: &World) -> Story {
    let told = Teller { world, area: HANYANG };
    let wall = told.place(PlaceKind::Courtyard, "汉阳文化墙");
    let said = Said {
        days_ago: 240,
        channel: Channel::Paper,
        place: wall,
        category: "1202",
        words: "小区墙面老化,一块块掉皮,画点画好伐?我孙女会画。",
        title: "小区墙面老化,想画文化墙",
        person: told.at_door("3号楼302室"),
    };
    let paint = wish(&told, said, "大家都支持,列入项目清单,图样由居民来出、居民来选。", "孙女开心煞了");
    let culture = Entry {
        list: ListKind::Project,
        title: "社区文化墙微改造",
        place: wall,
        from: vec![0],
        partners: vec![],
        days: (232, 130),
        note: "居民提供彩绘创意和设计方案",
    };
    let charge = Entry {
        list: ListKind::Project,
        title: "沿街电动自行车集中充电",
        place: told.place(PlaceKind::Plot, "汉阳沿街集中充电点"),
        from: vec![],
        partners: vec![world.org_of(HANYANG, OrgKind::StreetOffice)],
        days: (260, 145),
        note: "在沿街路面新设集中充电装置,从源头解决飞线充电和入户充电",
    };
    let gifts = Entry {
        list: ListKind::Resource,
        title: "夏日大礼包和防诈骗讲座",
        place: told.place(PlaceKind::Compound, "汉阳小区"),
        from: vec![],
        partners: vec![world.org_named("大新银行")],
        days: (140, 120),
        note: "骄“阳”送清凉、关爱沁人“新”",
    };
    let items = [culture, charge, gifts].map(|entry| item(&told, entry)).into();
    story("works-hanyang", "汉阳文化墙、沿街充电和送清凉", HANYANG, vec![paint.request], items)
}
