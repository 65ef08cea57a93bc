//! Organisations: the committee and its branches, the troika, the street's units, utilities and partners.

use crate::codes::codes;
use crate::{AreaRef, PlaceRef};

codes! {
    /// What an organisation is.
    OrgKind {
        Committee = "neighbourhood_committee", "居委会";
        GeneralBranch = "area_party_branch", "居民区党总支";
        Branch = "party_branch", "党支部";
        PropertyCompany = "property_company", "物业公司";
        OwnersCommittee = "owners_committee", "业委会";
        HousingUnit = "public_housing_unit", "产权单位";
        Mediation = "mediation_committee", "人民调解委员会";
        StreetOffice = "street_office", "街道办事处";
        StreetPartyCommittee = "street_party_committee", "街道党工委";
        HousingOffice = "housing_office", "街道房办";
        OperationCentre = "city_operation_centre", "城运中心";
        AffairsCentre = "affairs_centre", "社区事务受理服务中心";
        LawEnforcement = "law_enforcement", "综合行政执法队";
        Police = "police_station", "派出所";
        Fire = "fire_station", "消防救援站";
        Hospital = "hospital", "医院";
        Water = "water_supply", "供水";
        Power = "power_supply", "供电";
        Gas = "gas_supply", "燃气";
        StreetLighting = "street_lighting", "路灯管理";
        Telecom = "telecom", "通信线缆";
        LiftMaintainer = "lift_maintainer", "电梯维保";
        ElderService = "elder_service", "为老服务";
        Partner = "partner_unit", "共建单位";
    }
}

/// One organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Org {
    /// What it is.
    pub kind: OrgKind,
    /// Its full name.
    pub name: &'static str,
    /// As people call it: `物业`.
    pub short: &'static str,
    /// The area it belongs to; none for what serves the whole street.
    pub area: Option<AreaRef>,
    /// The compounds or buildings it is in charge of, if not the whole area.
    pub places: Vec<PlaceRef>,
    /// A fictional landline, digits only.
    pub phone: String,
}

type Row = (OrgKind, Option<usize>, &'static str, &'static str, &'static [&'static str]);

