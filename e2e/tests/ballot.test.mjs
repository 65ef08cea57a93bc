// Deciding together: the culture wall chosen on screen and on paper, the lift that fails by area, and delegates who are
// too few; in secret where it must be, and counted again by anybody.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { openBench } from "../lib/bench.mjs";
import { axe, elderNumbers, shot } from "../lib/checks.mjs";
import { fill, hides, press, says, send } from "../lib/desk.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";

const ALL = "/staff/hanyang/ballots";
const DAY = 24;

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

/** The moment `hours` from the server's now, as its fields take it. */
async function ahead(hours) {
  const { headers } = await fetch(`${linju.url}/login`);
  const now = new Date(headers.get("date")).getTime() + passed * 3_600_000;
  return new Date(now + (hours + 8) * 3_600_000).toISOString().slice(0, 16);
}

let passed = 0;
async function days(n) {
  await forward(linju.url, { hours: n * DAY });
  passed += n * DAY;
}

async function desk(t, login) {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, login);
  return page;
}

async function step(page, address, verb, values = {}) {
  await page.goto(`${address}/do/${verb}`);
  await fill(page, values);
  await send(page);
}

/** Prepares, fixes the list, announces and opens a ballot; gives its address, the codes and the shares. */
async function opened(t, values, { slips = true } = {}) {
  const worker = await desk(t, LOGIN.hanyang);
  await worker.goto(`${ALL}/new`);
  await fill(worker, { ...values, opens: await ahead(9 * DAY), closes: await ahead(12 * DAY) });
  await send(worker);
  await worker.waitForURL(/\/ballots\/\w+$/);
  const address = new URL(worker.url()).pathname;
  const first = await desk(t, LOGIN.hanyangSecretary);
  await step(first, address, "freeze");
  await days(4);
  const second = await desk(t, LOGIN.hanyangSecretary);
  await step(second, address, "announce");
  await second.waitForURL((url) => url.pathname === address);
  let codes = [];
  if (slips) {
    await second.goto(`${address}/slips`);
    await press(second, second.locator("main form button.btn").last());
    codes = await second.locator("[data-code]").allTextContents();
    await shot(second, "ballot-slips");
  }
  await days(5);
  await forward(linju.url, { hours: 1 });
  passed += 1;
  const third = await desk(t, LOGIN.hanyangSecretary);
  await step(third, address, "open");
  const shares = await third.locator("[data-share]").allTextContents();
  assert.equal(shares.length, 3);
  await shot(third, "ballot-shares");
  await axe(third);
  return { address, codes, shares, open: address.replace("/staff/", "/a/") };
}

