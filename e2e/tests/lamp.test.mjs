// The lamp on the third landing: from her words on a phone to her word that it burns again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { act, choose, fill, hides, openCase, press, says, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { DOOR, report } from "../lib/resident.mjs";

const WORDS = "三楼的灯三天没亮了，我摸黑上楼，怕跌跤";
const PHONE = "13812345678";
const TITLE = "3号楼三楼的楼道灯不亮";

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

/** She reports from the door's code, in elder mode on her phone. Gives her page, the receipt and its address. */
async function reported(t, person) {
  const page = await bench.page(t, { person, viewport: "phone" });
  const sent = await report(page, {
    words: WORDS,
    door: `${DOOR}?lv=elder`,
    phone: PHONE,
    look: async (step) => {
      await shot(page, `lamp-report-${step}`);
      await axe(page);
      await elderNumbers(page);
    },
  });
  return { page, ...sent };
}

async function desk(t, login, viewport = "desk") {
  const page = await bench.page(t, { person: login, viewport });
  await signIn(page, linju, login);
  return page;
}

/** The social worker gives the case to the property company. Gives the id of the case. */
async function dispatched(page, receipt) {
  await openCase(page, "jiugeng", receipt);
  const id = page.url().split("/").at(-1);
  await choose(page, "dispatch");
  const party = await page.locator("#party option:checked").innerText();
  assert.match(party, /物业/, "the catalogue suggests the property company");
  await fill(page, { title: TITLE });
  await send(page);
  await page.waitForURL(/\/cases\/\w+$/);
  return id;
}

/** The foreman takes it on and mends the lamp, with photos. */
async function mended(page, id, reply) {
  await page.goto(`/work/jiugeng/${id}`);
  await axe(page);
  await page.fill("#note", "今天下午 2 点");
  await press(page, page.locator('button[formaction$="/do/start"]'));
  await page.waitForURL(/done/);
  await shot(page, "lamp-foreman");
  await press(page, page.locator('a[href$="/do/handle"]'));
  await axe(page);
  await fill(page, { outcome: "solved", note: reply, before: [photo("before.png", [20, 20, 20])], after: [photo("after.png", [250, 240, 200])] });
  await page.locator("canvas").nth(1).waitFor();
  await shot(page, "lamp-foreman-handle");
  await send(page);
  await page.waitForURL(/done/);
}

test("an old woman reports a dark lamp from her door's code, and her word closes it", async (t) => {
  const her = await reported(t, "her");
  await shot(her.page, "lamp-receipt");
  await says(her.page, "接下来");

  const worker = await desk(t, LOGIN.worker);
  const id = await dispatched(worker, her.receipt);
  await shot(worker, "lamp-case-dispatched");
  await axe(worker);

  const foreman = await desk(t, LOGIN.foreman, "phone");
  await foreman.goto("/work");
  await shot(foreman, "lamp-foreman-list");
  await says(foreman, TITLE);
  await mended(foreman, id, "换了一只 LED 灯泡，试过三次都亮。");

  await worker.goto("/staff/jiugeng/follow-ups");
  await shot(worker, "lamp-follow-ups");
  const ask = worker.locator("li", { has: worker.locator(`a[href$="/cases/${id}"]`) });
  await hides(worker, PHONE);
  await press(worker, ask.locator("form button"));
  await says(worker, PHONE.slice(-4));
  await worker.goto("/staff/jiugeng/follow-ups");
  await press(worker, ask.locator(`a[href$="/do/confirm"]`));
  await fill(worker, { solved: "yes", satisfaction: "5", note: "亮了，亮了，谢谢你们" });
  await send(worker);
  await worker.waitForURL(/\/cases\/\w+$/);
  await says(worker, "办结");
  await shot(worker, "lamp-case-closed");

  await her.page.goto(her.path);
  await says(her.page, "办好了");
  await says(her.page, "换了一只 LED 灯泡");
  await shot(her.page, "lamp-her-closed");
  await axe(her.page);
  await elderNumbers(her.page);

  await t.test("the public ledger tells what was done, and nothing of her", async (t) => {
    const anyone = await bench.page(t, { viewport: "phone" });
    await anyone.goto(`/a/jiugeng/ledger/${id}`);
    await says(anyone, "办好了");
    await says(anyone, "3号楼");
    await hides(anyone, WORDS, PHONE, PHONE.slice(-4), "1单元", "换了一只 LED 灯泡");
    await shot(anyone, "lamp-ledger");
  });

  await t.test("another phone does not open her request", async (t) => {
    const stranger = await bench.page(t, { viewport: "phone" });
    await stranger.goto(her.path);
    await hides(stranger, WORDS, "LED");
  });

  await t.test("she does not come to the desk", async () => {
    await her.page.goto(`/staff/jiugeng/cases/${id}`);
    assert.equal(new URL(her.page.url()).pathname, "/login");
    await hides(her.page, WORDS, TITLE);
  });

  await t.test("the foreman opens neither the desk nor another's case", async () => {
    for (const path of [`/staff/jiugeng/cases/${id}`, "/staff/jiugeng/cases", "/staff/jiugeng/follow-ups"]) {
      assert.equal((await foreman.goto(path)).status(), 404, path);
    }
    const other = await desk(t, LOGIN.hanyangForeman, "phone");
    assert.equal((await other.goto(`/work/jiugeng/${id}`)).status(), 404);
    await hides(other, WORDS, TITLE);
  });

  await t.test("the social worker of another area finds nothing of it", async (t) => {
    const tang = await desk(t, LOGIN.hanyang);
    for (const path of [`/staff/jiugeng/cases/${id}`, `/staff/hanyang/cases/${id}`]) {
      assert.equal((await tang.goto(path)).status(), 404, path);
      await hides(tang, WORDS, TITLE);
    }
  });

  await t.test("the street sees no words of hers", async (t) => {
    const officer = await desk(t, LOGIN.street);
    assert.equal((await officer.goto(`/staff/jiugeng/cases/${id}`)).status(), 404);
  });
});

test("没修好: she says no, it is taken up again, and closes at her second word", async (t) => {
  const her = await reported(t, "her neighbour");
  const worker = await desk(t, LOGIN.worker);
  const id = await dispatched(worker, her.receipt);
  const foreman = await desk(t, LOGIN.foreman, "phone");
  await mended(foreman, id, "拧紧了灯泡。");

  await her.page.goto(her.path);
  await shot(her.page, "lamp-her-asked");
  await elderNumbers(her.page);
  await press(her.page, her.page.getByRole("link", { name: "没修好" }));
  await axe(her.page);
  await elderNumbers(her.page);
  await shot(her.page, "lamp-her-dispute");
  await her.page.fill("#note", "亮了一个晚上又不亮了");
  await press(her.page, "没修好，重新办");
  await says(her.page, "重新办");

  await openCase(worker, "jiugeng", her.receipt);
  await says(worker, "亮了一个晚上又不亮了");
  await shot(worker, "lamp-case-reopened");
  await act(worker, "dispatch");
  await mended(foreman, id, "灯座也换了，亮了两天没有坏。");

  await her.page.goto(her.path);
  await says(her.page, "灯座也换了");
  await press(her.page, her.page.getByRole("link", { name: "修好了" }));
  await axe(her.page);
  await elderNumbers(her.page);
  await shot(her.page, "lamp-her-confirm");
  await her.page.locator("label", { hasText: "很满意" }).click();
  await press(her.page, "好了，办结");
  await says(her.page, "谢谢您，这件事办结了");
  await worker.goto(`/staff/jiugeng/cases/${id}`);
  await says(worker, "办结");
});
