// What comes while a list is open is said over it, and nothing moves under the reader.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot } from "../lib/checks.mjs";
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

for (const [list, path] of [["inbox", "cases"], ["board", "cases/board"]]) {
  test(`a worker reading the ${list} is told of a new request and sees it with one press`, async (t) => {
    const desk = await bench.page(t, { person: "desk", viewport: "desk" });
    await signIn(desk, linju, LOGIN.worker);
    await desk.goto(`/staff/jiugeng/${path}`);
    await desk.evaluate(() => document.fonts.ready);
    const first = desk.locator("a.ti, .kanban li a").first();
    const before = await first.boundingBox();
    const her = await bench.page(t, { person: "her", viewport: "phone" });
    const { receipt } = await report(her, { words: "三楼的灯不亮了" });
    const line = desk.locator("[data-news] a");
    await line.waitFor();
    assert.match(await line.innerText(), /有 1 件新的或有变化/);
    assert.deepEqual(await first.boundingBox(), before, "the list moved under the reader");
    await axe(desk);
    await shot(desk, `live-${list}`);
    await Promise.all([desk.waitForEvent("load"), line.click()]);
    assert.ok((await desk.content()).includes(receipt), "the new request is not in the list");
    assert.equal(await line.count(), 0, "nothing is new any more");
  });
}
