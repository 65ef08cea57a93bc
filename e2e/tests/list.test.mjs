// From a wish by the door to a lamp that still burns a month later: case, issue, need, a partner's offer, done,
// verified, struck off, looked at again. She who asked first hears of each step.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { choose, fill, hides, openCase, press, says, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

const TITLE = "3号楼前增设照明";
const BOARD = "/staff/jiugeng/lists";

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

/** Waits until `address` holds `text`: what other parts of the house hear, they hear a moment later. */
async function comes(page, address, text) {
  const there = await page.evaluate(
    async ([address, text]) => {
      for (let left = 100; left > 0; left -= 1) {
        const body = await (await fetch(address)).text();
        if (body.includes(text)) return true;
        await new Promise((again) => setTimeout(again, 300));
      }
      return false;
    },
    [address, text],
  );
  assert.ok(there, `${address} does not come to say “${text}”`);
}

async function step(page, address, verb, values = {}) {
  await page.goto(`${address}/do/${verb}`);
  await fill(page, values);
  await send(page);
  await page.waitForURL((url) => !url.pathname.includes("/do/"));
}

test("a lamp by a partner's offer, told at each step to her who asked", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt, path } = await report(her, { words: "楼前一到夜里黑漆漆的，好装盏灯伐？", door: "/d/jiugeng/0301?lv=elder", photos: [photo()] });

  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await openCase(worker, "jiugeng", receipt);
  const caseAt = new URL(worker.url()).pathname;
  await choose(worker, "take");
  await fill(worker, { title: "3号楼前想装一盏灯", contacted: true });
  await send(worker);
  await worker.waitForURL(/\/cases\/\w+$/);
  await choose(worker, "handle");
  await fill(worker, { outcome: "moved_to_list", note: "好几家都提过，列进清单，找共建单位一道做。", item: TITLE });
  await send(worker);
  await worker.waitForURL(/\/cases\/\w+$/);

  await comes(worker, caseAt, "看清单进度");
  await worker.goto(caseAt);
  await worker.getByRole("link", { name: "看清单进度" }).click();
  await worker.waitForURL(/\/lists\/\w+$/);
  const address = new URL(worker.url()).pathname;
  assert.equal(await worker.locator("h1").innerText(), TITLE);
  await says(worker, "居民诉求");
  await axe(worker);
  await shot(worker, "list-issue");
  await comes(her, path, "列入清单");

  await worker.goto(`${address}/change`);
  await fill(worker, { theme: "lighting", urgency: "3", elders: "14", households: "36", yuan: "900", requires: "electric" });
  await send(worker);
  await worker.waitForURL((url) => url.pathname === address);
  await says(worker, "紧急 3×4 + 老人 3×3 + 惠及 3×2 + 花费少 5×1 = 32");
  await step(worker, address, "to_need");
  await says(worker, "入口照明灯具和安装");
  assert.equal(await worker.locator('a[href$="/do/assign"]').count(), 0, "the lead gives work");
  await comes(her, path, "已转到需求清单");

  const tower = await bench.page(t, { viewport: "phone" });
  await t.test("the office building takes it with its own offer", async () => {
    await signIn(tower, linju, LOGIN.partner);
    await tower.goto("/work/lists");
    await hides(tower, "13800138000", receipt);
    await axe(tower);
    await shot(tower, "list-work");
    await tower.getByRole("link", { name: new RegExp(TITLE) }).click();
    await says(tower, "电气作业");
    await axe(tower);
    await press(tower, tower.getByRole("link", { name: "认领" }));
    await axe(tower);
    await shot(tower, "list-claim");
    const offer = await tower.locator("#offer option", { hasText: "入口照明" }).getAttribute("value");
    await fill(tower, { offer, amount: "1" });
    await send(tower);
    await tower.waitForURL((url) => url.pathname === "/work/lists");
    await comes(her, path, "滨江商务楼宇(演示)认领了");
    const need = address.replace("/staff/", "/work/").replace("/lists/", "/needs/");
    await step(tower, need, "start");
    await tower.goto(`${need}/do/finish`);
    await fill(tower, { note: "装好一盏感应灯" });
    await send(tower);
    await says(tower, "请附照片或凭证");
    await axe(tower);
    await fill(tower, { photos: [photo()] });
    await send(tower);
    await tower.waitForURL((url) => url.pathname === "/work/lists");
  });

  await step(worker, address, "verify", { note: "晚上去看过，亮的" });
  const secretary = await bench.page(t, { viewport: "desk" });
  await signIn(secretary, linju, LOGIN.secretary);
  await step(secretary, address, "strike_off");
  await says(secretary, "已销号");
  await says(secretary, "谈妥了");
  await shot(secretary, "list-struck");
  await axe(secretary);
  await comes(her, path, "已经销号");

  await t.test("her page shows the whole way", async () => {
    await her.goto(path);
    for (const text of ["已转到需求清单", "认领了", "开始做了", "说做好了", "已经到现场核实", "已经销号"]) await says(her, text);
    await shot(her, "list-her-elder");
    await axe(her, { enhanced: true });
    await elderNumbers(her);
  });

  await t.test("and everyone reads what, where, who and with what result", async (t) => {
    const anyone = await bench.page(t, { viewport: "phone", size: "elder" });
    await anyone.goto("/a/jiugeng/lists?ended=1");
    await shot(anyone, "list-public-elder");
    await axe(anyone, { enhanced: true });
    await elderNumbers(anyone);
    await anyone.goto(address.replace("/staff/", "/a/"));
    for (const text of [TITLE, "滨江商务楼宇", "装好一盏感应灯", "已销号"]) await says(anyone, text);
    await hides(anyone, "黑漆漆", "13800138000");
    await shot(anyone, "list-public-item-elder");
    await elderNumbers(anyone);
  });

  await t.test("a month later somebody looks again", async () => {
    await worker.goto(`${address}/do/keep`);
    await fill(worker, { note: "还亮着" });
    await send(worker);
    await says(worker, "还没到回头看的日子");
    await forward(linju.url, { hours: 31 * 24 });
    await signIn(worker, linju, LOGIN.worker);
    await worker.goto(`${BOARD}/struck`);
    await says(worker, "该回头看的");
    await says(worker, TITLE);
    await shot(worker, "list-struck-board");
    await axe(worker);
    await step(worker, address, "keep", { note: "还亮着" });
    await comes(her, path, "回头看过，还好着");
  });
});

test("an old woman orders from the menu and follows it by her slip", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  await her.goto("/a/jiugeng?lv=elder");
  await her.getByRole("link", { name: /点单服务/ }).click();
  await shot(her, "list-menu-elder");
  await axe(her, { enhanced: true });
  await her.getByRole("link", { name: /上门理发/ }).click();
  await send(her);
  await says(her, "请填电话号码");
  await axe(her, { enhanced: true });
  await elderNumbers(her);
  const place = await her.locator("#place option:not([value=''])").first().getAttribute("value");
  await fill(her, { place, name: "刘桂英", phone: "13800138000", words: "2单元301，下午在家" });
  await send(her);
  await says(her, "收到您的单子");
  await says(her, "待认领");
  await shot(her, "list-ordered-elder");
  await axe(her, { enhanced: true });
  await elderNumbers(her);

  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await worker.goto("/staff/jiugeng/menu/paper");
  await shot(worker, "list-menu-paper");
  await axe(worker);
  await worker.goto(BOARD);
  await says(worker, "群众下单占比");
  await shot(worker, "list-board");
  await axe(worker);
  await worker.goto("/staff/jiugeng/partners/statement");
  await shot(worker, "list-statement");
  await axe(worker);
});
