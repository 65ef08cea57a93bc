// What the platform suggests while someone types, and what it would have done last quarter.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot, staffNumbers } from "../lib/checks.mjs";
import { fill, press, says } from "../lib/desk.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

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

test("words that are typed a second time find the first, and join it in one press", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt } = await report(her, { words: "单元门的闭门器坏了，一直砰砰响" });
  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await worker.goto("/staff/jiugeng/requests/new");
  await fill(worker, { place: "0301", words: "单元门闭门器坏掉了，砰砰响吵死人" });
  const like = worker.locator("#into label", { hasText: `像 ${receipt} 号` });
  await like.waitFor();
  await shot(worker, "suggest-intake");
  await axe(worker);
  await like.click();
  await press(worker, "登记并打印回执");
  assert.match(worker.url(), /\/slip/);
  await press(worker, worker.getByRole("link", { name: "打开这一件" }));
  await says(worker, "合并 2 条");

  await t.test("on a case that came by itself they stand beside it", async (t) => {
    const { receipt: second } = await report(her, { words: "单元门闭门器又坏了，砰砰响" });
    await worker.goto("/staff/jiugeng/cases");
    await worker.fill("#q", second);
    await worker.press("#q", "Enter");
    await worker.waitForURL(/\/search/);
    await worker.locator("a.ti").first().click();
    await worker.waitForURL(/\/cases\/\w+$/);
    const beside = worker.locator('section[aria-labelledby="hints"]');
    for (let tries = 0; tries < 100 && !(await beside.count()); tries += 1) await worker.reload();
    await says(worker, "平台看着像");
    await shot(worker, "suggest-case");
    await axe(worker);
    const phone = await bench.page(t, { viewport: "phone" });
    await signIn(phone, linju, LOGIN.worker);
    await phone.goto(new URL(worker.url()).pathname);
    await shot(phone, "suggest-case-phone");
    await axe(phone);
    await staffNumbers(phone);
    await press(worker, beside.getByRole("button", { name: "并到这件" }).first());
    await says(worker, "并");
  });
});

test("the secretary tries a threshold on last quarter, and nothing is saved", async (t) => {
  const secretary = await bench.page(t, { viewport: "desk" });
  await signIn(secretary, linju, LOGIN.secretary);
  await secretary.goto("/staff/jiugeng/reactions");
  await secretary.fill("#to_secretary", "8");
  await press(secretary, "试算上季度");
  await says(secretary, /上季度（.*）会触发几次/);
  assert.equal(await secretary.inputValue("#to_secretary"), "8", "what was typed is kept");
  await shot(secretary, "suggest-trial");
  await axe(secretary);
  await secretary.goto("/staff/jiugeng/reactions");
  assert.equal(await secretary.inputValue("#to_secretary"), "24");
  const phone = await bench.page(t, { viewport: "phone" });
  await signIn(phone, linju, LOGIN.secretary);
  await phone.goto("/staff/jiugeng/reactions");
  await shot(phone, "suggest-reactions-phone");
  await axe(phone);
  await staffNumbers(phone);
});