test("the culture wall: 214 votes on screen and 63 on paper, two clerks, three differences", async (t) => {
  const worker = await desk(t, LOGIN.hanyang);
  await worker.goto(`${ALL}/new`);
  await send(worker);
  await says(worker, "请选法定形式");
  await axe(worker);
  await shot(worker, "ballot-plan");
  const place = await worker.locator("#place option:not([value=''])").first().getAttribute("value");
  const { address, codes, shares, open } = await opened(t, {
    form: "consultation",
    asks: "one",
    title: "文化墙画哪一个",
    words: "小区文化墙要重画，请选一个图案。",
    items: "老弄堂的一天\n四季树影\n孩子们画的邻居",
    place,
  });
  assert.ok(codes.length >= 277, `${codes.length} households`);

  const her = await bench.page(t, { viewport: "phone" });
  let receipt;
  await t.test("an old woman scans her slip and presses once", async () => {
    await her.goto("/a/hanyang/ballots?lv=elder");
    await says(her, "文化墙画哪一个");
    await shot(her, "ballots-elder");
    await axe(her, { enhanced: true });
    await her.goto(open);
    await shot(her, "ballot-elder");
    await axe(her, { enhanced: true });
    await her.goto(`${open}/vote`);
    await fill(her, { code: "0000000000" });
    await send(her);
    await says(her, "不能投这次表决");
    await axe(her, { enhanced: true });
    await her.goto(`${open}/vote?code=${codes[0].replaceAll("-", "")}`);
    assert.equal(await her.locator("main :checked").count(), 0, "nothing is chosen beforehand");
    await shot(her, "ballot-vote-elder");
    await axe(her, { enhanced: true });
    await elderNumbers(her);
    await press(her, "四季树影");
    await says(her, "2 四季树影");
    await shot(her, "ballot-voted-elder");
    await axe(her, { enhanced: true });
    receipt = await her.locator(".receipt b").textContent();
  });

  const says2 = ["1", "2", "3"];
  for (const [n, code] of codes.slice(1, 214).entries()) {
    const answer = await her.request.post(`${linju.url}${open}/vote`, {
      form: { code, choice: says2[n % 3] },
      headers: { origin: linju.url },
    });
    assert.equal(answer.status(), 200);
  }
  const clerk = await desk(t, LOGIN.hanyang);
  for (let n = 215; n <= 277; n += 1) {
    const answer = await clerk.request.post(`${linju.url}${address}/desk`, {
      form: { number: String(n), paper: "on" },
      headers: { origin: linju.url },
    });
    assert.equal(answer.status(), 200);
  }
  await clerk.goto(`${address}/desk`);
  await shot(clerk, "ballot-desk");
  await axe(clerk);
  await fill(clerk, { number: "215" });
  await clerk.getByText("四季树影").click();
  await press(clerk, clerk.locator("main form button.btn").first());
  await says(clerk, "以纸票为准");
  await clerk.goto(address);
  await says(clerk, "已投 277 票");
  await hides(clerk, "100");
  await shot(clerk, "ballot");
  await axe(clerk);
  await clerk.goto(`${address}/notice`);
  await shot(clerk, "ballot-notice");
  await axe(clerk);

  await days(4);
  await her.goto(`${open}/vote?code=${codes[300] ?? codes[280]}`);
  await says(her, "投票已经截止");
  const first = await desk(t, LOGIN.hanyang);
  await step(first, address, "close");
  const typed = Array.from({ length: 63 }, (_, n) => says2[n % 3]);
  await first.goto(`${address}/papers`);
  await fill(first, { label: "第一包", lines: typed.join("\n") });
  await send(first);
  const bundle = await first.locator('a[href*="/papers/"]').getAttribute("href");
  await first.goto(bundle);
  await fill(first, { lines: typed.join("\n") });
  await send(first);
  await says(first, "不同的人");

  const second = await desk(t, LOGIN.hanyangSecretary);
  await second.goto(bundle);
  await axe(second);
  const again = [...typed];
  [again[4], again[30], again[62]] = ["3", "弃", "2"];
  await fill(second, { lines: again.join("\n") });
  await send(second);
  for (const n of [5, 31, 63]) await says(second, `第 ${n} 张`);
  await shot(second, "ballot-differences");
  await axe(second);
  await step(second, address, "count", { share_a: shares[0], share_b: shares[2] });
  await says(second, "没有核定");
  for (const n of [5, 31, 63]) {
    await second.goto(bundle);
    await second.locator(`#holds-${n}`).fill(typed[n - 1]);
    await press(second, second.locator(`form:has(#holds-${n}) button`));
  }
  assert.equal(await second.getByText("核定为").count(), 3, "the account shows who settled each");
  await step(second, address, "count", { share_a: shares[0], share_b: shares[2] });
  await second.waitForURL((url) => url.pathname === address);
  await step(second, address, "publish");
  await second.goto(`${address}/result`);
  await shot(second, "ballot-result");
  await axe(second);

  await her.goto(open);
  await says(her, "选定：2 四季树影");
  await says(her, "已投 277 票");
  await shot(her, "ballot-result-elder");
  await axe(her, { enhanced: true });
  await her.goto(`${open}/check?receipt=${receipt}`);
  await says(her, "没有被改动");
  await shot(her, "ballot-check-elder");
  await axe(her, { enhanced: true });

  const file = await (await her.request.get(`${linju.url}${open}/count.json`)).text();
  const kept = join(linju.data, "count.json");
  await writeFile(kept, file);
  const recount = (path, ...more) => promisify(execFile)(process.env.LINJU_BIN, ["recount", path, ...more]);
  const { stdout } = await recount(kept, "--receipt", receipt);
  assert.match(stdout, /sealed votes 214, papers 63, counted 277/);
  assert.match(stdout, /option 2 +93, chosen/);
  const altered = JSON.parse(file);
  altered.votes[0].choice = altered.votes[0].choice === "1" ? "2" : "1";
  await writeFile(kept, JSON.stringify(altered));
  await assert.rejects(recount(kept), /altered/);
});

test("the lift of a stairwell passes by heads and fails by area, and says by which article", async (t) => {
  const page = await bench.page(t, { viewport: "phone" });
  await page.goto("/a/jiugeng/ballots");
  await page.getByRole("link", { name: /加装电梯/ }).click();
  await says(page, "没有通过");
  await says(page, "没有达到的是：同意的面积");
  await says(page, /民法典.*278/);
  await shot(page, "ballot-lift");
  await axe(page);
  const open = new URL(page.url()).pathname;
  const file = await (await page.request.get(`${linju.url}${open}/count.json`)).text();
  const kept = join(linju.data, "lift.json");
  await writeFile(kept, file);
  const { stdout } = await promisify(execFile)(process.env.LINJU_BIN, ["recount", kept]);
  assert.match(stdout, /approval-by-area .*missed/);
  assert.match(stdout, /approval-by-heads .*: reached/);
});

test("a delegates' meeting without quorum decides nothing", async (t) => {
  const worker = await desk(t, LOGIN.hanyang);
  await worker.goto(`${ALL}/new`);
  const place = await worker.locator("#place option:not([value=''])").first().getAttribute("value");
  const { address, codes, shares, open } = await opened(t, {
    form: "delegates",
    asks: "whether",
    title: "审议居民公约",
    words: "是否通过修改后的居民公约？",
    place,
  });
  const few = Math.ceil((codes.length * 2) / 3) - 1;
  assert.ok(few >= 1, `${codes.length} delegates`);
  const page = await bench.page(t, { viewport: "phone" });
  for (const code of codes.slice(0, few)) {
    await page.goto(`${open}/vote?code=${code}`);
    await press(page, page.getByRole("button", { name: "同意", exact: true }));
    await says(page, "您选的是");
  }
  await days(4);
  const lead = await desk(t, LOGIN.hanyangSecretary);
  await step(lead, address, "close");
  await step(lead, address, "count", { share_a: shares[1], share_b: shares[2] });
  await lead.waitForURL((url) => url.pathname === address);
  await page.goto(open);
  await says(page, "参加的不够，表决无效");
  await says(page, /28–29/);
  await says(page, "差 1");
});
