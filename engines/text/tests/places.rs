//! Places as people say them, as a worker would read them.

use linju_text::address::{Gate, Mention, Spot, mentions};
use proptest::prelude::*;

/// What was understood, in one line: places and spot, `?` where it is not sure.
fn read(text: &str) -> Vec<String> {
    mentions(text).iter().map(line).collect()
}

fn line(mention: &Mention) -> String {
    let spot = mention.spot.map(|spot| format!("·{spot:?}")).unwrap_or_default();
    format!("{}{spot}{}", mention.places(), if mention.sure { "" } else { "?" })
}

#[test]
fn places_as_people_say_them() {
    for (text, places) in [
        ("三号楼二单元灯不亮", &["3号2单元"][..]),
        ("12号楼下有部僵尸车", &["12号·Below"]),
        ("12号楼下水道堵了", &["12号"]),
        ("１２号楼上面漏水", &["12号·Above"]),
        ("5号401漏水", &["5号401室"]),
        ("五号四零一室", &["5号401室"]),
        ("东门口路灯坏了", &["东门"]),
        ("西南门没人看", &["西南门"]),
        ("2号门进来右转", &["2号门"]),
        ("大门口堆垃圾", &["大门"]),
        ("6栋和7栋之间积水", &["6号·Between", "7号·Between"]),
        ("6栋跟7栋都停水", &["6号", "7号"]),
        ("我住汉阳路120弄3支弄5号302室", &["汉阳路120弄3支弄5号302室"]),
        ("汉阳路一百二十弄5号", &["汉阳路120弄5号"]),
        ("久安里5号楼梯口", &["久安里5号·Stairs"]),
        ("久耕小区3号楼1单元401室漏水", &["久耕小区3号1单元401室"]),
        ("久耕小区门口堆物", &["久耕小区·Entrance"]),
        ("公平大楼电梯停了", &["公平大楼·Lift"]),
        ("3、5、8号楼都停水", &["3号", "5号", "8号"]),
        ("3到5号楼都停水", &["3号", "4号", "5号"]),
        ("3号楼1、2单元", &["3号1单元", "3号2单元"]),
        ("三四楼之间的灯坏了", &["3楼4楼·Between"]),
        ("3号楼4楼楼道灯不亮", &["3号4楼·Stairs"]),
        ("底楼门厅停车", &["1楼·Entrance"]),
        ("地下一层漏水,B2也漏", &["地下1楼", "地下2楼"]),
        ("A座大厅", &["A号·Entrance"]),
        ("3-2-401漏水", &["3号2单元401室"]),
        ("3#402 没水", &["3号402室"]),
        ("二十三栋旁边", &["23号·Beside"]),
        ("5号后面的树太高", &["5号·Behind"]),
        ("3号楼 2号门 灯不亮", &["3号2单元"]),
    ] {
        assert_eq!(read(text), places, "{text}");
    }
}

#[test]
fn what_is_no_place_is_not_read_as_one() {
    for text in [
        "11月12号停水",
        "2号线地铁很吵",
        "1号电梯坏了",
        "烧水一层锈",
        "一弄就坏",
        "隔壁那座山",
        "打13812345678",
        "2026-11-23来过",
        "付了401元",
        "我们小区没人管",
        "一幢楼都没水",
        "十二点还在敲",
        "",
    ] {
        assert_eq!(read(text), [""; 0], "{text}");
    }
    assert_eq!(read("12号停水"), ["12号?"], "a house or a day");
    assert_eq!(read("12号楼前天停水"), ["12号"]);
}

#[test]
fn a_span_is_what_was_said_with_where_about() {
    let text = "侬看,3号楼2单元门口有水";
    let found = mentions(text);
    assert_eq!(found.len(), 1);
    assert_eq!(&text[found[0].span.clone()], "3号楼2单元门口");
    assert_eq!(found[0].spot, Some(Spot::Entrance));
    assert_eq!(mentions("北门").first().and_then(|m| m.gate.clone()), Some(Gate::Side("北".into())));
}

fn said() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "3",
        "12",
        "401",
        "２",
        "三",
        "十",
        "百",
        "零",
        "四零一",
        "号",
        "楼",
        "弄",
        "支弄",
        "栋",
        "室",
        "单元",
        "层",
        "下",
        "水",
        "东",
        "门",
        "口",
        "大",
        "路",
        "小区",
        "里",
        "、",
        "和",
        "到",
        "-",
        "#",
        " ",
        "之间",
        "A",
        "B1",
        "地下",
        "的",
        "久",
        "汉阳",
        "月",
        "é",
        "😀",
        "，",
        "99999",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_stand_on_characters_in_order(text in prop_oneof![said(), any::<String>()]) {
        let mut end = 0;
        let mut last = 0..0;
        for mention in mentions(&text) {
            prop_assert!(text.get(mention.span.clone()).is_some_and(|said| !said.is_empty()));
            prop_assert!(mention.span == last || mention.span.start >= end, "{:?}", mention);
            end = mention.span.end;
            last = mention.span;
        }
    }

    #[test]
    fn a_place_written_out_is_read_again(house in 1_u32..300, unit in 1_u32..9, room in 101_u32..2500) {
        let text = format!("{house}号楼{unit}单元{room}室");
        let found = mentions(&text);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].house, &Some(house.to_string()));
        prop_assert_eq!((found[0].unit, found[0].room), (Some(unit), Some(room)));
        let again = mentions(&found[0].places());
        prop_assert_eq!(again[0].places(), found[0].places());
    }
}
