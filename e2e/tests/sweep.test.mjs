// Every page of the program, in standard and elder mode, on a phone and on a desk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { VIEWPORTS, openBench, troublesOf } from "../lib/bench.mjs";
import { axe, elderSizes, residentNumbers, shot, staffNumbers } from "../lib/checks.mjs";
import { act, fill, openCase, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { HOTLINE_HEADER, hotlineRow } from "../lib/hotline.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn, signInAsKeeper } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";
import { getRoutes } from "../lib/routes.mjs";
import { kindOf, tour } from "../lib/tour.mjs";

/** Pages that this test does not come to, and where they are looked at instead. */
const ELSEWHERE = {
  "/staff/{area}/live": "a stream of events, in live.test.mjs",
  "/work/{area}/task/{task}": "joint.test.mjs, when someone was asked to do a part",
  "/a/{area}/r/{request}/do/{verb}": "lamp and lift, when there is something to nod to",
  "/staff/{area}/visits/shell": "what a phone keeps, in visit.test.mjs",
  "/staff/{area}/visits/key": "the same: a key for machines",
  "/staff/{area}/visits/worker.js": "the same: a script",
  "/staff/{area}/ballots/{id}/papers": "ballot.test.mjs, after a close with papers",
  "/staff/{area}/ballots/{id}/papers/{batch}": "the same",
  "/healthz": "text for machines, in app/tests/live/logs.rs",
  "/readyz": "the same",
  "/metrics": "the same",
  "/api/v1/areas/{area}/cases/{case}": "JSON, in features/request/tests/api.rs",
  "/a/{area}/lists/{id}/photo/{file}": "a picture, in features/list/tests/list.rs",
  "/staff/{area}/lists/{id}/file/{file}": "the same",
  "/open311/v2/services/{file}": "XML and JSON, in features/request/tests/open311.rs",
  "/open311/discovery.json": "the same",
  "/open311/discovery.xml": "the same",
  "/open311/v2/discovery.json": "the same",
  "/open311/v2/discovery.xml": "the same",
  "/open311/v2/services.json": "the same",
  "/open311/v2/services.xml": "the same",
  "/open311/v2/requests.json": "the same",
  "/open311/v2/requests.xml": "the same",
  "/open311/v2/requests/{file}": "the same",
  "/open311/v2/tokens/{file}": "the same",
};

/** Pages looked at on the smallest and the largest screen as well. */
const EVERY_SCREEN = ["/a/{area}", "/a/{area}/report", "/a/{area}/ledger", "/staff/{area}/cases", "/staff/{area}/cases/{case}", "/work", "/login"];

/** Who looks, what they do first, and from where they start. What one has seen the next need not see again. */
const LOOKERS = [
  {
    name: "a resident",
    starts: async (page) => {
      const { path } = await report(page, { words: "三楼的灯不亮了", photos: [photo()] });
      const draft = "place=0301";
      return [
        path,
        "/?choose",
        "/a/jiugeng",
        `/a/jiugeng/report?${draft}`,
        `/a/jiugeng/report/place?${draft}`,
        `/a/jiugeng/report/kinds?${draft}`,
        `/a/jiugeng/report/words?${draft}&category=0105`,
        await ordered(page),
        "/d/jiugeng/0301",
        "/长辈版", "/亲情版", "/关爱版", "/关怀版",
      ];
    },
  },
  {
    name: "a resident before a danger to life",
    again: true,
    starts: async () => ["/a/jiugeng/report/words?place=0301&category=0303"],
  },
  {
    name: "a social worker",
    login: LOGIN.worker,
    starts: async (page) => [
      "/staff",
      "/staff/jiugeng",
      "/account",
      "/switch",
      "/staff/jiugeng/registry/people?q=刘",
      "/api/v1/areas/jiugeng/cases",
      await counterPaper(page),
      await hotlineOrder(page),
      await rosterDraft(page),
    ],
  },
  {
    name: "the secretary",
    login: LOGIN.secretary,
    starts: async (page) => {
      const path = await raised(page);
      return [path, `${path}/do?verb=note`, "/staff/jiugeng"];
    },
  },
  { name: "the foreman", login: LOGIN.foreman, starts: async (page) => ["/work", await numberShown(page)] },
  { name: "a partner's steward", login: LOGIN.partner, starts: async () => ["/work/lists"] },
  { name: "the street's officer", login: LOGIN.street, starts: async () => ["/street", "/street/cases"] },
  {
    name: "the keeper of the street's accounts",
    starts: async (page) => {
      await signInAsKeeper(page, linju);
      return ["/street/accounts"];
    },
  },
  { name: "whoever has a one-time link", starts: async (page, t) => [await oneTimeLink(page, t)] },
];

let linju;
let bench;
let routes;
before(async () => {
  linju = await startLinju();
  bench = await openBench(linju.url);
  routes = await getRoutes();
});
after(async () => {
  await bench?.close();
  await linju?.stop();
});

const met = new Set();

for (const { name, login, starts, again } of LOOKERS) {
  test(`every page that ${name} can come to is sound`, async (t) => {
    const page = await bench.page(t, { viewport: "phone" });
    if (login) await signIn(page, linju, login);
    const from = await starts(page, t);
    const { pages, others } = again
      ? { pages: new Map(from.map((address) => [kindOf(routes, address), address])), others: [] }
      : await tour(page, linju.url, routes, from);
    const fresh = [...pages].filter(([kind]) => again || !met.has(kind)).sort();
    for (const kind of [...pages.keys(), ...others]) met.add(kind);
    assert.ok(fresh.length > 0, "no page found");
    for (const size of ["standard", "elder"]) {
      await page.context().addCookies([{ name: "lv", value: size, url: linju.url }]);
      for (const [kind, address] of fresh) await t.test(`${kind}, ${size}`, () => isSound(page, kind, address, size, again));
    }
  });
}

test("no page of the sources was left out", () => {
  const seen = new Set([...met].map((kind) => kind.replace(/\/do\/\w+$/, "/do/{verb}")));
  const left = routes.filter((route) => !seen.has(route) && !(route in ELSEWHERE));
  assert.deepEqual(left, [], "pages that nobody came to");
  const stale = Object.keys(ELSEWHERE).filter((route) => !routes.includes(route));
  assert.deepEqual(stale, [], "listed, but gone from the sources");
});

async function isSound(page, kind, address, size, again) {
  await page.goto(address);
  const elder = size === "elder" && (kind.startsWith("/a/") || kind === "/") && !kind.endsWith("/print");
  const screens = EVERY_SCREEN.includes(kind) ? ["narrow", "phone", "desk", "wall"] : ["phone", "desk"];
  for (const screen of screens) {
    const { width } = VIEWPORTS[screen];
    await page.setViewportSize(VIEWPORTS[screen]);
    await shot(page, `${nameOf(kind)}${again ? "-again" : ""}-${size}-${width}`);
    await axe(page, { enhanced: elder });
    if (elder) await elderSizes(page);
    else if (kind.startsWith("/a/") || kind === "/") await residentNumbers(page);
    else await staffNumbers(page);
  }
  assert.deepEqual(troublesOf(page).splice(0), [], "trouble in the page");
}

const nameOf = (kind) => (kind === "/" ? "choose" : kind.replace(/[{}*]/g, "").replace(/^\//, "").replaceAll("/", "-"));

/** A service ordered from the menu. */
async function ordered(page) {
  await page.goto("/a/jiugeng/menu");
  await page.locator(".ledger a").first().click();
  const place = await page.locator("#place option:not([value=''])").first().getAttribute("value");
  await fill(page, { place, name: "刘桂英", phone: "13800138000", words: "2单元301，下午在家" });
  await send(page);
  return new URL(page.url()).pathname;
}

/** A certificate that is not the committee's to give is answered on paper. */
async function counterPaper(page) {
  await page.goto("/staff/jiugeng/counter");
  await fill(page, { kind: "certificate", what: "要一张亲属关系证明" });
  await send(page);
  return new URL(page.url()).pathname;
}

async function hotlineOrder(page) {
  await page.goto("/staff/jiugeng/hotline");
  await fill(page, { pasted: [HOTLINE_HEADER, hotlineRow("SH20261123000901", "3号楼门口垃圾没人清")].map((row) => row.join("\t")).join("\n") });
  await send(page);
  await page.getByRole("button", { name: /收下/ }).click();
  await page.waitForURL(/hotline\/\w+$/);
  return new URL(page.url()).pathname;
}

async function rosterDraft(page) {
  await page.goto("/staff/jiugeng/registry/import");
  await fill(page, { pasted: "姓名\t楼号\t室号\t电话\n何阿婆\t久耕小区3号楼\t101室\t13800138000" });
  await send(page);
  await page.waitForURL(/import\/\w+/);
  return new URL(page.url()).pathname;
}

/** What the street is asked to coordinate. */
async function raised(page) {
  await page.goto("/staff/jiugeng/cases");
  await page.locator("a.ti").first().click();
  await act(page, "escalate", { to: "street" });
  return new URL(page.url()).pathname;
}

async function numberShown(page) {
  await page.goto("/work");
  const cases = await page.locator("h2 a").evaluateAll((links) => links.map((link) => link.href));
  for (const address of cases) {
    await page.goto(address);
    const call = page.locator('form[action*="/call/"] button').first();
    if (!(await call.count())) continue;
    await call.click();
    return new URL(page.url()).pathname;
  }
  throw new Error("no case of the foreman has a number to call");
}

/** A lamp given to the property company, with a link for someone there without an account. */
async function oneTimeLink(page, t) {
  const { receipt } = await report(page, { words: "大门的灯不亮", photos: [photo()] });
  const worker = await bench.page(t, { viewport: "desk" });
  await signIn(worker, linju, LOGIN.worker);
  await openCase(worker, "jiugeng", receipt);
  await act(worker, "dispatch", { title: "大门的灯不亮" });
  await worker.goto(`${new URL(worker.url()).pathname}/link`);
  await send(worker);
  return new URL(await worker.inputValue("#address")).pathname;
}
