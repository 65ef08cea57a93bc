// The bench proves itself, and with it the stylesheet and the scripts, on the pages of kit/.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { VIEWPORTS, openBench, troublesOf } from "../lib/bench.mjs";
import { axe, elderNumbers, residentNumbers, shot, staffNumbers, tabWalk } from "../lib/checks.mjs";
import { startKit } from "../lib/kit.mjs";

const RESIDENT = ["home", "report", "receipt"];
const STAFF = ["inbox", "desk", "login"];

let kit;
let bench;
before(async () => {
  kit = await startKit();
  bench = await openBench(kit.url);
});
after(async () => {
  await bench.close();
  kit.stop();
});

for (const viewport of Object.keys(VIEWPORTS)) {
  for (const size of [undefined, "large", "elder"]) {
    test(`pages at ${VIEWPORTS[viewport].width} px, ${size ?? "standard"}`, async (t) => {
      const page = await bench.page(t, { viewport, size });
      for (const name of [...RESIDENT, ...STAFF]) {
        await t.test(name, async () => {
          await page.goto(`/${name}`);
          await shot(page, `kit-${name}-${size ?? "standard"}-${VIEWPORTS[viewport].width}`);
          await axe(page);
          if (STAFF.includes(name)) await staffNumbers(page);
          else if (size === "elder") await elderNumbers(page);
          else await residentNumbers(page);
        });
      }
    });
  }
}

test("paper", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await page.goto("/paper");
  await axe(page);
  await page.emulateMedia({ media: "print" });
  await shot(page, "kit-paper");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  const sheets = [...pdf.matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, ...points]) =>
    points.map((point) => Math.round((point / 72) * 25.4)).join("×"),
  );
  assert.deepEqual(sheets, ["210×297", "210×297", "80×297", "148×210"], "notice, door plates, till slip, A5 slip in mm");
});

test("high contrast keeps every text readable", async (t) => {
  const page = await bench.page(t);
  for (const name of [...RESIDENT, ...STAFF]) {
    await page.goto(`/${name}`);
    await page.evaluate(() => (document.documentElement.dataset.contrast = "more"));
    await axe(page);
  }
});

test("the keyboard reaches everything, and is seen to", async (t) => {
  const page = await bench.page(t, { viewport: "desk" });
  await page.goto("/home");
  const home = await tabWalk(page);
  assert.deepEqual(home.slice(0, 3), ["跳到主要内容", "读给我听", "字再大些"]);
  assert.ok(home.includes("换成标准版"));
  await page.goto("/report");
  assert.ok((await tabWalk(page)).includes("没错，提交"));
  await page.goto("/inbox");
  assert.ok((await tabWalk(page)).includes("更多"));
});

test("every icon a page asks for is in its sprite", async (t) => {
  const page = await bench.page(t);
  for (const name of [...RESIDENT, ...STAFF]) {
    await page.goto(`/${name}`);
    const asked = await page.$$eval("use", (uses) => uses.map((use) => use.getAttribute("href")));
    assert.ok(asked.length > 0);
    for (const href of new Set(asked)) {
      const [path, id] = href.split("#");
      const sprite = await readFile(new URL(`../../web${path}`, import.meta.url), "utf8");
      assert.ok(sprite.includes(`id="${id}"`), `${name} asks for ${href}`);
    }
  }
});

describe("without script", () => {
  test("a choice is drawn, the plain fields are there, the rest is not", async (t) => {
    const page = await bench.page(t, { script: false });
    await page.goto("/report");
    await page.locator("label", { hasText: "漏水" }).click();
    assert.ok(await page.locator("input[value=leak]").isChecked());
    assert.ok(await page.locator("#voice").isVisible());
    assert.equal(await page.locator(".rec").count(), 0);
    await page.goto("/home");
    assert.equal(await page.locator("[data-read-aloud]").isVisible(), false);
  });

  test("a phone's side bar opens whole and shuts again", async (t) => {
    const page = await bench.page(t, { script: false });
    await page.goto("/inbox");
    const people = page.locator(".side a", { hasText: "楼栋与住户" });
    assert.equal(await people.isVisible(), false);
    await page.locator(".side__all").click();
    assert.ok(await people.isVisible());
    await shot(page, "kit-menu-390");
    await page.locator(".side__shut").click();
    assert.equal(await people.isVisible(), false);
  });
});

