// The desk test: an old woman at the counter, and a hotline row, by a worker who has only a keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot } from "../lib/checks.mjs";
import { hides, press, says } from "../lib/desk.mjs";
import { workbook } from "../lib/files.mjs";
import { HOTLINE_HEADER, hotlineRow } from "../lib/hotline.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { keyboardOnly } from "../lib/robot.mjs";

const INBOX = "/staff/jiugeng/cases";
const WORDS = "三楼走廊的灯坏了，夜里看不见台阶，帮我讲一声";

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

/** A page at the inbox, and the robot that counts from there. */
async function atInbox(t) {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  const robot = await keyboardOnly(page);
  await page.goto(INBOX);
  return { page, robot };
}

test("an 82-year-old at the counter goes home with a large-type receipt: 3 pages, 6 fields, no mouse", async (t) => {
  const { page, robot } = await atInbox(t);
  await robot.key("n");
  await robot.to("居民怎么说的");
  await page.keyboard.type(WORDS);
  await robot.type("地方", "久耕小区3号楼1单元");
  await robot.type("几楼几室", "三楼");
  await robot.tick("楼道灯");
  await robot.type("怎么称呼", "刘阿婆");
  await robot.press("登记并打印回执");
  t.diagnostic(`pages: ${robot.pages.join(" → ")}; fields besides her words: ${robot.fields.join("、")}`);
  assert.match(robot.pages.at(-1), /\/slip$/);
  assert.ok(robot.pages.length <= 3, `${robot.pages.length} pages`);
  assert.ok(robot.fields.length <= 6, `${robot.fields.length} fields`);

  const receipt = (await page.locator(".slip .no").innerText()).replace(/\D/g, "");
  const secret = await page.locator(".slip__secret").innerText();
  await axe(page);

  await t.test("what the printer gives is one sheet, in letters she can read", async () => {
    await page.emulateMedia({ media: "print" });
    await shot(page, "desk-slip");
    const points = await page.locator(".slip").evaluate((slip) => {
      const size = (element) => (parseFloat(getComputedStyle(element).fontSize) * 72) / 96;
      const small = [...slip.querySelectorAll("*")].filter((e) => !e.closest("svg") && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
      return { body: size(slip), number: size(slip.querySelector(".no")), smallest: Math.min(...small.map(size)) };
    });
    assert.ok(points.body >= 18 && points.number >= 48 && points.smallest >= 14, JSON.stringify(points));
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal([...pdf.matchAll(/MediaBox \[0 0/g)].length, 1, "sheets of paper");
    assert.equal(await page.locator(".noprint").isVisible(), false);
    await hides(page, WORDS);
  });

  await t.test("and with what is printed on it anyone she trusts can look it up", async (t) => {
    const nephew = await bench.page(t, { viewport: "phone" });
    await nephew.goto("/a/jiugeng/track");
    await nephew.fill("#receipt", receipt);
    await nephew.fill("#proof", secret);
    await press(nephew, nephew.getByRole("button", { name: "查", exact: true }));
    await nephew.waitForURL(/\/r\/\w+$/);
    await says(nephew, WORDS);
  });
});

test("a hotline row that arrives as Excel is imported, accepted and first contact logged: 4 pages, no mouse", async (t) => {
  const { page, robot } = await atInbox(t);
  const number = "SH20261123000777";
  await robot.press("12345 工单");
  await robot.give("工单表格", workbook("12345.xlsx", [HOTLINE_HEADER, hotlineRow(number, "久耕小区3号楼门口垃圾没人清")]));
  await robot.press("先看看");
  await says(page, number);
  await axe(page);
  await shot(page, "desk-hotline-look");
  await robot.press("收下这 1 件");
  await robot.tick("已经和来电人联系过了");
  await robot.press("受理");
  t.diagnostic(`pages: ${robot.pages.join(" → ")}; fields: ${robot.fields.join("、")}`);
  assert.ok(new Set(robot.pages).size <= 4, `${robot.pages.length} pages`);
  await says(page, "记下了");
  await axe(page);
  await shot(page, "desk-hotline-order");

  await t.test("the case is accepted and its first contact was in time", async () => {
    await page.goto(await page.getByRole("link", { name: "看事项" }).getAttribute("href"));
    const contact = page.locator(".case__act dt", { hasText: "首次联系" }).locator("xpath=following-sibling::dd[1]");
    assert.match(await contact.innerText(), /按时做到了/);
    await says(page, number);
    await says(page, "待转办");
  });
});

test("the same row again is known, and makes no second case", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto("/staff/jiugeng/hotline");
  await page.setInputFiles("#file", workbook("again.xlsx", [HOTLINE_HEADER, hotlineRow("SH20261123000777", "久耕小区3号楼门口垃圾没人清")]));
  await press(page, "先看看，不会写进去");
  await says(page, "以前收过 1 件");
  assert.equal(await page.getByRole("button", { name: /收下/ }).count(), 0);
});
