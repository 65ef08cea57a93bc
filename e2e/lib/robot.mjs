// A worker who has a keyboard and nothing else, and counts what she is made to do.
import assert from "node:assert/strict";

const MOST_TABS = 150;

/** Drives `page` by keys alone; a mouse or a finger in it would be an error. Counts pages seen and fields filled. */
export async function keyboardOnly(page) {
  await page.addInitScript(() => {
    addEventListener("pointerdown", () => { throw new Error("someone used a mouse"); }, true);
  });
  const pages = [];
  const fields = [];
  page.on("framenavigated", (frame) => {
    const { pathname } = new URL(frame.url());
    if (frame === page.mainFrame() && pathname !== pages.at(-1)) pages.push(pathname);
  });

  /** Tabs on until what has the focus is called `name`. */
  async function to(name) {
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if ((await focused(page)).startsWith(name)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`the Tab key does not come to “${name}”`);
  }

  return {
    pages,
    fields,
    to,
    /** Types into the field called `name`. */
    async type(name, text) {
      await to(name);
      fields.push(name);
      await page.keyboard.type(text);
    },
    /** Ticks the box called `name`. */
    async tick(name) {
      await to(name);
      fields.push(name);
      await page.keyboard.press("Space");
    },
    /** Gives a file to the field called `name`, through the dialog that a key opens. */
    async give(name, file) {
      await to(name);
      fields.push(name);
      const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
      await dialog.setFiles(file);
    },
    /** Presses the button or follows the link called `name`, and waits for the page it leads to. */
    async press(name) {
      await to(name);
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    },
    /** Presses a key that leads to another page. */
    async key(key) {
      await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
    },
  };
}

const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || "";
    return name.trim();
  });
