// The wrong file was taken in: what came of it is undone, and what someone has already done is kept.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot } from "../lib/checks.mjs";
import { hides, press, says } from "../lib/desk.mjs";
import { workbook } from "../lib/files.mjs";
import { HOTLINE_HEADER, hotlineRow } from "../lib/hotline.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const HOTLINE = "/staff/jiugeng/hotline";
const FILE = "十一月的工单.xlsx";
const ORDERS = [
  ["SH20261123000901", "久耕小区3号楼楼道灯不亮"],
  ["SH20261123000902", "久耕小区5号楼下水道堵了"],
  ["SH20261123000903", "久耕小区1号楼门口垃圾没人清"],
];

let linju;
let bench;
before(async () => {
  linju = await startLinju();
  bench = await openBench(linju.url);
});
after(async () => {
  await bench?.close();
  await linju?.stop();
});

/** A worker at the hotline's page. */
async function atHotline(t) {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto(HOTLINE);
  return page;
}

async function takeIn(page) {
  await page.setInputFiles("#file", workbook(FILE, [HOTLINE_HEADER, ...ORDERS.map((order) => hotlineRow(...order))]));
  await press(page, "先看看，不会写进去");
  await says(page, "能收 3 件");
  await press(page, "收下这 3 件");
  await says(page, "新收 3 件");
}

const tableOf = (page, caption) => page.getByRole("table", { name: caption });

test("a file taken in by mistake is undone, but for the order someone has worked on", async (t) => {
  const page = await atHotline(t);
  await takeIn(page);
  await axe(page);
  await shot(page, "hotline-imports");
  const listed = tableOf(page, "收过的表格").getByRole("row").nth(1);
  assert.match(await listed.innerText(), /十一月的工单\.xlsx[\s\S]*3[\s\S]*3/);

  await page.getByRole("link", { name: ORDERS[0][1] }).click();
  await press(page, "受理");
  await says(page, "记下了");

  await page.goto(HOTLINE);
  await page.getByRole("link", { name: FILE }).click();
  await says(page, "居委看过，受理了");
  await axe(page);
  await shot(page, "hotline-undo");
  const stays = tableOf(page, /办过的不能撤销/);
  assert.equal(await stays.getByRole("row").count(), 2, "one row under its head");
  assert.match(await stays.innerText(), new RegExp(ORDERS[0][0]));

  await press(page, "撤销这 2 件");
  await says(page, "撤销了 2 件");
  await says(page, "1 件办过了，留着没动");
  await says(page, ORDERS[0][0]);
  for (const [number] of ORDERS.slice(1)) await hides(page, number);

  await t.test("the search finds nothing of what is gone", async () => {
    await page.goto("/staff/jiugeng/search?q=SH20261123000902");
    await hides(page, ORDERS[1][1]);
    await page.goto("/staff/jiugeng/search?q=下水道堵了");
    await hides(page, ORDERS[1][1]);
  });

  await t.test("and the right file can come, with the order that stayed known", async () => {
    await page.goto(HOTLINE);
    await page.setInputFiles("#file", workbook(FILE, [HOTLINE_HEADER, ...ORDERS.map((order) => hotlineRow(...order))]));
    await press(page, "先看看，不会写进去");
    await says(page, "能收 2 件");
    await says(page, "以前收过 1 件");
  });
});

test("on a phone, too", async (t) => {
  const page = await bench.page(t, { viewport: "phone" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto(HOTLINE);
  await page.getByRole("link", { name: FILE }).click();
  await axe(page);
  await shot(page, "hotline-undo-phone");
  await says(page, "每一件都办过了");
  assert.equal(await page.getByRole("button", { name: /撤销/ }).count(), 0);
});
