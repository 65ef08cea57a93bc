// The browser test bench: one Chromium, pages for people, and a collector of what goes wrong in them.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The screens people have. */
export const VIEWPORTS = {
  narrow: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
  wall: { width: 1920, height: 1080 },
};

const troubles = new WeakMap();

/** What went wrong in a page so far: script errors, console errors, breaches of the CSP. */
export const troublesOf = (page) => troubles.get(page);

/** Opens the browser on the site at `baseURL`; close it in `after`. */
export async function openBench(baseURL) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
  });
  const people = new Map();

  /**
   * A page for the test `t`, closed at its end; the test fails if anything went wrong in the page.
   * - `person`: pages of the same person share cookies, pages of different persons share nothing;
   *   without one the page is a stranger's
   * - `viewport`: a name in VIEWPORTS
   * - `size`: "large" or "elder", by the cookie a resident's choice leaves
   * - `script`: false for a browser that runs none
   */
  async function page(t, { person, viewport = "phone", size, script = true } = {}) {
    const key = person && [person, viewport, script].join(" ");
    const context = people.get(key) ?? (await newContext(viewport, script));
    if (key) people.set(key, context);
    if (size) await context.addCookies([{ name: "lv", value: size, url: baseURL }]);
    const opened = await context.newPage();
    watch(opened);
    t.after(async () => {
      const found = troublesOf(opened);
      await (key ? opened.close() : context.close());
      assert.deepEqual(found, [], "trouble in the page");
    });
    return opened;
  }

  const newContext = (viewport, script) =>
    browser.newContext({
      baseURL,
      viewport: VIEWPORTS[viewport],
      hasTouch: viewport === "phone" || viewport === "narrow",
      javaScriptEnabled: script,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
    });

  return { browser, page, close: () => browser.close() };
}

function watch(page) {
  const found = [];
  troubles.set(page, found);
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // A refusal page (403, 404, 429…) is an answer; only what a page fails to load is trouble.
    if (message.text().startsWith("Failed to load resource") && message.location().url === page.url()) return;
    found.push(`console: ${message.text()} (${message.location().url})`);
  });
}
