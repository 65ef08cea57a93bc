// What must not work: a stranger's session, another area's staff, guesses, bad files, forms sent twice, scripts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { act, fill, hides, openCase, press, says, send } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { forward, startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { DOOR, next, report, tellKind } from "../lib/resident.mjs";

const MB = 1024 * 1024;

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

const post = (page, path, form, headers = { origin: linju.url }) =>
  page.request.post(linju.url + path, { form, headers, maxRedirects: 0 });

async function worker(t, login = LOGIN.worker) {
  const page = await bench.page(t, { viewport: "desk" });
  await signIn(page, linju, login);
  return page;
}

describe("a session that is none", () => {
  const DESKS = ["/staff", "/staff/jiugeng/cases", "/staff/jiugeng/registry", "/street/categories", "/work", "/account"];

  test("a made-up one leads to the sign-in, wherever it knocks", async (t) => {
    const page = await bench.page(t);
    await page.context().addCookies([{ name: "linju_session", value: "0".repeat(43), url: linju.url }]);
    for (const path of DESKS) {
      await page.goto(path);
      assert.equal(new URL(page.url()).pathname, "/login", path);
    }
    const answer = await post(page, "/staff/jiugeng/requests/new", { words: "不该收", place: "0301" });
    assert.equal(answer.status(), 303);
    assert.match(answer.headers().location, /^\/login/);
  });

  test("one that was ended does not come back to life", async (t) => {
    const page = await worker(t);
    const cookies = await page.context().cookies();
    await press(page, page.getByRole("button", { name: "退出" }));
    await page.waitForURL(/login/);
    await page.context().addCookies(cookies);
    await page.goto("/staff/jiugeng/cases");
    assert.equal(new URL(page.url()).pathname, "/login");
  });

  test("a wrong password and an unknown name get the same answer", async (t) => {
    const page = await bench.page(t);
    const answers = [];
    for (const login of [LOGIN.worker, "nobody"]) {
      const answer = await post(page, "/login", { login, password: "wrong-wrong-wrong", next: "/" });
      answers.push([answer.status(), (await answer.text()).replaceAll(login, "")]);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0][0], 422);
  });
});

test("the staff of another area can neither see nor press", async (t) => {
  const ours = await worker(t);
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt } = await report(her, { words: "四楼的灯坏了，只给久耕看" });
  await openCase(ours, "jiugeng", receipt);
  const id = ours.url().split("/").at(-1);
  const theirs = await worker(t, LOGIN.hanyang);
  for (const path of [`cases/${id}`, `cases/${id}/do/triage`, "cases", "search?q=灯", "registry/people", "follow-ups", "cases/export"]) {
    assert.equal((await theirs.request.get(`${linju.url}/staff/jiugeng/${path}`)).status(), 404, path);
  }
  for (const area of ["jiugeng", "hanyang"]) {
    const answer = await post(theirs, `/staff/${area}/cases/${id}/do/triage`, { once: `other-${area}` });
    assert.equal(answer.status(), 404, area);
  }
  await ours.reload();
  await says(ours, "新收到");
});

test("a form that another site sends is refused", async (t) => {
  const page = await worker(t);
  const answer = await post(page, "/staff/jiugeng/requests/new", { words: "别处来的", place: "0301" }, {
    origin: "https://evil.example",
    "sec-fetch-site": "cross-site",
  });
  assert.equal(answer.status(), 403);
});

describe("a receipt", () => {
  test("guessed, or with a wrong last four, gets one and the same sentence; guessing comes to an end", async (t) => {
    const her = await bench.page(t, { viewport: "phone" });
    const { receipt } = await report(her, { words: "门禁坏了", phone: "13812340987" });
    const stranger = await bench.page(t, { viewport: "phone" });
    const look = async (number, proof) => {
      await stranger.goto("/a/jiugeng/track");
      await stranger.fill("#receipt", number);
      await stranger.fill("#proof", proof);
      await press(stranger, stranger.getByRole("button", { name: "查", exact: true }));
      return stranger.locator(".errs").innerText();
    };
    const wrongFour = await look(receipt, "1234");
    const nobodys = await look(receipt === "1000" ? "1001" : "1000", "0987");
    assert.match(wrongFour, /没有查到/);
    assert.equal(nobodys, wrongFour);
    let said = "";
    for (let n = 0; n < 15 && !said.includes("太多"); n++) said = await look(receipt, String(2000 + n));
    assert.match(said, /试的次数太多了/);
  });
});

