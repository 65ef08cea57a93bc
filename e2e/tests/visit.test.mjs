// Visits: the plan of four weeks, a day on a phone without a signal, one visit in a few presses, companions.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { VIEWPORTS, openBench, troublesOf } from "../lib/bench.mjs";
import { axe, shot, staffNumbers } from "../lib/checks.mjs";
import { fill, hides, press, says, send } from "../lib/desk.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const VISITS = "/staff/jiugeng/visits";
const FINDING = "水管接头一直滴水，厨房地上都是水";

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

/** Looks at a page on a phone and on a desk. */
async function looked(page, name) {
  for (const screen of ["phone", "desk"]) {
    await page.setViewportSize(VIEWPORTS[screen]);
    await shot(page, `${name}-${VIEWPORTS[screen].width}`);
    await axe(page);
    await staffNumbers(page);
  }
}

/** The next visits of the plan of whoever is signed in, moved to today; gives how many. */
async function moveToToday(page, most) {
  await page.goto(`${VISITS}/plan`);
  const links = await page.locator('ul.ledger a[href*="/visits/plan/"]:not(:has(.chip--river))').evaluateAll((all) => all.map((a) => a.pathname));
  const today = await page.evaluate(() => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  for (const link of links.slice(0, most)) {
    await page.goto(link);
    await fill(page, { day: today });
    await send(page);
    await page.waitForURL(/\/visits\/plan$/);
  }
  return Math.min(most, links.length);
}

/** What the phone keeps, as text. */
const kept = (page) =>
  page.evaluate(async () => {
    const { base } = document.querySelector("[data-day]").dataset;
    const opening = indexedDB.open(`visits ${base}`, 1);
    await new Promise((fine) => (opening.onsuccess = fine));
    const all = opening.result.transaction("sealed").objectStore("sealed").getAll();
    await new Promise((fine) => (all.onsuccess = fine));
    const text = all.result.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n");
    opening.result.close();
    return { ids: all.result.map(({ id }) => id), text };
  });

const visitsOf = async (page, person) => {
  const answer = await page.request.get(`${linju.url}${VISITS}/${person}`);
  return (await answer.text()).split('class="tl__it"').length - 1;
};

test("the secretary plans four weeks in one press, and it is on paper", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, LOGIN.secretary);
  await page.goto(`${VISITS}/plan`);
  await press(page, "重新排");
  await says(page, /共 \d+ 次走访/);
  await looked(page, "visit-plan");
  await page.getByRole("link", { name: "打印一周名单" }).click();
  await shot(page, "visit-plan-print");
  await page.goto(`${VISITS}/pairs`);
  await says(page, "录入联系单");
  await looked(page, "visit-pairs");
});

test("a visit from the list is recorded in three presses", async (t) => {
  const page = await bench.page(t, { viewport: "phone" });
  await signIn(page, linju, LOGIN.worker);
  await page.goto(VISITS);
  await looked(page, "visit-list");
  await page.goto(`${VISITS}/tiers`);
  await looked(page, "visit-tiers");
  await page.goto(`${VISITS}/sheet`);
  await looked(page, "visit-sheet");
  await page.setViewportSize(VIEWPORTS.phone);
  await page.goto(VISITS);
  let presses = 0;
  const tap = async (target) => {
    presses += 1;
    await target.click();
  };
  await tap(page.locator("ul.ledger a").first());
  await page.waitForURL(/\/visits\/\w+$/);
  const person = new URL(page.url()).pathname.split("/").at(-1);
  const before_ = await visitsOf(page, person);
  await tap(page.locator('label:has([name="outcome"][value="met"])'));
  await tap(page.getByRole("button", { name: "记下" }));
  await page.waitForURL(/\/visits$/);
  assert.equal(presses, 3);
  assert.equal(await visitsOf(page, person), before_ + 1);
});

test("five visits without a signal arrive once, sealed until then and wiped afterwards", async (t) => {
  const page = await bench.page(t, { person: "worker", viewport: "phone" });
  await signIn(page, linju, LOGIN.worker);
  const planned = await moveToToday(page, 6);
  assert.ok(planned >= 5, "the demo plans too few visits for one day");
  await page.goto(`${VISITS}/today`);
  await page.locator("[data-ready]").waitFor();
  await looked(page, "visit-today");
  await page.setViewportSize(VIEWPORTS.phone);
  const people = await page.locator("li[data-person]:has(form)").evaluateAll((all) => all.map((one) => one.dataset.person));
  const five = people.slice(0, 5);
  const rooms = await page.locator("li[data-person] h2").allInnerTexts();
  const before_ = await Promise.all(five.map((person) => visitsOf(page, person)));

  await page.context().setOffline(true);
  await page.reload();
  await page.locator("[data-ready]").waitFor();
  await says(page, "没有信号");
  const item = (person) => page.locator(`li[data-person="${person}"]`);
  for (const [n, person] of five.entries()) {
    const outcome = n === 3 ? "no_answer" : "met";
    if (n === 4) {
      await item(person).locator("summary").click();
      await item(person).locator('[name="finding"]').fill(FINDING);
      await item(person).locator('[name="category"]').selectOption({ index: 3 });
    }
    await item(person).locator(`button[value="${outcome}"]`).dblclick();
    await item(person).getByText("记在手机里了").waitFor();
  }
  await says(page, "5 条还在手机里");
  await shot(page, "visit-today-offline");
  await axe(page);
  await page.reload();
  await page.locator("[data-ready]").waitFor();
  assert.equal(await page.getByText("记在手机里了").count(), 5, "a page opened again knows what it keeps");
  const phone = await kept(page);
  assert.equal(phone.ids.length, 6, "a list and five records");
  for (const plain of [FINDING, ...rooms, ...five]) assert.ok(!phone.text.includes(plain), "it lies sealed");
  const trouble = troublesOf(page).splice(0).filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED"));
  assert.deepEqual(trouble, []);

  await page.context().setOffline(false);
  const second = await bench.page(t, { person: "worker", viewport: "phone" });
  await Promise.all([second.goto(`${VISITS}/today`), page.reload()]);
  await Promise.all([page, second].map((one) => one.locator('[data-ready]').waitFor()));
  await page.reload();
  await page.locator("[data-ready]").waitFor();
  const left = await kept(page);
  assert.deepEqual(left.ids.filter((id) => id !== "list"), [], "what arrived is wiped");
  for (const [n, person] of five.entries()) {
    assert.equal(await visitsOf(page, person), before_[n] + 1, "each is there once");
  }
  await page.goto(`${VISITS}/${five[3]}`);
  await says(page, "没人应");
  await page.goto(`${VISITS}/${five[4]}`);
  await page.evaluate(async () => {
    const there = async () => (await (await fetch(location.pathname)).text()).includes("已成为诉求");
    for (let left = 100; left > 0 && !(await there()); left -= 1) await new Promise((again) => setTimeout(again, 300));
  });
  await page.reload();
  await page.getByRole("link", { name: /已成为诉求/ }).first().click();
  await says(page, "水管接头一直滴水");
});

test("without script the day's page is a page of forms", async (t) => {
  const page = await bench.page(t, { viewport: "phone", script: false });
  await signIn(page, linju, LOGIN.worker);
  await page.goto(`${VISITS}/today`);
  const form = page.locator("li[data-person] form").first();
  const person = await page.locator("li[data-person]:has(form)").first().getAttribute("data-person");
  await form.locator('button[value="met"]').click();
  await page.waitForURL(/\/visits\/today$/);
  assert.equal(await page.locator(`li[data-person="${person}"] form`).count(), 0);
  await hides(page, "没有信号，照样可以记");
});
