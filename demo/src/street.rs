//! The street, its three areas, and what the articles say of them.

use crate::{AreaRef, PlaceRef};

/// Stands beside everything invented: `演示`.
pub const MARK: &str = "演示";

/// The street (街道).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Street {
    /// `北外滩街道`.
    pub name: &'static str,
    /// Its root in [`crate::World::places`].
    pub place: PlaceRef,
    /// A fictional landline, digits only.
    pub phone: &'static str,
}

/// One residential area (居民区) and its committee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Area {
    /// ASCII, for addresses: `jiugeng`.
    pub code: &'static str,
    /// `久耕居民区`.
    pub name: &'static str,
    /// Two characters for the seal: `久耕`.
    pub seal: &'static str,
    /// Its place.
    pub place: PlaceRef,
    /// The committee's fictional landline, digits only.
    pub phone: &'static str,
    /// An invented address of the committee's office.
    pub address: &'static str,
}

/// A figure that an article states, kept apart from what the registry computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceFact {
    /// The area the article is about.
    pub area: AreaRef,
    /// What is counted.
    pub subject: &'static str,
    /// The number as printed.
    pub figure: i64,
    /// Its unit.
    pub unit: &'static str,
    /// The article's own words.
    pub quote: &'static str,
    /// Where our own count differs in meaning, or the article contradicts itself.
    pub remark: Option<&'static str>,
}

/// The article of each area, by [`AreaRef`].
pub const ARTICLES: [&str; 3] = [
    "汉阳居民区党总支 创新“四个锚定”治理经验 持续推进“四感工程”",
    "久耕居民区党总支 久耕“三化”锦囊 为幸福银龄再“加码”",
    "三联居民区党总支 党建赋能“三联举措” 为社区治理提质增效",
];

pub(crate) const STREET: &str = "北外滩街道";
pub(crate) const AREAS: [&str; 3] = ["汉阳居民区", "久耕居民区", "三联居民区"];

pub(crate) fn areas(place_of: impl Fn(AreaRef) -> PlaceRef) -> Vec<Area> {
    const CARDS: [(&str, &str, &str, &str); 3] = [
        ("hanyang", "汉阳", "02155550118", "汉阳路演示段18号底楼"),
        ("jiugeng", "久耕", "02155550128", "溧阳路演示段28号底楼"),
        ("sanlian", "三联", "02155550138", "公平路演示段38号底楼"),
    ];
    let card = |(n, (code, seal, phone, address))| Area {
        code,
        name: AREAS[n],
        seal,
        place: place_of(AreaRef(n)),
        phone,
        address,
    };
    CARDS.into_iter().enumerate().map(card).collect()
}

/// What the articles state, figure by figure.
#[rustfmt::skip]
pub const FACTS: &[SourceFact] = &[
    SourceFact { area: AreaRef(1), subject: "居民区常住户数", figure: 2149, unit: "户", quote: "共有小区常住户数2149户", remark: None },
    SourceFact { area: AreaRef(1), subject: "居民区常住人口", figure: 4195, unit: "人", quote: "常住人口4195人", remark: None },
    SourceFact { area: AreaRef(1), subject: "居民区老龄人口占比", figure: 46, unit: "%", quote: "小区内老龄人口占比高达46%", remark: Some("文中居民区与久耕小区同为46%") },
    SourceFact { area: AreaRef(1), subject: "实际居住80岁以上老人", figure: 385, unit: "人", quote: "其中实际居住80岁以上老人就有385位", remark: None },
    SourceFact { area: AreaRef(1), subject: "久耕小区常住户数", figure: 1206, unit: "户", quote: "久耕小区共有常住户数1206户", remark: None },
    SourceFact { area: AreaRef(1), subject: "久耕小区老龄人口占比", figure: 46, unit: "%", quote: "老龄人口占比高达46%", remark: Some("文中居民区与久耕小区同为46%") },
    SourceFact { area: AreaRef(1), subject: "适老化改造的孤老及纯老户家庭", figure: 130, unit: "户", quote: "已经有130余家孤老及纯老户家庭进行了适老化改造", remark: Some("文中为“130余”") },
    SourceFact { area: AreaRef(1), subject: "地下电动自行车停车库", figure: 4, unit: "个", quote: "小区内4个地下电动自行车停车库", remark: None },
    SourceFact { area: AreaRef(1), subject: "车库斜坡", figure: 40, unit: "度", quote: "35至40度角的斜坡", remark: Some("文中为35至40度") },
    SourceFact { area: AreaRef(1), subject: "希望在地面安装充电桩的车主", figure: 60, unit: "人", quote: "车主约60人", remark: Some("文中为“约60”") },
    SourceFact { area: AreaRef(1), subject: "地面充电桩", figure: 4, unit: "组", quote: "安装4组充电桩", remark: None },
    SourceFact { area: AreaRef(1), subject: "地面充电车位", figure: 40, unit: "辆", quote: "可供40辆车充电", remark: None },
    SourceFact { area: AreaRef(1), subject: "甜缘微阵地", figure: 10, unit: "平方米", quote: "“久安”公寓底楼十平方大小的储藏室", remark: None },
    SourceFact { area: AreaRef(2), subject: "公平大楼车棚改造前", figure: 20, unit: "辆", quote: "原本仅能容纳20辆电瓶车", remark: None },
    SourceFact { area: AreaRef(2), subject: "公平大楼车棚改造后", figure: 60, unit: "辆", quote: "能够轻松容纳60辆电瓶车", remark: None },
    SourceFact { area: AreaRef(2), subject: "小区入口增设路灯", figure: 1, unit: "盏", quote: "成功为小区安装了一盏意义非凡的路灯", remark: None },
];