/// Kind, area, name, short name, compounds in its charge. 久耕 has no owners' committee and, in 久安里,
/// public housing with a 产权单位.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (OrgKind::StreetOffice, None, "北外滩街道办事处", "街道", &[]),
    (OrgKind::StreetPartyCommittee, None, "北外滩街道党工委", "街道党工委", &[]),
    (OrgKind::HousingOffice, None, "北外滩街道房屋管理办公室", "街道房办", &[]),
    (OrgKind::OperationCentre, None, "北外滩街道城市运行管理中心", "城运中心", &[]),
    (OrgKind::AffairsCentre, None, "北外滩街道社区事务受理服务中心", "受理中心", &[]),
    (OrgKind::LawEnforcement, None, "北外滩街道综合行政执法队", "城管", &[]),
    (OrgKind::Police, None, "北外滩派出所(演示)", "派出所", &[]),
    (OrgKind::Fire, None, "北外滩消防救援站(演示)", "消防", &[]),
    (OrgKind::Hospital, None, "第一人民医院", "一院", &[]),
    (OrgKind::Water, None, "自来水公司北外滩服务站(演示)", "供水", &[]),
    (OrgKind::Power, None, "电力公司北外滩服务站(演示)", "供电", &[]),
    (OrgKind::Gas, None, "燃气公司北外滩服务站(演示)", "燃气", &[]),
    (OrgKind::StreetLighting, None, "路灯管理所北外滩班(演示)", "路灯所", &[]),
    (OrgKind::Telecom, None, "通信线缆联合抢修班(演示)", "线缆抢修班", &[]),
    (OrgKind::LiftMaintainer, None, "安平电梯维保部(演示)", "电梯维保", &[]),
    (OrgKind::ElderService, None, "适老化改造服务队(演示)", "适老化服务队", &[]),
    (OrgKind::ElderService, None, "爬楼机服务点(演示)", "爬楼机服务点", &[]),
    (OrgKind::Partner, None, "北横通道项目部", "北横项目部", &[]),
    (OrgKind::Partner, None, "建四建", "建四建", &[]),
    (OrgKind::Partner, None, "鹰眼公司", "鹰眼", &[]),
    (OrgKind::Partner, None, "大新银行", "大新银行", &[]),
    (OrgKind::Partner, None, "社区规划师工作室(演示)", "规划师", &[]),

    (OrgKind::Committee, Some(0), "汉阳居民委员会", "汉阳居委", &[]),
    (OrgKind::GeneralBranch, Some(0), "汉阳居民区党总支", "汉阳党总支", &[]),
    (OrgKind::Branch, Some(0), "汉阳第一党支部", "第一党支部", &["汉阳小区"]),
    (OrgKind::Branch, Some(0), "汉阳第二党支部", "第二党支部", &["汉阳里"]),
    (OrgKind::PropertyCompany, Some(0), "汉和物业服务有限公司(演示)", "物业", &["汉阳小区", "汉阳里"]),
    (OrgKind::OwnersCommittee, Some(0), "汉阳小区业主委员会", "业委会", &["汉阳小区"]),
    (OrgKind::HousingUnit, Some(0), "汉阳公房资产管理所(演示)", "公房所", &["汉阳里"]),
    (OrgKind::Mediation, Some(0), "汉阳居民区人民调解委员会", "调解", &[]),

    (OrgKind::Committee, Some(1), "久耕居民委员会", "久耕居委", &[]),
    (OrgKind::GeneralBranch, Some(1), "久耕居民区党总支", "久耕党总支", &[]),
    (OrgKind::Branch, Some(1), "久耕第一党支部", "第一党支部", &["久耕小区"]),
    (OrgKind::Branch, Some(1), "久耕第二党支部", "第二党支部", &["久新小区"]),
    (OrgKind::Branch, Some(1), "久耕第三党支部", "第三党支部", &["久安里"]),
    (OrgKind::Branch, Some(1), "久耕第四党支部", "第四党支部", &["久安公寓"]),
    (OrgKind::PropertyCompany, Some(1), "久和物业服务有限公司(演示)", "物业", &["久耕小区", "久安公寓", "久安里", "久新小区"]),
    (OrgKind::HousingUnit, Some(1), "久安公房资产管理所(演示)", "公房所", &["久安里"]),
    (OrgKind::Mediation, Some(1), "久耕居民区人民调解委员会", "调解", &[]),

    (OrgKind::Committee, Some(2), "三联居民委员会", "三联居委", &[]),
    (OrgKind::GeneralBranch, Some(2), "三联居民区党总支", "三联党总支", &[]),
    (OrgKind::Branch, Some(2), "三联第一党支部", "第一党支部", &["三联小区"]),
    (OrgKind::Branch, Some(2), "三联第二党支部", "第二党支部", &["公平大楼"]),
    (OrgKind::PropertyCompany, Some(2), "联安物业服务有限公司(演示)", "物业", &["三联小区", "公平大楼"]),
    (OrgKind::OwnersCommittee, Some(2), "三联小区业主委员会", "业委会", &["三联小区"]),
    (OrgKind::OwnersCommittee, Some(2), "公平大楼业主委员会", "业委会", &["公平大楼"]),
    (OrgKind::Mediation, Some(2), "三联居民区人民调解委员会", "调解", &[]),

    (OrgKind::Partner, None, "滨江商务楼宇(演示)", "商务楼", &[]),
];

/// Every organisation; `compound` finds a compound by name.
pub(crate) fn orgs(compound: impl Fn(&str) -> PlaceRef) -> Vec<Org> {
    let org = |(n, (kind, area, name, short, places)): (usize, &Row)| Org {
        kind: *kind,
        name,
        short,
        area: area.map(AreaRef),
        places: places.iter().map(|name| compound(name)).collect(),
        phone: format!("0215555{:04}", 200 + n),
    };
    ROWS.iter().enumerate().map(org).collect()
}
