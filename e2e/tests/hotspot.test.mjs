// Six leaks around one stairwell in a week: a rule sees them, the secretary leads, people talk at the garden, and
// those who asked are told. And the pages around it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, residentNumbers, shot, staffNumbers } from "../lib/checks.mjs";
import { fill, hides, mainText, press, says, send } from "../lib/desk.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

const LEAK = ["漏水"];
const ALL = "/staff/jiugeng/hotspots";
const HERE = "久耕小区 5号楼 1单元";

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

async function signedIn(t, login, viewport = "desk") {
  const page = await bench.page(t, { viewport });
  await signIn(page, linju, login);
  return page;
}

/** Looks at the page again until it says `text`: what follows an event comes a moment after it. */
async function comesToSay(page, text) {
  for (let tries = 0; tries < 40; tries++) {
    await page.reload();
    if ((await mainText(page)).includes(text)) return;
    await page.waitForTimeout(250);
  }
  await says(page, text);
}

async function step(page, address, verb, values = {}) {
  await page.goto(`${address}/do/${verb}`);
  await fill(page, values);
  await send(page);
  await page.waitForURL((url) => url.pathname === address);
}

test("six leaks in a week around one stairwell", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  let mine;
  await t.test("six homes report within a week", async (t) => {
    for (let n = 0; n < 6; n++) {
      const page = n ? await bench.page(t, { viewport: "phone" }) : her;
      const phone = `1380013810${n}`;
      const { path } = await report(page, { words: `楼道水管漏水，第${n + 1}家`, door: "/d/jiugeng/0501", kind: LEAK, phone });
      mine ??= path;
      if (n % 2) await forward(linju.url, { hours: 24 });
    }
  });

  let at;
  const secretary = await signedIn(t, LOGIN.secretary);
  await t.test("the platform alerts, with its figures and without a false chance", async () => {
    await secretary.goto(ALL);
    await press(secretary, "现在看一遍");
    await secretary.getByRole("link", { name: new RegExp(HERE) }).first().click();
    await secretary.waitForURL(/hotspots\/\w+$/);
    at = new URL(secretary.url()).pathname;
    const plain = await secretary.locator('[data-rule="hotspot-neighbours"]').innerText();
    assert.match(plain, /有 6 户不同的人家反映“公共水管漏水爆裂”（共 6 件）/);
    assert.ok(!plain.includes("巧合"));
    await says(secretary, "相关诉求 6 件");
    await says(secretary, "邻里同诉");
    await shot(secretary, "hotspot-alert");
    await axe(secretary);
  });

  let meeting;
  await t.test("the secretary leads and calls people to the garden", async (t) => {
    const worker = await signedIn(t, LOGIN.worker);
    await worker.goto(at);
    assert.equal(await worker.locator('a[href$="/do/acknowledge"]').count(), 0, "only the lead takes the lead");
    await step(secretary, at, "acknowledge");
    await says(secretary, "有人领办");
    await secretary.goto(`${at}/do/convene`);
    assert.match(await secretary.locator("#place option:checked").innerText(), /花园/);
    await shot(secretary, "hotspot-convene");
    await axe(secretary);
    await fill(secretary, { title: "" });
    await send(secretary);
    await says(secretary, "请写会议名称");
    await fill(secretary, { title: "5号楼漏水怎么办" });
    await send(secretary);
    await secretary.waitForURL((url) => url.pathname === at);
    await comesToSay(secretary, "看这次会议");
    meeting = await secretary.getByRole("link", { name: "看这次会议" }).getAttribute("href");
    await secretary.goto(meeting);
    assert.equal(await secretary.locator("h1").innerText(), "5号楼漏水怎么办");
    await says(secretary, "花园");
    await step(secretary, meeting, "announce");
  });

  await t.test("people talk, and the minutes are published", async (t) => {
    await forward(linju.url, { hours: 96 });
    const lead = await signedIn(t, LOGIN.secretary);
    await lead.goto(meeting);
    await fill(lead, { name: "刘桂英", group: "resident" });
    await press(lead, "签到");
    await step(lead, meeting, "hold");
    await fill(lead, { point: "agreement", text: "先换一层到三层的总管" });
    await press(lead, "加一条");
    await step(lead, meeting, "minute");
    await step(lead, meeting, "publish", { names_removed: true });
    await lead.goto(at);
    await comesToSay(lead, "纪要已公布");
    await says(lead, "会议联动");
    await shot(lead, "hotspot-minutes");
  });

  await t.test("those who asked are told", async () => {
    await her.goto(mine);
    await comesToSay(her, "大家在恳谈会上议过了");
    await axe(her);
  });

  await t.test("each firing stands on the page of rules", async (t) => {
    const lead = await signedIn(t, LOGIN.secretary);
    await lead.goto("/staff/jiugeng/reactions");
    for (const rule of ["有三户反映同一件事", "书记为热点请大家来谈", "热点的会议纪要公布", "书记为热点请的恳谈会"]) {
      const row = lead.locator("tr", { hasText: rule });
      assert.ok(Number(await row.locator("td").last().innerText()) > 0, `${rule} never fired`);
    }
  });

  await t.test("struck off with an account that residents read", async (t) => {
    const lead = await signedIn(t, LOGIN.secretary);
    await lead.goto(`${at}/do/strike_off`);
    await send(lead);
    await says(lead, "请写交代");
    await fill(lead, { evidence: "minutes", note: "总管换好了，一周没有再漏。" });
    await send(lead);
    await lead.waitForURL((url) => url.pathname === at);
    assert.match(await lead.locator("header.top").innerText(), /已销号/);
    const reader = await bench.page(t, { viewport: "phone", size: "elder" });
    await reader.goto("/a/jiugeng");
    await reader.getByRole("link", { name: /每月一题/ }).click();
    await says(reader, "总管换好了，一周没有再漏。");
    await says(reader, "楼道堆物怎么清");
    await hides(reader, HERE, "第3家");
    await shot(reader, "topics-elder");
    await axe(reader, { enhanced: true });
    await elderNumbers(reader);
  });
});

test("list, map, seasons, themes and the street's page are sound on phone and desk", async (t) => {
  for (const viewport of ["phone", "desk"]) {
    const lead = await signedIn(t, LOGIN.secretary, viewport);
    for (const path of [ALL, `${ALL}/map`, `${ALL}/season`, "/staff/jiugeng/topics", "/staff/jiugeng/topics/new"]) {
      await lead.goto(path);
      await shot(lead, `${path.replace("/staff/jiugeng/", "").replaceAll("/", "-")}-${viewport}`);
      await axe(lead);
      await staffNumbers(lead);
    }
    await lead.goto("/staff/jiugeng/topics");
    await lead.locator("ul.ledger a").first().click();
    await shot(lead, `topic-${viewport}`);
    await axe(lead);
    const street = await signedIn(t, LOGIN.street, viewport);
    await street.goto("/street/hotspots");
    await says(street, "久耕居民区");
    await shot(street, `street-hotspots-${viewport}`);
    await axe(street);
    const reader = await bench.page(t, { viewport });
    await reader.goto("/a/jiugeng/topics");
    await shot(reader, `topics-${viewport}`);
    await axe(reader);
    await residentNumbers(reader);
  }
});
