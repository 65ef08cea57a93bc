// What a resident's first page costs on a slow phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { startLinju } from "../lib/linju.mjs";
import { report } from "../lib/resident.mjs";

const KB = 1024;

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

/** Bytes over the wire, headers included, until `path` is whole: of the page itself and of all. */
async function weigh(page, path) {
  const wire = await page.context().newCDPSession(page);
  const kinds = new Map();
  const sizes = { html: 0, all: 0 };
  wire.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sizes.all += encodedDataLength;
    if (kinds.get(requestId) === "Document") sizes.html += encodedDataLength;
  });
  await wire.send("Network.enable");
  await page.goto(path, { waitUntil: "networkidle" });
  await wire.detach();
  return sizes;
}

for (const size of ["standard", "elder"]) {
  test(`the home is light on the first visit and lighter on the next, ${size}`, async (t) => {
    const page = await bench.page(t, { size });
    const first = await weigh(page, "/a/jiugeng");
    const next = await weigh(page, "/a/jiugeng");
    t.diagnostic(`first ${first.all} B, its HTML ${first.html} B, next ${next.all} B`);
    assert.ok(first.html > 0 && first.all > first.html, "nothing was weighed");
    assert.ok(first.all <= 100 * KB, `first visit: ${first.all} B`);
    assert.ok(first.html <= 14 * KB, `HTML: ${first.html} B`);
    assert.ok(next.all <= 16 * KB, `next visit: ${next.all} B`);
  });
}

test("the home stays light for someone with matters of her own", async (t) => {
  const page = await bench.page(t, { size: "elder" });
  for (const words of ["一", "二", "三", "四"]) await report(page, { words });
  const { html } = await weigh(page, "/a/jiugeng");
  assert.equal(await page.locator(".mine").count(), 3, "the newest three are shown");
  assert.ok(html <= 14 * KB, `HTML: ${html} B`);
});
