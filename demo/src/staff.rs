//! Accounts of those who work with the system, and the grids they answer for. Passwords are not here.

use crate::codes::codes;
use crate::orgs::{Org, OrgKind};
use crate::places::{Place, PlaceKind};
use crate::{AreaRef, OrgRef, PlaceRef, StaffRef, World};

codes! {
    /// What an account's holder does.
    Duty {
        Secretary = "secretary", "书记";
        Director = "director", "主任";
        CommitteeMember = "committee_member", "两委成员";
        Worker = "community_worker", "社工";
        Foreman = "foreman", "维修班长";
        PropertyDesk = "property_desk", "物业前台";
        StreetOfficer = "street_officer", "街道干部";
        OperationOfficer = "operation_officer", "城运中心值班员";
        HousingOfficer = "housing_officer", "房办干部";
    }
}

/// One account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// ASCII: `chenxiaowen`.
    pub login: &'static str,
    /// `陈晓雯`.
    pub name: &'static str,
    /// Everything the holder is; the secretary is often also the director.
    pub duties: &'static [Duty],
    /// The area; none on the street.
    pub area: Option<AreaRef>,
    /// Whose staff.
    pub org: OrgRef,
    /// A fictional mobile, digits only.
    pub phone: String,
    /// 两委成员联系群众: the stairwells the holder looks after.
    pub looks_after: Vec<PlaceRef>,
}

/// A grid cell: buildings with one who answers for them and a deputy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// Its area.
    pub area: AreaRef,
    /// Unique in the area: `03`.
    pub code: String,
    /// `久耕小区1–4号楼`.
    pub name: String,
    /// Its buildings.
    pub buildings: Vec<PlaceRef>,
    /// Who answers for it; none must be flagged.
    pub worker: Option<StaffRef>,
    /// Who stands in.
    pub deputy: Option<StaffRef>,
}

