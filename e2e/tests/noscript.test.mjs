// Everything of the main line without a script: an old phone, a strict browser, a broken download.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { act, choose, openCase, press, says } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
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

test("a resident reports with a photo, looks it up, withdraws, and reads the ledger", async (t) => {
  const page = await bench.page(t, { script: false });
  const { receipt, path } = await report(page, { words: "楼道的灯坏了", phone: "13812340001", photos: [photo()] });
  await page.goto(path);
  await says(page, "楼道的灯坏了");
  assert.equal(await page.locator(".shots img").count(), 1);
  assert.equal(await page.getByRole("button", { name: "读给我听" }).count(), 0, "what needs a script is not offered");

  const other = await bench.page(t, { script: false });
  await other.goto("/a/jiugeng");
  await press(other, other.getByRole("link", { name: "查进度" }));
  await other.fill("#receipt", receipt);
  await other.fill("#proof", "0001");
  await press(other, other.getByRole("button", { name: "查", exact: true }));
  await other.waitForURL(/\/r\/\w+/);
  await says(other, "楼道的灯坏了");

  await press(page, "撤回，不反映了");
  await says(page, "撤回了");

  await other.goto("/a/jiugeng");
  await press(other, other.getByRole("link", { name: "大家的事" }));
  await press(other, other.getByRole("link", { name: "办好", exact: true }));
  await press(other, other.locator(".ledger a").first());
  await says(other, "经过");
});

test("letters grow and stay grown", async (t) => {
  const page = await bench.page(t, { script: false });
  await page.goto("/a/jiugeng");
  for (const size of ["large", "elder"]) {
    await press(page, page.getByRole("button", { name: "字再大些" }));
    await page.locator(`html[data-size=${size}]`).waitFor();
  }
  for (const path of ["/a/jiugeng/track", "/a/jiugeng/ledger", "/a/jiugeng/report", "/login", "/a/jiugeng/nothing-here"]) {
    await page.goto(path);
    assert.equal(await page.locator("html").getAttribute("data-size"), "elder", path);
  }
});

for (const name of ["长辈版", "亲情版", "关爱版", "关怀版"]) {
  test(`the address ${name} leads to large letters`, async (t) => {
    const page = await bench.page(t, { script: false });
    await page.goto(`/${name}`);
    assert.equal(await page.locator("html").getAttribute("data-size"), "elder");
  });
}

test("a social worker finds a case, gives it to the property company, and writes one down", async (t) => {
  const her = await bench.page(t, { script: false });
  const { receipt } = await report(her, { words: "门厅的灯坏了" });
  const page = await bench.page(t, { viewport: "desk", script: false });
  await signIn(page, linju, LOGIN.worker);
  await press(page, page.getByRole("link", { name: /待受理/ }).first());
  await says(page, "新收到");
  await openCase(page, "jiugeng", receipt);
  await act(page, "dispatch", { title: "门厅的灯坏了" });
  await says(page, "已转");
  await choose(page, "note");
  await page.goto("/staff/jiugeng/requests/new");
  await page.fill("#words", "二楼的楼道灯坏了");
  await page.fill("#place", "久耕小区3号楼");
  await press(page, "先看像哪一类");
  await says(page, "听起来像");
  await page.locator("#category label.tick").first().click();
  await press(page, "登记并打印回执");
  assert.match(page.url(), /\/slip/);
});
