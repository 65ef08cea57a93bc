// A typhoon: who is called, who goes, who did not answer, and what the street reads; and a survey typed in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot, staffNumbers } from "../lib/checks.mjs";
import { fill, hides, press, says } from "../lib/desk.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const ELDERS = 385;
const UNANSWERED = 7;

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

/** Looks at a page in both sizes of letters. */
async function look(page, name) {
  for (const size of ["standard", "elder"]) {
    await page.context().addCookies([{ name: "lv", value: size, url: linju.url }]);
    await page.reload();
    await shot(page, `round-${name}-${size}-${page.viewportSize().width}`);
    await axe(page);
    await staffNumbers(page);
  }
  await page.context().addCookies([{ name: "lv", value: "standard", url: linju.url }]);
  await page.reload();
}

/** Types every sheet of a round in, as the workers bring them back: the first lines did not answer. */
async function typeIn(page, round) {
  let left = UNANSWERED;
  let address = `${round}/sheets/1/grid`;
  let sheets = 0;
  while (address.includes("/grid")) {
    const form = await (await page.request.get(linju.url + address)).text();
    const once = /name="once" value="(\w+)"/.exec(form)[1];
    const marks = [...form.matchAll(/name="(mark-\w+)"/g)].map(([, name]) => [name, left-- > 0 ? "2" : "1"]);
    const answer = await page.request.post(linju.url + address, {
      form: Object.fromEntries([["once", once], ...marks]),
      headers: { origin: linju.url },
      maxRedirects: 0,
    });
    assert.equal(answer.status(), 303, await answer.text());
    address = answer.headers().location;
    sheets += 1;
  }
  return sheets;
}

test("19:00 the elders are split and printed, 21:00 the unanswered are on one page, the street reads counts", async (t) => {
  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await worker.goto("/staff/jiugeng/rounds");
  await look(worker, "list");
  await worker.getByRole("link", { name: "台风暴雨叫应" }).first().click();
  for (const test of ["lone_elder", "all_elder", "ground_elder"]) {
    await worker.locator(`label:has([name="tests"][value="${test}"])`).click();
  }
  await press(worker, "改了再看看");
  await says(worker, `名单上有 ${ELDERS} 人`);
  const shares = (await worker.locator("table tbody td:nth-child(2)").allInnerTexts()).map(Number);
  assert.ok(shares.length > 1, "more than one goes");
  assert.equal(shares.reduce((sum, n) => sum + n, 0), ELDERS);
  await look(worker, "plan");
  await press(worker, "开始台风暴雨叫应");
  await worker.waitForURL(/\/rounds\/\w+$/);
  const round = new URL(worker.url()).pathname;
  await says(worker, `未应的 ${ELDERS} 人`);
  await look(worker, "one");

  await t.test("the paper: everyone once, worker by worker, and nobody's name in full", async () => {
    await worker.goto(`${round}/paper`);
    assert.equal(await worker.locator("tr[data-line]").count(), ELDERS);
    const workers = new Set(await worker.locator("article h1").allInnerTexts());
    assert.equal(workers.size, shares.length);
    const long = await worker.locator("article").evaluateAll((all) => all.filter((one) => one.scrollHeight > 1130).length);
    assert.equal(long, 0, "pages longer than A4");
    await hides(worker, "独居", "80 岁");
    await shot(worker, "round-paper");
    await axe(worker);
  });

  await t.test("one press on a phone", async () => {
    const phone = await bench.page(t, { viewport: "phone" });
    await signIn(phone, linju, LOGIN.worker);
    await phone.goto(`${round}/sheets/1`);
    await look(phone, "sheet");
    const line = phone.locator("[data-line]").first();
    await press(phone, line.getByRole("button", { name: /叫到/ }));
    await phone.reload();
    await says(phone, "叫到");
    await phone.goto(`${round}/sheets/1/grid`);
    await look(phone, "grid");
    await phone.goto(round);
    await look(phone, "one");
  });

  assert.ok((await typeIn(worker, round)) > 10);
  await forward(linju.url, { hours: 2 });
  await worker.goto(`${round}/waiting`);
  await signedIn(worker, `${round}/waiting`);
  assert.equal(await worker.locator("[data-line]").count(), UNANSWERED);
  await look(worker, "waiting");

  await t.test("the street reads counts only", async () => {
    const street = await bench.page(t, { viewport: "desk" });
    await signIn(street, linju, LOGIN.street);
    await street.goto("/street/rounds");
    await says(street, "久耕居民区");
    await says(street, String(ELDERS));
    await says(street, String(ELDERS - UNANSWERED));
    await hides(street, "号楼", "401", "独居");
    await look(street, "street");
    assert.equal((await street.request.get(linju.url + round)).status(), 404);
  });

  await t.test("the ladder, and no end before everyone is accounted for", async () => {
    await worker.goto(round);
    await press(worker, "全部落实，结束");
    await says(worker, "还有人没落实");
    for (let left = UNANSWERED; left > 0; left -= 1) {
      await worker.goto(`${round}/waiting`);
      await worker.locator("[data-line] a").first().click();
      await says(worker, "没人应，叫谁");
      if (left === UNANSWERED) {
        await look(worker, "line");
        await worker.locator("summary", { hasText: "看号码" }).first().click();
        await press(worker, worker.locator('form[action$="/reveal"] button[value="phone"]').first());
        assert.ok(await worker.locator('a[href^="tel:1"]').count());
        await worker.goBack();
      }
      await fill(worker, { mark: left % 2 ? "vouched" : "police" });
      await press(worker, "记下");
      await says(worker, "请写明是谁");
      await fill(worker, { mark: left % 2 ? "vouched" : "police", note: "女儿说在她家" });
      await press(worker, "记下");
    }
    await worker.goto(round);
    await press(worker, "全部落实，结束");
    assert.match(await worker.locator("header.top").innerText(), /已结束/);
  });
});

/** A session may end while hours pass: sign in again and come back. */
async function signedIn(page, address) {
  if (!page.url().includes("/login")) return;
  await signIn(page, linju, LOGIN.worker);
  await page.goto(address);
}

test("the demo's rounds: a hazard to be looked at again, and kitchens counted by building", async (t) => {
  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await worker.goto("/staff/jiugeng/rounds");
  await says(worker, "到期要复查的");
  await worker.getByRole("link", { name: /公房合用厨房电线排摸/ }).click();
  const round = new URL(worker.url()).pathname;
  await worker.goto(`${round}/results`);
  await says(worker, "厨房电线老化或裸露吗");
  await look(worker, "results");
  const [download] = await Promise.all([worker.waitForEvent("download"), worker.getByRole("button", { name: "导出 Excel" }).click()]);
  assert.match(download.suggestedFilename(), /^round-.*\.xlsx$/);
  await worker.goto(`${round}/facts`);
  await look(worker, "facts");
});
