// The lift that cannot be built: said honestly, with the stair-climber instead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { choose, fill, hides, openCase, press, says, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { LIFT, report } from "../lib/resident.mjs";

const WORDS = "我八十二了住六楼，一个月没下过楼，啥辰光装电梯？";
const LIMIT = "楼栋紧邻街区道路，受规划红线限制，没有加装电梯的位置";
const INSTEAD = "电动载人爬楼机，看病、晒太阳都可以约";

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

test("what cannot be solved says why and what instead, with its evidence, to her and to everyone", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt, path } = await report(her, { words: WORDS, door: "/d/hanyang/0201?lv=elder", kind: LIFT });

  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.hanyang);
  await openCase(worker, "hanyang", receipt);
  const id = worker.url().split("/").at(-1);
  await choose(worker, "take");
  await fill(worker, { title: "2号楼想加装电梯", contacted: true });
  await send(worker);
  await worker.waitForURL(/\/cases\/\w+$/);

  await t.test("not without the reason and another way", async () => {
    await choose(worker, "handle");
    await fill(worker, { outcome: "cannot_be_solved", note: "陈阿婆，跟您说实话，电梯装不了。" });
    await send(worker);
    assert.match(worker.url(), /do\/handle$/);
    assert.equal(await worker.locator(".errs").count(), 1, "the form says what is missing");
    await shot(worker, "lift-refused");
    await axe(worker);
  });

  await fill(worker, {
    outcome: "cannot_be_solved",
    note: "陈阿婆，跟您说实话，电梯装不了，图纸带给您看。街道请来了爬楼机，第一次我们陪着。",
    constraint: LIMIT,
    alternative: INSTEAD,
    photos: [photo("红线图.png", [200, 30, 30])],
  });
  await send(worker);
  await worker.waitForURL(/\/cases\/\w+$/);
  await says(worker, LIMIT);
  await says(worker, INSTEAD);
  assert.ok((await worker.locator(".case__facts .shots img").count()) >= 1, "the evidence stands in the case");
  await shot(worker, "lift-case");

  await her.goto(path);
  for (const text of [LIMIT, INSTEAD, "跟您说实话"]) await says(her, text);
  await shot(her, "lift-her");
  await axe(her);
  await elderNumbers(her);

  await t.test("the public ledger tells it honestly", async (t) => {
    const anyone = await bench.page(t, { viewport: "phone" });
    await anyone.goto(`/a/hanyang/ledger/${id}`);
    for (const text of ["办不了", LIMIT, INSTEAD, "2号楼"]) await says(anyone, text);
    await hides(anyone, WORDS, "陈阿婆");
    await axe(anyone);
    await shot(anyone, "lift-ledger");
    await anyone.goto("/a/hanyang/ledger");
    const row = anyone.locator(`.ledger a[href$="/${id}"]`);
    assert.match(await row.innerText(), /办不了/);
    assert.ok((await row.innerText()).includes(LIMIT));
    assert.ok(!(await row.innerText()).includes("办好"), "what was not solved is not called done");
  });

  await t.test("she says that she understood, and it closes as what it is", async () => {
    await press(her, her.getByRole("link", { name: "知道了" }));
    await axe(her);
    await elderNumbers(her);
    await press(her, "知道了，办结");
    await says(her, "办不了");
  });
});

test("the lift of 汉阳 in the demo tells the same on the ledger", async (t) => {
  const page = await bench.page(t, { viewport: "phone", size: "elder" });
  await page.goto("/a/hanyang/ledger?open=0");
  for (let turns = 0; turns < 40 && !(await page.locator(".ledger__why", { hasText: "红线" }).count()); turns++) {
    await press(page, page.locator('a[rel="next"]'));
  }
  const row = page.locator(".ledger a", { hasText: "红线" }).first();
  assert.match(await row.innerText(), /爬楼机/);
  await press(page, row);
  await says(page, "爬楼机");
  await axe(page);
  await elderNumbers(page);
});
