// Orders of the 12345 hotline as they arrive in a table.

export const HOTLINE_HEADER = [
  "工单编号", "工单类型", "问题分类", "标题", "主要内容", "来电人", "来电人电话/账号", "被反映区", "被反映街乡镇",
  "工单性质", "村/社区", "小区点位", "派单时间", "办结时限",
];

/** An order passed on just now, due in three days. */
export function hotlineRow(number, title, { content = title, caller = "董先生", phone = "13900139000", place = "久耕小区3号楼" } = {}) {
  return [
    number, "求助", "环境卫生", title, content, caller, phone, "虹口区", "北外滩街道", "主办", "久耕", place,
    stamp(0), stamp(3),
  ];
}

/** A day from now on the clock of Shanghai, as tables write it. */
function stamp(days) {
  const at = new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000);
  return at.toISOString().slice(0, 16).replace("T", " ");
}
