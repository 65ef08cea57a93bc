// Sixty want to charge at ground level: one case, sixty people told, and one of them taken out again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot } from "../lib/checks.mjs";
import { act, openCase, press, says, send } from "../lib/desk.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { CHARGING, report } from "../lib/resident.mjs";

const SIXTY = 60;
const PLACE = "0300";
const desk = "/staff/jiugeng";

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

/** The social worker writes one down as the form of her page does. Gives the receipt and the case. */
async function writtenDown(page, n) {
  const form = {
    words: `车库的坡推不上去，第 ${n} 位说，地面上装几只桩好伐`,
    place: PLACE,
    category: "0405",
    channel: "meeting",
    phone: `138555${String(10_000 + n)}`,
    once: `sixty-${n}`,
  };
  const answer = await page.request.post(`${linju.url}${desk}/requests/new`, { form, headers: { origin: linju.url } });
  assert.equal(answer.status(), 200);
  const slip = await answer.text();
  return {
    receipt: /class="no">([\d ]+)</.exec(slip)[1].replace(" ", ""),
    case: /href="[^"]*\/cases\/(\w+)"/.exec(slip)[1],
    slip: answer.url(),
    request: /requests\/(\w+)\/slip/.exec(answer.url())[1],
  };
}

test("sixty requests become one case, all sixty are told, and one taken out stands as before", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const first = await report(her, { words: "我推不上去，要请人帮忙", door: `/d/jiugeng/${PLACE}`, kind: CHARGING });
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  const others = [];
  for (let n = 1; n < SIXTY; n++) others.push(await writtenDown(page, n));

  await openCase(page, "jiugeng", first.receipt);
  const lead = page.url().split("/").at(-1);
  await page.goto(`${desk}/cases/${lead}/join`);
  for (const other of others) await page.check(`input[name=from][value="${other.case}"]`);
  await axe(page);
  await shot(page, "charging-join");
  await send(page);
  await page.waitForURL(/\/cases\/\w+$/);
  await says(page, `${SIXTY} 条`);
  await shot(page, "charging-case");
  await axe(page);

  await t.test("each of the sixty is told what comes of it", async () => {
    await act(page, "take", { contacted: true });
    await act(page, "wait", { on: "街道统计车主意愿", until: inAMonth(), note: "六十位都登记了，一位一位问过再定装几只。" });
    await page.goto(`${desk}/to-tell`);
    await shot(page, "charging-to-tell");
    await axe(page);
    const told = await tellAll(page, "街道统计车主意愿");
    assert.deepEqual(told.sort(), others.map((other) => other.request).sort(), "those who must be called");
    await her.goto(first.path);
    await says(her, "街道统计车主意愿");
  });

  await t.test("the public ledger counts them", async (t) => {
    const anyone = await bench.page(t, { viewport: "phone" });
    await anyone.goto(`/a/jiugeng/ledger/${lead}`);
    await says(anyone, `合并 ${SIXTY} 条`);
    await shot(anyone, "charging-ledger");
  });

  await t.test("one that is taken out again stands as it stood, and the rest go on without it", async () => {
    const one = others[20];
    await page.goto(`${desk}/cases/${one.case}`);
    await says(page, "并");
    await act(page, "unmerge", { note: "这一位说的是车棚漏雨" });
    await says(page, "新收到");
    await shot(page, "charging-unmerged");
    await page.goto(`${desk}/cases/${lead}`);
    await says(page, `${SIXTY - 1} 条`);
    const mine = await page.request.get(one.slip);
    assert.ok((await mine.text()).includes(`${one.receipt.slice(0, 2)} ${one.receipt.slice(2)}`), "the receipt is the same");
  });
});

test("the sixty of 久耕 stand together in the demo", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto(`${desk}/search?q=${encodeURIComponent("想在地面充电")}`);
  await press(page, page.locator("tr", { hasText: "已并案" }).first().locator("a.ti"));
  await press(page, page.getByRole("link", { name: "去看那一件" }));
  await says(page, "合并 60 条");
  await shot(page, "charging-demo");
});

/** Ticks off every message that waits, page by page. Gives the requests whose message says `text`. */
async function tellAll(page, text) {
  const told = [];
  for (;;) {
    const html = await (await page.request.get(`${linju.url}${desk}/to-tell`)).text();
    const messages = html.split("<li").filter((item) => item.includes("/to-tell/"));
    if (!messages.length) return told;
    for (const message of messages) {
      const action = /action="([^"]*\/to-tell\/\w+)"/.exec(message)[1];
      if (message.includes(text)) told.push(/requests\/(\w+)\/phone/.exec(message)[1]);
      await page.request.post(linju.url + action, { headers: { origin: linju.url }, maxRedirects: 0 });
    }
  }
}

const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
