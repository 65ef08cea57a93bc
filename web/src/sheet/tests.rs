use super::unpack::unpacks_within;
use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const BOUNDS: Bounds = Bounds { rows: 900, unpacked: 50_000_000, too_many: "too-many" };

/// Names that a header of these tests may have.
fn known(name: &str) -> bool {
    ["姓名", "手机", "地址", "编号", "标题"].contains(&name)
}

fn owned<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

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
    let sheet = Sheet::of(read(&xlsx(), &BOUNDS).unwrap(), known, &BOUNDS).unwrap();
    assert_eq!(sheet.header[1..3], ["姓名", "手机"]);
    assert_eq!(sheet.rows[0], (3, owned(["1", "刘德康", "13800005678", "1954-03-05"])));
    assert_eq!(sheet.rows[1].0, 5);
}

#[test]
fn moments_and_long_numbers_are_shown_as_a_person_sees_them() {
    let mut book = Workbook::new();
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let at = ExcelDateTime::from_ymd(2026, 11, 20).unwrap().and_hms(9, 30, 0).unwrap();
    let sheet = book.add_worksheet();
    sheet.write_datetime_with_format(0, 0, &at, &format).unwrap();
    sheet.write_number(0, 1, 2.026_112e17).unwrap();
    sheet.write_number(0, 2, 42).unwrap();
    sheet.write_number(0, 3, 0.5).unwrap();
    let lines = read(&book.save_to_buffer().unwrap(), &BOUNDS).unwrap();
    assert_eq!(lines[0].1, owned(["2026-11-20 09:30", "2.026112E+17", "42", "0.5"]));
}

#[test]
fn csv_reads_the_same_in_every_encoding_an_office_sends() {
    for text in [
        "编号,标题\nA1,\"灯坏了, 3号楼\"\n\nA2,漏水\n",
        "编号,标题\r\nA1,\"灯坏了, 3号楼\"\r\n\r\nA2,漏水\r\n",
    ] {
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &gbk] {
            let lines = read(bytes, &BOUNDS).unwrap();
            assert_eq!(lines[0], (1, owned(["编号", "标题"])));
            assert_eq!(lines[1], (2, owned(["A1", "灯坏了, 3号楼"])));
            assert_eq!(lines[2].0, 4, "rows keep the number the file shows");
        }
    }
    assert_eq!(pasted("姓名\t手机\n周芳\t13900000001", &BOUNDS).unwrap()[1].1[0], "周芳");
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let name = |bytes: &[u8]| read(bytes, &BOUNDS).unwrap_err().name;
    assert_eq!(name(b""), "sheet-empty");
    assert_eq!(name(b" , ,\n,,\n"), "sheet-empty");
    assert_eq!(name(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "sheet-old-excel");
    assert_eq!(name(b"PK\x03\x04 no archive"), "sheet-unreadable");
    assert_eq!(name(b"\xff\xd8\xff\xe0\0\x10JFIF"), "sheet-unreadable");
    assert_eq!(name(b"\xff\xff\xfe\0\0"), "sheet-unreadable");
    assert_eq!(name(&vec![b'a'; MAX_BYTES + 1]), "sheet-too-large");
    assert_eq!(pasted(&"a".repeat(MAX_BYTES + 1), &BOUNDS).unwrap_err().name, "sheet-too-large");
}

#[test]
fn as_many_rows_as_allowed_are_taken_and_not_one_more() {
    let table = |rows: usize| {
        let text = "住户台账\n姓名\n".to_owned() + &"刘\n".repeat(rows);
        Sheet::of(read(text.as_bytes(), &BOUNDS)?, known, &BOUNDS)
    };
    assert_eq!(table(BOUNDS.rows).unwrap().rows.len(), BOUNDS.rows);
    assert_eq!(table(BOUNDS.rows + 1).unwrap_err().name, "too-many");
    assert_eq!(read("刘\n".repeat(100_000).as_bytes(), &BOUNDS).unwrap_err().name, "too-many");
    assert_eq!(table(0).unwrap().rows, []);
}

#[test]
fn what_is_written_reads_back() {
    let day = "1954-03-05".parse().unwrap();
    let leaf = Leaf {
        name: "住户".into(),
        widths: vec![10.0],
        header: owned(["编号", "标题", "出生"]),
        rows: vec![vec!["00123".into(), "楼道灯".into(), Cell::Day(day)], vec!["".into(), "漏水".into()]],
    };
    let about = Leaf { rows: vec![vec!["为什么".into(), "核对".into()]], ..Leaf::default() };
    let lines = read(&workbook(&[leaf, about]).unwrap(), &BOUNDS).unwrap();
    assert_eq!(lines[0].1, owned(["编号", "标题", "出生"]));
    assert_eq!(lines[1].1, owned(["00123", "楼道灯", "1954-03-05"]), "a number kept as text keeps its zeros");
    assert_eq!(lines[2], (3, owned(["", "漏水"])));
    let lines = read(&plain(owned(["编号"]), vec![owned(["007"])]).unwrap(), &BOUNDS).unwrap();
    assert_eq!(lines, [(1, owned(["编号"])), (2, owned(["007"]))]);
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
    assert_eq!(unpacks_within(&small, 4_000_000).unwrap_err().name, "sheet-bomb");
    assert_eq!(unpacks_within(&small, 5_000_000), Ok(()));
    assert_eq!(unpacks_within(&xlsx(), BOUNDS.unpacked), Ok(()));
    assert_eq!(read(&bomb(60_000_000), &BOUNDS).unwrap_err().name, "sheet-bomb");
}
