// What stays late climbs grid → secretary → street, over a holiday and the working day that makes up for it; and what
// each rung does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot, staffNumbers } from "../lib/checks.mjs";
import { act, fill, press, says, send } from "../lib/desk.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHANGHAI = 8 * 60 * MINUTE;
/** Hours at which people are at work here, in minutes of the day. */
const STRETCHES = [[510, 690], [780, 1020]];
const LIMIT = 24 * 60;

let linju;
let bench;
let ahead = 0;
before(async () => {
  linju = await startLinju();
  bench = await openBench(linju.url);
});
after(async () => {
  await bench?.close();
  await linju?.stop();
});

const now = () => Date.now() + ahead;
const dayOf = (at) => new Date(at + SHANGHAI).toISOString().slice(0, 10);
const startOf = (day) => Date.parse(`${day}T00:00:00Z`) - SHANGHAI;

/** Lets the clock come to `at`, and the platform's sweep with it. */
async function until(at) {
  const minutes = Math.max(2, Math.ceil((at - now()) / MINUTE));
  await forward(linju.url, { hours: minutes / 60 });
  ahead += minutes * MINUTE;
  const late = async () => {
    const metrics = await (await fetch(`${linju.url}/metrics`)).text();
    return Number(/linju_job_late_seconds\{job="request-sweep"\} (\d+)/.exec(metrics)[1]);
  };
  while ((await late()) > 30) await new Promise((again) => setTimeout(again, 200));
}

/** When so many minutes of work are over that began at `from`, where `works` says which days are worked. */
function worked(from, minutes, works) {
  for (let day = startOf(dayOf(from)); ; day += DAY) {
    if (!works(dayOf(day + MINUTE))) continue;
    for (const [opens, closes] of STRETCHES) {
      const begin = Math.max(from, day + opens * MINUTE);
      const there = (day + closes * MINUTE - begin) / MINUTE;
      if (there <= 0) continue;
      if (there >= minutes) return begin + minutes * MINUTE;
      minutes -= there;
    }
  }
}

const isWeekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay() % 6 !== 0;

/** Somebody of the area's desk, signed in anew: weeks pass here. */
async function at(t, login, options = {}) {
  const page = await bench.page(t, { viewport: "desk", ...options });
  await signIn(page, linju, login);
  return page;
}

