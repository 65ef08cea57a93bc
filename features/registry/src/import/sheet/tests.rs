use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "久耕居民区住户台账").unwrap();
    for (column, head) in ["序号", "姓名", "手机", "出生日期", "地址"].iter().enumerate() {
        sheet.write(1, column as u16, *head).unwrap();
    }
    sheet.write(2, 0, 1).unwrap();
    sheet.write(2, 1, " 刘德康 ").unwrap();
    sheet.write(2, 2, 13_800_005_678_f64).unwrap();
    let born = ExcelDateTime::from_ymd(1954, 3, 5).unwrap();
    sheet.write_with_format(2, 3, &born, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write(4, 4, "3号楼202").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_as_people_see_it_below_its_title() {
    let sheet = read(&xlsx()).unwrap();
    assert_eq!(sheet.header[1..3], ["姓名", "手机"]);
    assert_eq!(sheet.rows[0], (3, ["1", "刘德康", "13800005678", "1954-03-05"].map(str::to_owned).to_vec()));
    assert_eq!(sheet.rows[1].0, 5);
}

#[test]
fn csv_is_read_in_utf8_and_in_what_excel_writes_in_china() {
    let text = "姓名,手机,地址\r\n刘德康,13800005678,\"3号楼,202\"\r\n";
    let (gbk, ..) = encoding_rs::GB18030.encode(text);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &marked, &gbk] {
        let sheet = read(bytes).unwrap();
        assert_eq!(sheet.header[0], "姓名");
        assert_eq!(sheet.rows, [(2, ["刘德康", "13800005678", "3号楼,202"].map(str::to_owned).to_vec())]);
    }
    assert_eq!(pasted("姓名\t手机\n周芳\t13900000001").unwrap().rows[0].1[0], "周芳");
}

#[test]
fn what_is_no_sheet_is_refused_by_name() {
    let refusal = |bytes: &[u8]| read(bytes).unwrap_err().name;
    assert_eq!(refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "roster-old-excel");
    assert_eq!(refusal(b"PK\x03\x04 no archive"), "roster-unreadable");
    assert_eq!(refusal(b"\xff\xd8\xff\xe0\0\x10JFIF"), "roster-unreadable");
    assert_eq!(refusal(b""), "roster-empty");
    assert_eq!(refusal("姓名,手机\n".as_bytes()), "roster-empty");
    assert_eq!(refusal(&vec![b'a'; MAX_BYTES + 1]), "roster-too-large");
    let many = "姓名\n".to_owned() + &"刘\n".repeat(MAX_ROWS + 1);
    assert_eq!(refusal(many.as_bytes()), "roster-too-many-rows");
}

/// An archive of one entry that unpacks to `size` zeros, and claims in its headers to be small.
fn bomb(size: usize) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![0; size]).unwrap();
    let body = packer.finish().unwrap();
    let u32s = |n: usize| (n as u32).to_le_bytes();
    let fields = [&[20, 0, 0, 0, 8, 0][..], &[0; 8], &u32s(body.len()), &u32s(10), &[1, 0, 0, 0]].concat();
    let local = [b"PK\x03\x04", &fields[..], b"x", &body].concat();
    let central = [b"PK\x01\x02\x14\x00", &fields[..], &[0; 14], b"x"].concat();
    let end =
        [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &u32s(central.len())[..], &u32s(local.len()), &[0, 0]].concat();
    [local, central, end].concat()
}

#[test]
fn an_archive_that_grows_beyond_measure_is_refused_whatever_it_claims() {
    let small = bomb(5_000_000);
    assert_eq!(unpacks_within(&small, 4_000_000).unwrap_err().name, "roster-bomb");
    assert_eq!(unpacks_within(&small, 5_000_000), Ok(()));
    assert_eq!(unpacks_within(&xlsx(), MAX_UNPACKED), Ok(()));
}
