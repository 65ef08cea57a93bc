// From a resident's words to something built: 邻聚里 through every gate, the shed from 20 to 60, a lamp the short way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { fill, hides, openCase, press, says, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { startLinju } from "../lib/linju.mjs";
import { signIn } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

const SANLIAN = { worker: "pengfei", secretary: "jiangwenjuan", street: "jiedao" };
const ALL = "/staff/sanlian/projects";

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

async function seat(t, login) {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, login);
  return page;
}

/** Fills the page of a step and sends it; ends on the project's page. */
async function does(page, at, verb, values = {}) {
  await page.goto(`${at}/do/${verb}`);
  await fill(page, values);
  await send(page);
  assert.equal(new URL(page.url()).pathname, at, await page.locator("main").innerText());
}

/** The gate stays shut, and the page says why. */
async function shut(page, at, why) {
  await page.goto(`${at}/do/advance`);
  await send(page);
  await says(page, why);
}

async function plans(page, values, cases = "") {
  await page.goto(`${ALL}/new?cases=${cases}`);
  const place = await page.locator("#place option:not([value=''])").first().getAttribute("value");
  await fill(page, { place, lead: "三联居民区党总支", ...values });
  await send(page);
  await page.waitForURL(/\/projects\/[0-9a-z]{6,}$/);
  return new URL(page.url()).pathname;
}

async function checks(page, at) {
  for (const group of ["not_property_duty", "not_planned", "lawful"]) await does(page, at, "check", { group, verdict: "yes" });
}

/** Fills the first form of its kind on a project's page, under its summary. */
async function answers(page, at, what, words) {
  await page.goto(at);
  const form = page.locator(`form[action$="/${what}"]`).first();
  await form.locator("xpath=ancestor::details").locator("summary").click();
  await form.locator("input.input").fill(words);
  await Promise.all([page.waitForEvent("load"), form.locator("button").click()]);
}

