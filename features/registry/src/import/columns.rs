//! What a column is: guessed by the words in its head, corrected on screen, in any order.

use linju_kernel::coded;
use linju_kernel::lifecycle::Coded;

coded! {
    /// What the register can take from a column.
    pub enum Column {
        /// 姓名.
        Name = "name",
        /// 性别.
        Gender = "gender",
        /// 出生日期.
        Born = "born",
        /// 身份证号: read for birthday and sex, checked, never kept.
        IdNumber = "id_number",
        /// 手机.
        Phone = "phone",
        /// 固定电话.
        Landline = "landline",
        /// 地址 as a whole.
        Address = "address",
        /// 小区.
        Compound = "compound",
        /// 楼栋.
        Building = "building",
        /// 单元.
        Stairwell = "stairwell",
        /// 户室.
        Room = "room",
        /// 居住状态.
        State = "state",
        /// 身份: 业主, 租户, 承租人.
        Role = "role",
        /// 从哪天起.
        From = "from",
        /// 备注.
        Note = "note",
    }
}

/// Words found in heads, the more telling ones first.
const HEADS: &[(Column, &[&str])] = &[
    (Column::IdNumber, &["身份证", "证件号", "idnumber"]),
    (Column::Landline, &["固定电话", "固话", "座机", "家庭电话", "landline"]),
    (Column::Phone, &["手机", "联系电话", "联系方式", "电话", "移动电话", "phone", "mobile"]),
    (Column::Gender, &["性别", "gender", "sex"]),
    (Column::Born, &["出生", "生日", "birth"]),
    (Column::State, &["居住状态", "居住情况", "人户", "户籍状态", "居住状况", "state"]),
    (Column::Role, &["身份", "人员类别", "人员类型", "与房屋关系", "住户类型", "role"]),
    (Column::From, &["入住", "起始", "登记日期", "迁入", "from"]),
    (Column::Compound, &["小区", "compound", "estate"]),
    (Column::Stairwell, &["单元", "门洞", "楼组", "stairwell"]),
    (Column::Room, &["室号", "户室", "房号", "房间", "室", "room"]),
    (Column::Building, &["楼栋", "楼号", "幢", "栋", "号楼", "楼", "building"]),
    (Column::Address, &["地址", "住址", "门牌", "address"]),
    (Column::Note, &["备注", "说明", "note", "remark"]),
    (Column::Name, &["姓名", "名字", "name"]),
];

impl Column {
    /// What a column with this head is likely to be.
    pub fn guess(head: &str) -> Option<Column> {
        let head: String = head.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let found = HEADS.iter().find(|(_, words)| words.iter().any(|w| head.contains(w)));
        found.map(|(column, _)| *column).filter(|_| head.chars().count() <= 16)
    }
}

/// What each column of a sheet is taken as, in the sheet's order; none is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(pub Vec<Option<Column>>);

impl Mapping {
    /// The likely mapping of a header: each meaning once, for the first column that has it.
    pub fn guess(header: &[String]) -> Self {
        let mut taken = Vec::new();
        let mut once = |head: &String| {
            let column = Column::guess(head).filter(|c| !taken.contains(c));
            taken.extend(column);
            column
        };
        Self(header.iter().map(&mut once).collect())
    }

    /// The mapping as it is stored: codes with commas between.
    pub fn code(&self) -> String {
        let codes: Vec<&str> = self.0.iter().map(|c| c.map_or("", Column::code)).collect();
        codes.join(",")
    }

    /// The mapping of a stored code; a meaning given twice counts for the first.
    pub fn of(code: &str) -> Self {
        let mut taken = Vec::new();
        let mut once = |c: &str| {
            let column = Column::of(c).filter(|c| !taken.contains(c));
            taken.extend(column);
            column
        };
        Self(code.split(',').map(&mut once).collect())
    }

    /// Where `column` stands in the sheet.
    pub fn at(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|c| *c == Some(column))
    }

    /// The content of `column` in a row; empty where there is none.
    pub fn get<'a>(&self, column: Column, cells: &'a [String]) -> &'a str {
        self.at(column).and_then(|at| cells.get(at)).map_or("", String::as_str)
    }

    /// What must be there and is not: a name, and a room in parts or as a whole.
    pub fn missing(&self) -> Vec<Column> {
        let has = |c| self.at(c).is_some();
        let mut missing = Vec::new();
        if !has(Column::Name) {
            missing.push(Column::Name);
        }
        let in_parts = has(Column::Building) && has(Column::Room);
        if !in_parts && !has(Column::Address) {
            missing.push(Column::Address);
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn heads_are_known_in_any_order() {
        let header: Vec<String> = ["序号", "联系电话", "楼号", "姓名", "室号", "身份证号码", "居住状态"]
            .map(str::to_owned)
            .to_vec();
        let mapping = Mapping::guess(&header);
        use Column::*;
        assert_eq!(
            mapping.0,
            [None, Some(Phone), Some(Building), Some(Name), Some(Room), Some(IdNumber), Some(State)]
        );
        assert_eq!(Mapping::of(&mapping.code()), mapping);
        assert!(mapping.missing().is_empty());
        assert_eq!(Mapping::guess(&["电话".into()]).missing(), [Name, Address]);
    }

    proptest! {
        #[test]
        fn any_header_gives_each_meaning_at_most_once(header in prop::collection::vec("[姓名电话楼室号身份证地址 a-z]{0,8}", 0..30)) {
            let mapping = Mapping::guess(&header);
            for column in Column::ALL {
                prop_assert!(mapping.0.iter().filter(|c| **c == Some(*column)).count() <= 1);
            }
            prop_assert_eq!(mapping.0.len(), header.len());
        }
    }
}
