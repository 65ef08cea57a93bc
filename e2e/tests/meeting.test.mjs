// A talk meeting at the place it is about: notice, signing in, minutes everybody reads, and what became of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { fill, hides, press, says, send } from "../lib/desk.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const TITLE = "12号楼漏水怎么修";

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

/** The moment `hours` from now on the clock of the desk, as its field takes it. */
async function ahead(page, hours) {
  const shown = await page.evaluate(() => Date.now());
  const moment = new Date(shown + (hours + 8) * 3_600_000);
  return moment.toISOString().slice(0, 16);
}

async function step(page, address, verb, values = {}) {
  await page.goto(`${address}/do/${verb}`);
  await fill(page, values);
  await send(page);
}

test("from the notice to published minutes, on screen and on paper", async (t) => {
  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await worker.goto("/staff/jiugeng/meetings");
  await worker.locator("[data-new]").click();
  await send(worker);
  await says(worker, "请写会议名称");
  await axe(worker);
  const place = await worker.locator("#place option:not([value=''])").first().getAttribute("value");
  await fill(worker, {
    kind: "talk_meeting",
    title: TITLE,
    topics: "先修哪里\n谁来出钱",
    starts: await ahead(worker, 2),
    place,
    venue: "12号楼庭院",
    short_notice: "昨夜又漏了",
  });
  await send(worker);
  await worker.waitForURL(/\/meetings\/\w+$/);
  const address = new URL(worker.url()).pathname;
  const open = address.replace("/staff/", "/a/");
  assert.equal(await worker.locator('a[href$="/do/announce"]').count(), 0, "only the lead announces");

  const secretary = await bench.page(t, { viewport: "desk" });
  await signIn(secretary, linju, LOGIN.secretary);
  await step(secretary, address, "announce");
  await secretary.waitForURL((url) => url.pathname === address);

  await t.test("the notice is a sheet with its code", async () => {
    await worker.goto(`${address}/notice`);
    await says(worker, "民情恳谈会");
    assert.equal(await worker.locator("svg.qr").count(), 1);
    await shot(worker, "meeting-notice");
    await axe(worker);
    await worker.goto(`${address}/sheet`);
    await shot(worker, "meeting-sheet");
  });

  const her = await bench.page(t, { viewport: "phone" });
  await t.test("an old woman reads the notice and signs in", async () => {
    await her.goto("/a/jiugeng?lv=elder");
    await her.getByRole("link", { name: /议事与会议/ }).click();
    await her.getByRole("link", { name: new RegExp(TITLE) }).click();
    await says(her, "先修哪里");
    await shot(her, "meeting-elder");
    await axe(her, { enhanced: true });
    await elderNumbers(her);
    await worker.goto(address);
    await her.goto(await worker.getByRole("link", { name: "打开签到页" }).getAttribute("href"));
    await send(her);
    await says(her, "请填姓名");
    await fill(her, { name: "刘桂英", group: "resident" });
    await send(her);
    await says(her, "签到好了");
    await axe(her, { enhanced: true });
  });

  await t.test("not before it began", async () => {
    await step(worker, address, "hold");
    await says(worker, "还没到开会时间");
  });

  await forward(linju.url, { hours: 3 });
  await step(worker, address, "hold");
  await worker.waitForURL((url) => url.pathname === address);
  await worker.getByText("看名单").click();
  await says(worker, "刘**");
  await hides(worker, "刘桂英");
  await fill(worker, { point: "opinion", text: "屋顶一下雨就漏，三楼四楼都湿了" });
  await press(worker, "加一条");
  await fill(worker, { point: "decision", text: "先修屋顶", responsible: "物业", due: "2027-01-10" });
  await press(worker, "加一条");
  await step(worker, address, "minute");
  await her.goto(open);
  await hides(her, "先修屋顶");

  await step(secretary, address, "publish");
  await says(secretary, "请先核对并勾选");
  await fill(secretary, { names_removed: true });
  await send(secretary);
  await secretary.waitForURL((url) => url.pathname === address);
  await her.goto(open);
  await says(her, "先修屋顶");
  await hides(her, "刘桂英");
  await shot(her, "meeting-minutes-elder");
  await axe(her, { enhanced: true });

  await t.test("an opinion goes to the desk and comes back with its receipt", async () => {
    await worker.goto(address);
    await worker.locator("summary", { hasText: "转为诉求" }).first().click();
    await worker.locator('form[action$="/raise"] select').first().selectOption({ index: 3 });
    await press(worker, worker.locator('form[action$="/raise"] button').first());
    // The desk takes it in a moment later, by itself.
    await worker.evaluate(async () => {
      const receipt = async () => /回执号 \d\d \d\d/.test(await (await fetch(location.pathname)).text());
      for (let left = 100; left > 0 && !(await receipt()); left -= 1) await new Promise((again) => setTimeout(again, 300));
    });
    await worker.reload();
    await shot(worker, "meeting-raised");
    await says(worker, /回执号 \d\d \d\d/);
    await worker.getByRole("link", { name: /回执号/ }).click();
    await says(worker, "屋顶一下雨就漏");
  });

  await worker.goto(`${address}/minutes`);
  await says(worker, "先修屋顶");
  await shot(worker, "meeting-minutes");
});
