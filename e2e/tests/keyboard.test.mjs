// The keyboard reaches everything, and a phone that cannot read aloud says so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, tabWalk } from "../lib/checks.mjs";
import { press } from "../lib/desk.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

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

const among = (stops, ...names) => {
  for (const name of names) assert.ok(stops.some((stop) => stop.startsWith(name)), `the Tab key does not come to “${name}”: ${stops.join(" | ")}`);
};

test("every step of a report is reached by keys, from the skip link to the last button", async (t) => {
  const page = await bench.page(t, { viewport: "desk", size: "elder" });
  await page.goto("/d/jiugeng/0301");
  const what = await tabWalk(page);
  assert.equal(what[0], "跳到主要内容");
  among(what, "返回", "不是，换个地方", "灯坏了", "别的事", "下一步");
  await page.goto("/a/jiugeng/report/words?place=0301&category=0105");
  among(await tabWalk(page), "点一下，说话", "拍照、选照片", "也可以打字", "具体哪里", "下一步", "打电话");
  await page.fill("#words", "灯坏了");
  await press(page, "下一步");
  among(await tabWalk(page), "电话号码", "没有电话", "我自己的事", "帮家人办", "改", "没错，提交");
});

test("the inbox is reached by keys: search, filters, every row, its neighbours", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto("/staff/jiugeng/cases");
  const stops = await tabWalk(page);
  assert.equal(stops[0], "跳到主要内容");
  among(stops, "收件箱", "代居民登记", "我的", "已超期", "更多筛选", "看板", "退出");
  const titles = await page.locator("a.ti").allInnerTexts();
  assert.ok(titles.length > 10);
  among(stops, ...titles);

  const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await focused(), titles[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), titles[0]);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
});

test("the first error takes the focus, and leads to its field", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await page.goto("/a/jiugeng/report/words?place=0301&category=0105");
  await press(page, "下一步");
  assert.equal(await page.evaluate(() => document.activeElement.className), "errs");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#words$/);
});

test("a phone that cannot read aloud says so in plain words", async (t) => {
  const page = await bench.page(t, { size: "elder" });
  await page.addInitScript(() => Object.defineProperty(window, "speechSynthesis", { value: undefined }));
  await page.goto("/a/jiugeng");
  assert.match(await page.getByRole("status").innerText(), /这台手机不会朗读/);
  assert.equal(await page.locator("[data-read-aloud]").isVisible(), false);
  await axe(page);
  await elderNumbers(page);
});