test("邻聚里: every gate with its evidence, and whoever spoke first follows it", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt, path } = await report(her, { words: "小区入口需要修缮，门头旧了", door: "/d/sanlian/0101" });
  const [worker, secretary, street] = [await seat(t, SANLIAN.worker), await seat(t, SANLIAN.secretary), await seat(t, SANLIAN.street)];
  await openCase(worker, "sanlian", receipt);
  const cases = new URL(worker.url()).pathname.split("/").at(-1);

  await worker.goto(`${ALL}/new`);
  await send(worker);
  await says(worker, "请写项目名称");
  await axe(worker);
  const at = await plans(worker, { kind: "entrance", course: "whole", title: "入口新邻聚里", purpose: "居民说门头旧了", estimate: "90000" }, cases);
  const id = at.split("/").at(-1);
  const [of, open] = [`/street/projects/sanlian/${id}`, `/a/sanlian/projects/${id}`];
  await shot(worker, "project-draft");
  await axe(worker);

  await t.test("surveyed, consulted, deliberated", async () => {
    await shut(worker, at, "还没有调查");
    await does(worker, at, "survey", { n: "120", m: "101" });
    await does(worker, at, "advance");
    for (const group of ["delegate", "owners_committee", "steward"]) await does(worker, at, "opinion", { group, verdict: "yes", n: "8" });
    await shut(worker, at, "还有一方没有听过意见");
    await does(worker, at, "opinion", { group: "party_member", verdict: "none" });
    await does(worker, at, "advance");
    for (const group of ["branch_meetings", "residents_council"]) await does(worker, at, "minutes", { group, text: "多数赞成" });
    await does(secretary, at, "advance");
  });

  await t.test("initiated, pitched and reviewed by the street", async () => {
    await checks(worker, at);
    await street.goto("/street/projects");
    await shot(street, "projects-street");
    await axe(street);
    await does(street, of, "initiation", { verdict: "yes", text: "同意立项" });
    for (const [group, n] of [["街道党建办", "82"], ["街道房办", "77"], ["居民代表席", "93"]]) await does(street, of, "score", { group, n, m: "90" });
    await does(secretary, at, "advance");
    await does(street, of, "review", { verdict: "yes", text: "可行、惠民" });
  });

  await t.test("drawn with residents, frozen by the street", async () => {
    await does(worker, at, "design", { text: "第一稿", file: photo() });
    await her.goto(open);
    await her.locator("form[action$='/say'] textarea").fill("坡道做宽一点");
    await her.locator("form[action$='/say'] [name=who]").fill("刘桂英");
    await Promise.all([her.waitForEvent("load"), her.locator("form[action$='/say'] button").click()]);
    await says(her, "坡道做宽一点");
    await hides(her, "刘桂英");
    await street.goto(`${of}/do/approval`);
    await fill(street, { verdict: "yes", text: "审定" });
    await send(street);
    await says(street, "还没有都答复");
    await answers(worker, at, "answer", "第二稿做宽到一米二");
    await does(worker, at, "design", { text: "第二稿", file: photo("b.png", [30, 90, 160]) });
    await does(street, of, "approval", { verdict: "yes", text: "审定" });
  });

  await t.test("paid from a named fund, built under residents' eyes", async () => {
    await does(secretary, at, "contract", { text: "施工队", fen: "86000.50" });
    await shut(secretary, at, "合同的钱还没有落实");
    await secretary.goto(`${at}/do/commit`);
    const purse = await secretary.locator("#purse option", { hasText: "街道民生" }).getAttribute("value");
    await does(secretary, at, "commit", { purse, fen: "86000.50", basis: "居民议事会同意" });
    await does(secretary, at, "advance");
    for (const group of ["community_worker", "property_company", "party_volunteer"]) await does(worker, at, "squad", { group, who: "演示人" });
    for (const who of ["王建国", "刘桂英"]) await does(worker, at, "supervisor", { who });
    await does(worker, at, "before", { file: photo() });
    await does(secretary, at, "advance");
    await her.goto(open);
    await her.locator("form[action$='/say'] textarea").fill("围挡挡住了轮椅");
    await her.locator("form[action$='/say'] [name=file]").setInputFiles(photo());
    await Promise.all([her.waitForEvent("load"), her.locator("form[action$='/say'] button").click()]);
    await does(worker, at, "diary", { text: "拆旧门头", file: photo() });
    await does(worker, at, "after", { file: photo("c.png", [200, 160, 90]) });
    await does(worker, at, "upkeep", { text: "物业" });
    await shut(secretary, at, "还有问题没有改好");
    await answers(worker, at, "answer", "当天挪开了围挡");
    await worker.goto(`${at}/do/signature`);
    const watchers = await worker.locator("#refers option:not([value=''])").evaluateAll((all) => all.map((one) => one.value));
    for (const refers of watchers) await does(worker, at, "signature", { refers, verdict: "yes" });
    await shot(secretary, "project-works");
    await does(secretary, at, "advance");
  });

  await t.test("settled to the fen with two pairs of eyes, and judged", async () => {
    await worker.goto(`${at}/do/pay`);
    const purse = await worker.locator("#purse option:not([value=''])").first().getAttribute("value");
    await does(worker, at, "pay", { purse, fen: "86000.50", payee: "施工队", purpose: "工程款" });
    await worker.goto("/staff/sanlian/funds");
    await says(worker, "要请另一位核准");
    assert.equal(await worker.locator('form[action$="/pay"]').count(), 0, "nobody lets their own payment go");
    await does(secretary, at, "settlement", { fen: "86000.50" });
    await shut(secretary, at, "决算和付款对不上");
    await secretary.goto("/staff/sanlian/funds");
    await axe(secretary);
    await shot(secretary, "funds");
    secretary.on("dialog", (dialog) => dialog.accept());
    await secretary.locator('form[action$="/pay"] button').first().click();
    await press(secretary, secretary.locator("dialog button[value=yes]"));
    await does(secretary, at, "advance");
    await does(worker, at, "evaluation", { n: "40", m: "38", text: "进出方便" });
    await does(secretary, at, "advance");
    await shot(worker, "project-evaluated");
    await secretary.goto("/staff/sanlian/funds/statement");
    await says(secretary, "86,000.50");
    await shot(secretary, "fund-statement");
    await axe(secretary);
  });

  await t.test("whoever spoke first was told every gate, and her page leads to it", async () => {
    // The messages follow by themselves a moment later.
    await her.goto(path);
    await her.evaluate(async () => {
      const told = async () => (await (await fetch(location.pathname)).text()).includes("已评价");
      for (let left = 100; left > 0 && !(await told()); left -= 1) await new Promise((again) => setTimeout(again, 300));
    });
    await her.reload();
    for (const gate of ["已调查", "已立项", "方案已审定", "施工中", "已验收", "已评价"]) await says(her, `“入口新邻聚里”${gate}`);
    await shot(her, "request-project");
    await her.getByRole("link", { name: /看做到哪一步/ }).click();
    await her.waitForURL((url) => url.pathname === open);
    await says(her, "40 位居民评价");
    await shot(her, "project-resident");
    await axe(her);
    await her.goto(`${open}?lv=elder`);
    await shot(her, "project-elder");
    await axe(her, { enhanced: true });
    await elderNumbers(her);
    await her.goto("/a/sanlian/projects");
    await shot(her, "projects-elder");
    await elderNumbers(her);
  });

  await t.test("汉阳 begins it anew, with steps, costs and drawings, and nobody's words", async () => {
    const other = await seat(t, "tangyi");
    await other.goto("/staff/hanyang/projects/copy");
    const form = other.locator("section", { hasText: "入口新邻聚里" }).locator("form");
    await form.locator("select").selectOption({ index: 1 });
    await Promise.all([other.waitForEvent("load"), form.locator("button").click()]);
    for (const carried of ["照着", "全流程", "第二稿", "86,000.50"]) await says(other, carried);
    await hides(other, "坡道做宽一点", "刘桂英", "刘**");
    await shot(other, "project-copied");
    await axe(other);
  });
});

