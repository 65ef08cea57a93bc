// What those who work with the system do: find a case, press a button, fill its form.
import assert from "node:assert/strict";

/** Looks a receipt up in the search field of the desk and opens its case. */
export async function openCase(page, area, receipt) {
  await page.goto(`/staff/${area}/cases`);
  await page.fill("#q", receipt);
  await page.press("#q", "Enter");
  await page.waitForURL(/\/search/);
  const row = page.locator("tr", { hasText: spoken(receipt) }).or(page.locator("tr", { hasText: receipt }));
  await row.first().locator("a.ti").click();
  await page.waitForURL(/\/cases\/\w+$/);
}

/** Presses the button of `verb` on a case's page, fills its form and sends it; ends on the case's page again. */
export async function act(page, verb, values = {}) {
  await choose(page, verb);
  await fill(page, values);
  await send(page);
  await page.waitForURL((url) => !url.pathname.includes("/do/"));
}

/** Presses a button, by its name or where it is, and waits for the page that it leads to. */
export async function press(page, button) {
  const found = typeof button === "string" ? page.getByRole("button", { name: button }) : button;
  await Promise.all([page.waitForEvent("load"), found.click()]);
}

/** Opens the form of `verb`, from among the further buttons if it is one of them. */
export async function choose(page, verb) {
  const button = page.locator(`a[href$="/do/${verb}"]`).first();
  if (!(await button.isVisible())) await page.locator("details.more summary").last().click();
  await button.click();
  await page.waitForURL(new RegExp(`/do/${verb}$`));
}

/** Presses the main button of the page's form. */
export async function send(page) {
  await press(page, page.locator('main form[method="post"] button.btn:not([formaction]):not(.btn--quiet):not([name])').last());
}

/** Fills fields by name, each in the way of its kind. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`);
    const kind = await field.first().evaluate((element) => (element.tagName === "SELECT" ? "select" : element.type));
    if (kind === "select") await field.selectOption(value);
    else if (kind === "file") await field.setInputFiles(value);
    else if (kind === "radio") await page.locator(`main label:has([name="${name}"][value="${value}"])`).click();
    else if (kind === "checkbox") await page.locator(`main label:has([name="${name}"])`).first().click();
    else {
      await openAround(field.first());
      await field.fill(value);
    }
  }
}

/** A field may lie under a summary that is still shut. */
async function openAround(field) {
  if (await field.isVisible()) return;
  await field.locator("xpath=ancestor::details").locator("summary").click();
}

/** The text of the page's main part. */
export const mainText = (page) => page.locator("main").innerText();

/** The page says `text`. */
export async function says(page, text) {
  const shown = await mainText(page);
  assert.ok(text instanceof RegExp ? text.test(shown) : shown.includes(text), `the page does not say “${text}”:\n${shown}`);
}

/** The page nowhere says any of `texts`, not even in its source. */
export async function hides(page, ...texts) {
  const source = await page.content();
  for (const text of texts) assert.ok(!source.includes(text), `the page tells “${text}”`);
}

/** A receipt as it is printed: in pairs. */
export const spoken = (receipt) => `${receipt.slice(0, 2)} ${receipt.slice(2)}`;
