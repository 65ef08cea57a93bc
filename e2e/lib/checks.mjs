// What a page must satisfy: axe-core, the numbers of the elder mode, and the keyboard.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OUT = fileURLToPath(new URL("../out/", import.meta.url));

/** Saves the whole page as out/NAME.png, for people to look at. */
export async function shot(page, name) {
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: `${OUT}${name}.png`, fullPage: true });
}

/** Not one violation of WCAG 2.0–2.2 A and AA or of axe's best practices; with `enhanced`, every text at 7:1. */
export async function axe(page, { enhanced = false } = {}) {
  const rules = { "color-contrast-enhanced": { enabled: enhanced } };
  assert.deepEqual(await violations(page, { runOnly: { type: "tag", values: TAGS }, rules }), []);
}

/** Every text at 7:1. */
export async function enhancedContrast(page) {
  assert.deepEqual(await violations(page, { runOnly: ["color-contrast-enhanced"] }), []);
}

async function violations(page, options) {
  // evaluate() is the debugger's own way in, which the page's CSP does not close.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate((asked) => axe.run(document, { ...asked, resultTypes: ["violations"] }), options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} — ${failureSummary}`),
  );
}

/** 长辈版: body 24 px, nothing under 20, targets of 60, lines of 1.3, contrast 7:1, no sideways scrolling. */
export async function elderNumbers(page) {
  await elderSizes(page);
  await enhancedContrast(page);
}

/** The same without the contrast, for a page that `axe` has judged with `enhanced`. */
export async function elderSizes(page) {
  const seen = await measure(page, 60);
  assert.equal(seen.size, "elder", "the page is not in elder mode");
  assert.equal(seen.body, 24, "body text in px");
  assert.ok(seen.smallest.px >= 20, `text of ${seen.smallest.px} px: ${seen.smallest.text}`);
  assert.deepEqual(seen.lines, [], "lines closer than 1.3");
  assertRoom(seen);
}

/** A resident's page in any other mode: targets of 44, no sideways scrolling. */
export async function residentNumbers(page) {
  assertRoom(await measure(page, 44));
}

/** A page of the staff: targets of 24, no sideways scrolling. */
export async function staffNumbers(page) {
  assertRoom(await measure(page, 24));
}

function assertRoom(seen) {
  assert.deepEqual(seen.targets, [], "targets too small");
  assert.equal(seen.overflow, 0, "px of sideways scrolling");
}

function measure(page, target) {
  return page.evaluate((least) => {
    const root = document.documentElement;
    const style = (element) => getComputedStyle(element);
    const visible = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && style(element).visibility !== "hidden" && !element.closest(".vh,.skip");
    };
    const label = (element) => (element.textContent.trim() || element.name || element.className).slice(0, 16);

    let smallest = { px: Infinity, text: "" };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (!data.trim() || !visible(parentElement) || parentElement.closest("svg")) continue;
      const px = parseFloat(style(parentElement).fontSize);
      if (px < smallest.px) smallest = { px, text: data.trim().slice(0, 16) };
    }

    const targets = [];
    for (const element of document.querySelectorAll("a[href],button,input,select,textarea,summary")) {
      // What is pressed is the label where one holds the control; a link inside a sentence is exempt (WCAG 2.5.8).
      const pressed = element.matches("input") ? element.closest("label") || element : element;
      if (!visible(pressed) || style(pressed).display === "inline") continue;
      const { width, height } = pressed.getBoundingClientRect();
      if (Math.min(width, height) < least - 0.5) targets.push(`${label(pressed)} ${Math.round(width)}×${Math.round(height)}`);
    }

    const lines = [];
    for (const element of document.querySelectorAll("p,li,dd,td,small,span")) {
      if (!visible(element) || element.closest("svg") || element.textContent.trim().length <= 30) continue;
      const ratio = parseFloat(style(element).lineHeight) / parseFloat(style(element).fontSize);
      if (ratio < 1.295) lines.push(`${ratio.toFixed(2)} ${label(element)}`);
    }

    return {
      size: root.dataset.size,
      body: parseFloat(style(document.body).fontSize),
      smallest,
      targets,
      lines,
      overflow: Math.max(0, root.scrollWidth - innerWidth),
    };
  }, target);
}

/**
 * Walks the page with the Tab key from its beginning and returns what took the focus, in order.
 * Every stop must show that it has the focus.
 */
export async function tabWalk(page, most = 300) {
  const stops = [];
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.walked = new Set();
  });
  while (stops.length < most) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body || window.walked.has(at)) return null;
      window.walked.add(at);
      const marked = (element) => {
        if (!element) return false;
        const { boxShadow, outlineStyle, outlineColor } = getComputedStyle(element);
        const outlined = outlineStyle !== "none" && !/rgba\(.*, 0\)|transparent/.test(outlineColor);
        return outlined || boxShadow.includes("0px 0px 0px 6px");
      };
      const name = at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent || at.name;
      // A hidden native control is drawn by the box beside or around it.
      return { name: name.trim(), marked: marked(at) || marked(at.nextElementSibling) || marked(at.parentElement) };
    });
    if (!stop) return stops;
    assert.ok(stop.marked, `no visible focus on “${stop.name}”`);
    stops.push(stop.name);
  }
  return stops;
}