test("the shed of 公平大楼: 20 before, 60 after, and cameras only after their own consultation", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  await her.goto("/a/sanlian/projects");
  await her.getByRole("link", { name: /公平大楼车棚/ }).click();
  await says(her, "20 → 60");
  await says(her, "北横通道项目部");
  await shot(her, "project-shed");
  await axe(her);

  const [worker, secretary] = [await seat(t, SANLIAN.worker), await seat(t, SANLIAN.secretary)];
  const at = await plans(worker, { kind: "bike_shed", course: "co_building", title: "再扩一个车棚" });
  await does(worker, at, "survey", { n: "40", m: "35" });
  await does(worker, at, "advance");
  for (const group of ["owners_committee", "property_company", "party_member", "delegate"]) await does(worker, at, "opinion", { group, verdict: "yes", n: "5" });
  await does(worker, at, "advance");
  await secretary.goto(`${at}/do/camera_agreement`);
  await fill(secretary, { text: "车棚，存 30 天" });
  await send(secretary);
  await says(secretary, "要先专门问过居民");
  await does(worker, at, "camera_opinion", { verdict: "yes", n: "40", m: "33" });
  await does(secretary, at, "camera_agreement", { text: "车棚，存 30 天" });
});

test("a lamp: asked, agreed, done, signed for; and no step of it is skipped", async (t) => {
  const [worker, secretary] = [await seat(t, SANLIAN.worker), await seat(t, SANLIAN.secretary)];
  const at = await plans(worker, { kind: "lamp", course: "small_repair", title: "后门一盏路灯", partner: "建四建" });
  await shut(worker, at, "还有一方没有听过意见");
  await does(worker, at, "opinion", { group: "resident", verdict: "yes", n: "31" });
  await does(worker, at, "advance");
  await checks(worker, at);
  await does(secretary, at, "contract", { text: "建四建（捐赠安装）", fen: "0" });
  await does(secretary, at, "advance");
  await shut(worker, at, "还没有改造后的照片");
  await does(worker, at, "after", { file: photo("lamp.png", [255, 214, 110]) });
  await does(worker, at, "advance");
  await shut(secretary, at, "还没有都签字");
  await does(worker, at, "signature", { verdict: "yes" });
  await does(worker, at, "upkeep", { text: "物业管灯泡" });
  await does(secretary, at, "advance");
  await says(secretary, "已验收");
});