test("a case nobody moves climbs each rung once, by working hours", async (t) => {
  const worker = await at(t, LOGIN.worker);
  await worker.goto("/staff/jiugeng/requests/new");
  await fill(worker, { words: "保安三天没在岗，物业不理人", place: "0301" });
  await worker.locator('select[name^="category"]').selectOption("0901");
  await press(worker, "登记并打印回执");
  await press(worker, worker.getByRole("link", { name: "打开这一件" }));
  const path = new URL(worker.url()).pathname;
  const id = path.split("/").at(-1);
  await act(worker, "dispatch", { contacted: true });
  const look = async (page) => (await page.request.get(`${linju.url}/api/v1/areas/jiugeng/cases/${id}`)).json();
  const due = Date.parse((await look(worker)).settle_due);
  assert.ok(due > now(), "a limit ahead");

  // The next Saturday makes up for the Monday and Tuesday behind it, by a notice the street takes in.
  let saturday = startOf(dayOf(due)) + DAY;
  while (new Date(saturday + SHANGHAI).getUTCDay() !== 6) saturday += DAY;
  const [makeUp, ...off] = [0, 2, 3].map((days) => dayOf(saturday + days * DAY + MINUTE));
  const officer = await at(t, LOGIN.street, { script: false });
  await officer.goto(`/street/calendar?year=${makeUp.slice(0, 4)}`);
  await fill(officer, {
    notice_year: makeUp.slice(0, 4),
    source: "演示的调休通知",
    notice: [`${makeUp},班,调休`, ...off.map((day) => `${day},休,放假`)].join("\n"),
  });
  await send(officer);
  await officer.waitForURL(/calendar/);
  const works = (day) => day === makeUp || (isWeekday(day) && !off.includes(day));
  const toSecretary = worked(due, LIMIT, works);
  const toStreet = worked(toSecretary, LIMIT, works);
  assert.notEqual(toStreet, worked(worked(due, LIMIT, isWeekday), LIMIT, isWeekday), "the holiday lies in between");

  const stands = async (level) => {
    const page = await at(t, LOGIN.worker);
    assert.equal((await look(page)).level, level);
    return page;
  };
  await until(due - 60 * MINUTE);
  await until(due + 2 * MINUTE);
  await stands("area");
  await until(toSecretary - 5 * MINUTE);
  await stands("area");
  await until(toSecretary + 2 * MINUTE);
  await stands("secretary");
  const raised = now();
  await until(toStreet - 5 * MINUTE);
  await stands("secretary");
  await until(worked(raised, LIMIT, works) + 3 * MINUTE);
  await stands("street");
  await until(now() + 3 * DAY);
  const desk = await stands("street");
  await desk.goto(path);
  const log = await desk.locator(".case__log").innerText();
  const times = (words) => log.split(words).length - 1;
  assert.deepEqual([times("快到时限了"), times("超过时限了"), times("请上一级来管")], [1, 1, 2], log);
  await shot(desk, "climb-case");
  await axe(desk);

  await t.test("the secretary leads, calls, and writes the sheet for the street", async (t) => {
    const secretary = await at(t, LOGIN.secretary);
    await secretary.goto(`${path}/raised`);
    await fill(secretary, { plan: "请物业公司派人顶岗，每天报到" });
    await press(secretary, "我来领办");
    await fill(secretary, { what: "定顶岗的名单", due: dayOf(now() + 2 * DAY) });
    await press(secretary, "加一步");
    await fill(secretary, { why: "当面说清楚谁来值班", meets: `${dayOf(now() + DAY)}T09:30` });
    await secretary.locator('label:has([name="called"])').first().click();
    await press(secretary, secretary.getByRole("button", { name: "约请" }));
    await secretary.locator('label:has([name^="came_"])').first().click();
    await secretary.locator('input[name^="did_"]').first().fill("答应明天派两个人");
    await press(secretary, "记下谁来了");
    await fill(secretary, { options: "物业公司增派保安\n换一家保安公司", cost: "大概三万", wanted: "约谈物业公司" });
    await press(secretary, "保存");
    await says(secretary, "这个数看不懂");
    assert.equal(await secretary.inputValue("#cost"), "大概三万");
    await secretary.fill("#cost", "30,000");
    await press(secretary, "保存");
    await shot(secretary, "climb-raised");
    await axe(secretary);
    await staffNumbers(secretary);
    await secretary.goto(`${path}/package`);
    await says(secretary, "换一家保安公司");
    await shot(secretary, "climb-package");
    await axe(secretary);
    const phone = await at(t, LOGIN.secretary, { viewport: "phone" });
    await phone.goto(`${path}/raised`);
    await shot(phone, "climb-raised-phone");
    await axe(phone);
    await staffNumbers(phone);
  });

  await t.test("the street reads it and watches over it; residents read who leads", async (t) => {
    const officer = await at(t, LOGIN.street);
    await officer.goto(`/street/cases/jiugeng/${id}`);
    await says(officer, "换一家保安公司");
    await says(officer, "30000");
    await fill(officer, { note: "一周内配齐保安", by: dayOf(now() + 7 * DAY) });
    await press(officer, "督办");
    await says(officer, "一周内配齐保安");
    await shot(officer, "climb-street");
    await axe(officer);
    const anyone = await bench.page(t, { viewport: "phone", size: "elder" });
    await anyone.goto(`/a/jiugeng/ledger/${id}`);
    await says(anyone, "每天报到");
    await shot(anyone, "climb-ledger-elder");
    await axe(anyone, { enhanced: true });
  });
});
