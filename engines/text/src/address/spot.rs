//! Where about a place it is.

use serde::Serialize;

/// Where about a place something is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// 楼下.
    Below,
    /// 楼上.
    Above,
    /// 门口, 门厅.
    Entrance,
    /// 楼道, 楼梯, 走廊.
    Stairs,
    /// 电梯.
    Lift,
    /// 前面.
    Front,
    /// 后面.
    Behind,
    /// 旁边.
    Beside,
    /// 对面.
    Opposite,
    /// 之间.
    Between,
    /// 屋顶.
    Roof,
    /// 地下车库.
    Underground,
}

/// The words, the longer before the shorter that begin alike; and what must not follow, for then it is
/// another word (下水道, 前天).
#[rustfmt::skip]
const WORDS: &[(&str, Spot, &str)] = &[
    ("楼下", Spot::Below, "水"), ("下面", Spot::Below, ""), ("下头", Spot::Below, ""), ("底下", Spot::Below, ""),
    ("下", Spot::Below, "水雨雪去来班个午半月次趟一周礼星暴大楼陷"),
    ("楼上", Spot::Above, ""), ("上面", Spot::Above, ""), ("上头", Spot::Above, ""),
    ("门口", Spot::Entrance, ""), ("门前", Spot::Entrance, ""), ("大门", Spot::Entrance, ""),
    ("单元门", Spot::Entrance, ""), ("门厅", Spot::Entrance, ""), ("大厅", Spot::Entrance, ""),
    ("楼道", Spot::Stairs, ""), ("楼梯", Spot::Stairs, ""), ("走廊", Spot::Stairs, ""),
    ("过道", Spot::Stairs, ""), ("走道", Spot::Stairs, ""),
    ("电梯", Spot::Lift, ""),
    ("楼前", Spot::Front, "天两几年"), ("前面", Spot::Front, ""), ("前头", Spot::Front, ""),
    ("前边", Spot::Front, ""), ("前", Spot::Front, "天两几年些一趟阵"),
    ("楼后", Spot::Behind, "天来"), ("后面", Spot::Behind, ""), ("后头", Spot::Behind, ""),
    ("后边", Spot::Behind, ""), ("背后", Spot::Behind, ""), ("后", Spot::Behind, "天来续果门"),
    ("旁边", Spot::Beside, ""), ("边上", Spot::Beside, ""), ("隔壁", Spot::Beside, ""), ("旁", Spot::Beside, ""),
    ("对面", Spot::Opposite, ""), ("对过", Spot::Opposite, ""),
    ("之间", Spot::Between, ""), ("中间", Spot::Between, ""), ("当中", Spot::Between, ""),
    ("屋顶", Spot::Roof, ""), ("楼顶", Spot::Roof, ""), ("天台", Spot::Roof, ""), ("屋面", Spot::Roof, ""),
    ("地下车库", Spot::Underground, ""), ("地下室", Spot::Underground, ""), ("车库", Spot::Underground, ""),
];

/// The spot that `chars` begins with, and how many characters its word takes.
pub(super) fn read(chars: &[char]) -> Option<(Spot, usize)> {
    WORDS.iter().find_map(|(word, spot, not_before)| {
        let length = word.chars().count();
        let stands = chars.len() >= length && word.chars().eq(chars[..length].iter().copied());
        let another = chars.get(length).is_some_and(|next| not_before.contains(*next));
        (stands && !another).then_some((*spot, length))
    })
}