describe("with script", () => {
  test("a confirmation stands before a heavy step, and its refusal holds", async (t) => {
    const page = await bench.page(t, { size: "elder" });
    await page.goto("/report");
    const posted = [];
    await page.route("**/drop", (route) => {
      posted.push(route.request().method());
      return route.fulfill({ status: 204 });
    });
    await page.getByRole("button", { name: "不写了" }).click();
    const dialog = page.getByRole("dialog", { name: "刚才写的都不要了？" });
    await dialog.waitFor();
    await axe(page);
    await shot(page, "kit-dialog-elder");
    await dialog.getByRole("button", { name: "再想想" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(posted, []);
    await page.getByRole("button", { name: "不写了" }).click();
    const sent = page.waitForRequest("**/drop");
    await page.getByRole("dialog").getByRole("button", { name: "是的" }).click();
    assert.equal((await sent).method(), "POST");
  });

  test("a form is sent once, however often it is pressed", async (t) => {
    const page = await bench.page(t);
    await page.goto("/report");
    let posts = 0;
    await page.route("**/report", (route) => {
      if (route.request().method() === "POST") posts += 1;
      return route.fulfill({ status: 204 });
    });
    const send = page.getByRole("button", { name: "没错，提交" });
    await send.click();
    // Playwright itself would wait for a button to be enabled; an impatient finger does not.
    await send.click({ force: true });
    await send.click({ force: true });
    assert.equal(await send.getAttribute("aria-disabled"), "true");
    assert.equal(posts, 1);
  });

  test("long words survive leaving the page; a phone number does not", async (t) => {
    const page = await bench.page(t);
    await page.goto("/report");
    await page.fill("#words", "二楼的灯三天没亮了");
    await page.fill("#phone", "13800005678");
    await page.goto("/home");
    await page.goto("/report");
    assert.equal(await page.inputValue("#words"), "二楼的灯三天没亮了");
    assert.equal(await page.inputValue("#phone"), "138 0000 567");
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    assert.ok(!kept.includes("13800005678"));
  });

  test("reading aloud says the page in sentences, and the receipt digit by digit", async (t) => {
    const page = await bench.page(t);
    await page.addInitScript(() => {
      window.said = [];
      window.SpeechSynthesisUtterance = class {
        constructor(text) {
          this.text = text;
        }
      };
      const speak = (line) => {
        window.said.push(`${line.lang} ${line.text}`);
        queueMicrotask(() => line.onend());
      };
      Object.defineProperty(window, "speechSynthesis", { value: { speak, cancel() {} } });
    });
    await page.goto("/receipt");
    await page.getByRole("button", { name: "读给我听" }).click();
    await page.waitForFunction(() => window.said.some((line) => line.includes("没修好可以退回")));
    const said = await page.evaluate(() => window.said);
    assert.ok(said.includes("zh-CN 收到了"));
    assert.ok(said.includes("zh-CN 2 0 1 8"));
    assert.ok(!said.some((line) => line.includes("回首页")), "only the marked parts are read");
  });

  test("a phone that cannot read aloud says so in plain words", async (t) => {
    const page = await bench.page(t, { size: "elder" });
    await page.addInitScript(() => Object.defineProperty(window, "speechSynthesis", { value: undefined }));
    await page.goto("/home");
    assert.match(await page.getByRole("status").innerText(), /这台手机不会朗读/);
    assert.equal(await page.locator("[data-read-aloud]").isVisible(), false);
    await axe(page);
    await elderNumbers(page);
  });

  test("keys: search, rows, new, help; never while someone types", async (t) => {
    const page = await bench.page(t, { viewport: "desk" });
    await page.goto("/inbox");
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
    await page.keyboard.press("j");
    assert.equal(await focused(), "2 号楼门口电瓶车飞线充电");
    await page.keyboard.press("j");
    assert.equal(await focused(), "3 号楼 2 楼的楼道灯不亮");
    await page.keyboard.press("k");
    assert.equal(await focused(), "2 号楼门口电瓶车飞线充电");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "键盘怎么用" }).waitFor();
    await axe(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await page.keyboard.type("jn?");
    assert.equal(await page.inputValue("#q"), "jn?");
    assert.equal(await page.getByRole("dialog").count(), 0);
  });

  test("photos are made smaller, shown, and can be taken out again", async (t) => {
    const page = await bench.page(t);
    await page.goto("/report");
    const large = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 3200, height: 2400 });
      const pen = canvas.getContext("2d");
      for (let x = 0; x < 3200; x += 40) {
        pen.fillStyle = `hsl(${x % 360} 80% 50%)`;
        pen.fillRect(x, (x * 7) % 2400, 300, 300);
      }
      return canvas.toDataURL("image/png").split(",")[1];
    });
    const file = (name) => ({ name, mimeType: "image/png", buffer: Buffer.from(large, "base64") });
    const field = page.locator("input[name=photos]");
    await field.setInputFiles([file("one.png")]);
    await page.getByText("放了 1 张照片").waitFor();
    await field.setInputFiles([file("two.png"), file("three.png"), file("four.png")]);
    await page.getByText("最多放 3 张").waitFor();
    const kept = await field.evaluate(async (input) =>
      Promise.all(
        Array.from(input.files, async (one) => {
          const { width, height } = await createImageBitmap(one);
          return [one.name, one.type, width, height].join(" ");
        }),
      ),
    );
    assert.deepEqual(kept, ["one", "two", "three"].map((name) => `${name}.jpg image/jpeg 1600 1200`));
    await axe(page);
    await shot(page, "kit-photos-390");
    await page.getByRole("button", { name: "不要 第 2 张照片" }).click();
    await page.getByText("还有 2 张照片").waitFor();
    assert.deepEqual(await field.evaluate((input) => Array.from(input.files, (one) => one.name)), ["one.jpg", "three.jpg"]);
  });

  test("a voice is recorded into the form's own field", async (t) => {
    const page = await bench.page(t);
    await page.addInitScript(() => {
      const tone = () => new AudioContext().createMediaStreamDestination().stream;
      navigator.mediaDevices.getUserMedia = async () => tone();
    });
    await page.goto("/report");
    assert.equal(await page.locator("#voice").isVisible(), false);
    const record = page.locator(".rec");
    await record.click();
    await page.getByText("开始录了").waitFor();
    await page.getByText("还有 59 秒").waitFor();
    await record.click();
    await page.getByText("录好了，可以听一听").waitFor();
    assert.ok(await page.locator("audio").isVisible());
    const [name, kind] = await page.locator("#voice").evaluate(({ files }) => [files[0].name, files[0].type]);
    assert.equal(name, "voice.webm");
    assert.equal(kind, "audio/webm");
    await page.getByRole("button", { name: "这段不要" }).click();
    assert.equal(await page.locator("#voice").evaluate((input) => input.files.length), 0);
  });

  test("a refused microphone brings the plain field back", async (t) => {
    const page = await bench.page(t);
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });
    await page.goto("/report");
    await page.locator(".rec").click();
    await page.getByText("手机没让我们用话筒").waitFor();
    assert.ok(await page.locator("#voice").isVisible());
  });
});