type Seat = (&'static str, &'static str, &'static [Duty], Option<usize>, OrgKind);

#[rustfmt::skip]
const SEATS: &[Seat] = &[
    ("jiedao", "方志远", &[Duty::StreetOfficer], None, OrgKind::StreetOffice),
    ("chengyun", "倪佳", &[Duty::OperationOfficer], None, OrgKind::OperationCentre),
    ("fangban", "邱正华", &[Duty::HousingOfficer], None, OrgKind::HousingOffice),

    ("luyinghua", "陆英华", &[Duty::Secretary, Duty::Director], Some(0), OrgKind::Committee),
    ("shiwei", "施伟", &[Duty::CommitteeMember], Some(0), OrgKind::Committee),
    ("tangyi", "汤怡", &[Duty::Worker], Some(0), OrgKind::Committee),
    ("dingjie", "丁洁", &[Duty::Worker], Some(0), OrgKind::Committee),
    ("hanyang-wuye", "汉阳物业前台", &[Duty::PropertyDesk], Some(0), OrgKind::PropertyCompany),
    ("zhangshifu", "张永根", &[Duty::Foreman], Some(0), OrgKind::PropertyCompany),

    ("yangjingfang", "杨静芳", &[Duty::Secretary, Duty::Director], Some(1), OrgKind::Committee),
    ("xujianhua", "徐建华", &[Duty::CommitteeMember], Some(1), OrgKind::Committee),
    ("chenxiaowen", "陈晓雯", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("zhumin", "朱敏", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("gulei", "顾磊", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("shenjiayi", "沈佳怡", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("hanbin", "韩斌", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("maliping", "马丽萍", &[Duty::CommitteeMember], Some(1), OrgKind::Committee),
    ("qianwei", "钱伟", &[Duty::Worker], Some(1), OrgKind::Committee),
    ("jiugeng-wuye", "久耕物业前台", &[Duty::PropertyDesk], Some(1), OrgKind::PropertyCompany),
    ("wangshifu", "王志强", &[Duty::Foreman], Some(1), OrgKind::PropertyCompany),

    ("jiangwenjuan", "蒋文娟", &[Duty::Secretary], Some(2), OrgKind::Committee),
    ("yugang", "俞刚", &[Duty::Director], Some(2), OrgKind::Committee),
    ("caiyun", "蔡芸", &[Duty::CommitteeMember], Some(2), OrgKind::Committee),
    ("pengfei", "彭飞", &[Duty::Worker], Some(2), OrgKind::Committee),
    ("xiaying", "夏莹", &[Duty::Worker], Some(2), OrgKind::Committee),
    ("sanlian-wuye", "三联物业前台", &[Duty::PropertyDesk], Some(2), OrgKind::PropertyCompany),
    ("lishifu", "李福明", &[Duty::Foreman], Some(2), OrgKind::PropertyCompany),
];

/// Compound, first and last building, worker, deputy. One cell of 久耕 has no one, to be flagged.
type Cell = (&'static str, usize, usize, Option<&'static str>, Option<&'static str>);

#[rustfmt::skip]
const CELLS: &[Cell] = &[
    ("汉阳小区", 1, 3, Some("tangyi"), Some("dingjie")),
    ("汉阳小区", 4, 6, Some("dingjie"), Some("tangyi")),
    ("汉阳里", 1, 3, Some("shiwei"), Some("tangyi")),
    ("久耕小区", 1, 4, Some("chenxiaowen"), Some("zhumin")),
    ("久耕小区", 5, 8, Some("zhumin"), Some("chenxiaowen")),
    ("久耕小区", 9, 12, Some("gulei"), Some("shenjiayi")),
    ("久耕小区", 13, 15, Some("shenjiayi"), Some("gulei")),
    ("久耕小区", 16, 18, Some("hanbin"), Some("qianwei")),
    ("久安公寓", 1, 2, Some("maliping"), Some("hanbin")),
    ("久安里", 1, 10, None, None),
    ("久新小区", 1, 4, Some("qianwei"), Some("hanbin")),
    ("久新小区", 5, 8, Some("xujianhua"), Some("qianwei")),
    ("三联小区", 1, 3, Some("pengfei"), Some("xiaying")),
    ("三联小区", 4, 6, Some("xiaying"), Some("pengfei")),
    ("公平大楼", 1, 1, Some("caiyun"), Some("xiaying")),
];

/// Accounts and grids. `phone` hands out one fictional mobile after another.
pub(crate) fn staff(
    places: &[Place],
    orgs: &[Org],
    mut phone: impl FnMut() -> String,
) -> (Vec<Account>, Vec<Grid>) {
    let mut accounts: Vec<Account> = SEATS
        .iter()
        .map(|(login, name, duties, area, kind)| {
            let area = area.map(AreaRef);
            let org = orgs.iter().position(|org| org.kind == *kind && org.area == area);
            let org = OrgRef(org.expect("every seat has its organisation"));
            Account { login, name, duties, area, org, phone: phone(), looks_after: Vec::new() }
        })
        .collect();
    let mut grids = Vec::new();
    for (compound, first, last, worker, deputy) in CELLS {
        let at = World::find(places, PlaceKind::Compound, compound);
        let all: Vec<PlaceRef> = World::below(places, at, PlaceKind::Building).collect();
        let buildings = all[first - 1..*last].to_vec();
        let who = |login: &Option<&str>| {
            login.map(|login| StaffRef(SEATS.iter().position(|seat| seat.0 == login).expect("a seat")))
        };
        let (worker, deputy) = (who(worker), who(deputy));
        if let Some(StaffRef(n)) = worker {
            let stairwells =
                |b: &PlaceRef| World::below(places, *b, PlaceKind::Stairwell).collect::<Vec<_>>();
            accounts[n].looks_after.extend(buildings.iter().flat_map(stairwells));
        }
        let area = places[at.0].area.expect("a compound is in an area");
        let code = format!("{:02}", 1 + grids.iter().filter(|grid: &&Grid| grid.area == area).count());
        let name =
            if first == last { (*compound).to_owned() } else { format!("{compound}{first}–{last}号") };
        grids.push(Grid { area, code, name, buildings, worker, deputy });
    }
    (accounts, grids)
}