describe("a file", () => {
  /** Sends a file along with a report, from a browser without script, as an attacker or an old phone would. */
  async function sent(t, file, field = "photos") {
    const page = await bench.page(t, { viewport: "phone", script: false });
    await page.goto(DOOR);
    await tellKind(page, ["灯坏了"]);
    await page.fill("#words", "灯坏了，有照片");
    await page.setInputFiles(`input[name=${field}]`, file);
    await next(page);
    return page;
  }

  const big = { name: "big.jpg", mimeType: "image/jpeg", buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(13 * MB)]) };
  const page = { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<!doctype html><script>parent.hit=1</script>") };
  const drawing = { name: "photo.png", mimeType: "image/png", buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hit=1"/>') };
  const program = { name: "photo.png", mimeType: "image/png", buffer: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(400)]) };
  const torn = { name: "torn.png", mimeType: "image/png", buffer: photo().buffer.subarray(0, 60) };

  for (const [what, file] of Object.entries({ "that is too large": big, "a page disguised as a photo": page, "a drawing with a script": drawing, "a program": program, "a torn picture": torn })) {
    test(`${what} is refused at its field, and her words are kept`, async (t) => {
      const shown = await sent(t, file);
      await shown.locator("#photos-err").waitFor();
      assert.equal(await shown.inputValue("#words"), "灯坏了，有照片");
    });
  }

  test("a photo does not pass as a recording", async (t) => {
    const shown = await sent(t, photo(), "voice");
    await shown.locator("#voice-err").waitFor();
  });

  test("a photo comes out as a fresh picture that no page can be hidden in", async (t) => {
    const hidden = { ...photo(), buffer: Buffer.concat([photo().buffer, Buffer.from("<script>parent.hit=1</script>")]) };
    const shown = await sent(t, hidden);
    await shown.fill("#phone", "13800138000");
    await press(shown, shown.locator("#report .btn--go"));
    const src = await shown.locator(".shots img").first().getAttribute("src");
    const answer = await shown.request.get(linju.url + src);
    assert.equal(answer.headers()["content-type"], "image/jpeg");
    assert.ok(!(await answer.body()).includes("script"));
    const stranger = await bench.page(t, { viewport: "phone" });
    assert.equal((await stranger.request.get(linju.url + src)).status(), 404, "a stranger does not get her photo");
  });
});

describe("a form sent twice", () => {
  test("a resident's is one request", async (t) => {
    const her = await bench.page(t, { viewport: "phone" });
    const posted = her.waitForRequest((request) => request.url().endsWith("/report/send"));
    const { receipt, path } = await report(her, { words: "门口的灯坏了" });
    const form = Object.fromEntries(new URLSearchParams((await posted).postData()));
    const again = await post(her, "/a/jiugeng/report/send", form);
    assert.equal(new URL(again.headers().location, linju.url).pathname, path);
    await her.goto("/a/jiugeng");
    assert.equal(await her.locator(".mine").count(), 1);
    assert.match(await her.locator(".mine").innerText(), new RegExp(`${receipt.slice(0, 2)}.?${receipt.slice(2)}`));

    await t.test("and opens nothing on another phone", async (t) => {
      const thief = await bench.page(t, { viewport: "phone" });
      const stolen = await post(thief, "/a/jiugeng/report/send", form);
      await thief.goto(stolen.headers().location ?? path);
      await hides(thief, "门口的灯坏了");
    });
  });

  test("a press of the staff happens once", async (t) => {
    const her = await bench.page(t, { viewport: "phone" });
    const { receipt } = await report(her, { words: "信箱坏了" });
    const page = await worker(t);
    await openCase(page, "jiugeng", receipt);
    const posted = page.waitForRequest((request) => request.method() === "POST");
    await act(page, "take", { contacted: true });
    const request = await posted;
    const before = await page.locator(".tl__it").count();
    const again = await page.request.post(request.url(), {
      data: request.postDataBuffer(),
      headers: { origin: linju.url, "content-type": request.headers()["content-type"] },
      maxRedirects: 0,
    });
    assert.equal(again.status(), 303);
    await page.reload();
    assert.equal(await page.locator(".tl__it").count(), before);
  });
});