test("the collector sees a breach of the policy, a script error and a missing file", async (t) => {
  const page = await bench.page(t);
  await page.goto("/home");
  await page.evaluate(() => {
    const inline = document.createElement("script");
    inline.textContent = "window.breached = true";
    document.body.append(inline);
    setTimeout(() => {
      throw new Error("on purpose");
    });
    const image = new Image();
    image.src = "/assets/missing.svg";
    document.body.append(image);
    return new Promise((done) => (image.onerror = done));
  });
  const seen = troublesOf(page).splice(0).join("\n");
  assert.match(seen, /Content Security Policy/);
  assert.match(seen, /on purpose/);
  assert.match(seen, /missing\.svg/);
  assert.equal(await page.evaluate(() => window.breached), undefined);
});

test("the checks can fail", async (t) => {
  const page = await bench.page(t, { size: "elder" });
  await page.goto("/home");
  await page.evaluate(() => {
    const call = document.querySelector(".call");
    call.className = "chip";
    call.textContent = "打电话";
    const image = document.createElement("img");
    image.src = "/assets/cursor.svg";
    document.querySelector("main").append(image);
  });
  await assert.rejects(axe(page), /image-alt/);
  await assert.rejects(elderNumbers(page), /targets too small/);
  await page.goto("/login");
  await page.evaluate(() => document.documentElement.removeAttribute("data-size"));
  await assert.rejects(elderNumbers(page), /not in elder mode/);
});