describe("a script in every text field", () => {
  const EVIL = (field) => `${field}<script>window.hit=1</script><img src=x onerror="window.hit=1">"'><b>`;

  async function isText(page, ...fields) {
    const shown = await page.locator("body").innerText();
    for (const field of fields) assert.ok(shown.includes(EVIL(field)), `“${field}” is not shown as it was typed`);
    assert.equal(await page.evaluate(() => window.hit), undefined, "a script of hers ran");
  }

  test("of a report is shown as text to everyone who sees it", async (t) => {
    const her = await bench.page(t, { viewport: "phone" });
    await her.goto(DOOR);
    await tellKind(her, ["灯坏了"]);
    await her.fill("#words", EVIL("words"));
    await her.fill("#note", "note<script>hit=1</script>");
    await next(her);
    await press(her, her.getByRole("button", { name: "帮家人办" }));
    await her.fill("#for_name", "name<script>hit=1</script>");
    await her.locator("label", { hasText: "父母长辈" }).click();
    await her.fill("#phone", "13800138000");
    await her.locator("label", { hasText: "当面说好了" }).click();
    await isText(her, "words");
    await press(her, her.locator("#report .btn--go"));
    await her.waitForURL(/\/r\/\w+/);
    await isText(her, "words");
    const receipt = (await her.locator(".no").first().innerText()).replace(/\D/g, "");
    await her.goto(`${new URL(her.url()).pathname}/print`);
    await isText(her);

    const page = await worker(t);
    await openCase(page, "jiugeng", receipt);
    await isText(page, "words");
    await act(page, "dispatch", { title: EVIL("title"), note: EVIL("note") });
    await isText(page, "words", "title", "note");
    for (const path of ["cases", "cases/board", "search?q=script", "today"]) {
      await page.goto(`/staff/jiugeng/${path}`);
      await isText(page);
    }
    const foreman = await bench.page(t, { viewport: "phone" });
    await signIn(foreman, linju, LOGIN.foreman);
    await press(foreman, foreman.locator("h2 a", { hasText: "title<script>" }));
    await isText(foreman, "words", "title");
  });

  test("of an entry for someone else, too", async (t) => {
    const page = await worker(t);
    await page.goto("/staff/jiugeng/requests/new");
    await fill(page, { words: EVIL("words"), place: "0301", place_note: "place<script>hit=1</script>", name: EVIL("name"), reply: EVIL("reply") });
    await page.locator('select[name^="category"]').selectOption("0105");
    await send(page);
    await page.waitForURL(/\/slip/);
    await isText(page);
    await press(page, page.getByRole("link", { name: "打开这一件" }));
    await isText(page, "words", "reply");
  });

  test("of what is searched for or sent back with an error comes back as text", async (t) => {
    const page = await worker(t);
    await page.goto(`/staff/jiugeng/search?q=${encodeURIComponent(EVIL("q"))}`);
    assert.equal(await page.inputValue("#q"), EVIL("q"));
    await page.goto("/staff/jiugeng/requests/new");
    await fill(page, { words: EVIL("words"), place: EVIL("place"), name: EVIL("name"), phone: "12<script>" });
    await send(page);
    assert.equal(await page.inputValue("#name"), EVIL("name"));
    assert.equal(await page.evaluate(() => window.hit), undefined);
    const stranger = await bench.page(t, { viewport: "phone" });
    await stranger.goto(`/a/jiugeng/track?receipt=${encodeURIComponent(EVIL("r"))}`);
    assert.equal(await stranger.evaluate(() => window.hit), undefined);
  });
});

// The last of this file: it moves the clock.
test("a look by receipt comes to an end by itself", async (t) => {
  const her = await bench.page(t, { viewport: "phone" });
  const { receipt, path } = await report(her, { words: "大门的灯坏了", phone: "13812344321" });
  const borrowed = await bench.page(t, { viewport: "phone" });
  await borrowed.goto("/a/jiugeng/track");
  await borrowed.fill("#receipt", receipt);
  await borrowed.fill("#proof", "4321");
  await press(borrowed, borrowed.getByRole("button", { name: "查", exact: true }));
  await says(borrowed, "大门的灯坏了");
  await forward(linju.url, { hours: 2 });
  await borrowed.goto(path);
  await hides(borrowed, "大门的灯坏了");
  await her.goto(path);
  await says(her, "大门的灯坏了");
});
