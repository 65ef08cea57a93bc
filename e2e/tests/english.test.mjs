// The main pages with the interface in English: the same care, no words missing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { VIEWPORTS, openBench } from "../lib/bench.mjs";
import { axe, residentNumbers, shot, staffNumbers } from "../lib/checks.mjs";
import { photo } from "../lib/files.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn, signInAsKeeper } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

/** Who looks, what they do first, and at which pages. */
const LOOKERS = [
  {
    name: "a resident",
    pages: async (page) => {
      const { path } = await report(page, { words: "三楼的灯不亮了", photos: [photo()] });
      return [
        "/a/jiugeng",
        "/a/jiugeng/report?place=0301",
        "/a/jiugeng/report/place?place=0301",
        "/a/jiugeng/report/kinds?place=0301",
        "/a/jiugeng/report/words?place=0301&category=0105",
        "/a/jiugeng/track",
        "/a/jiugeng/ledger",
        path,
      ];
    },
  },
  {
    name: "a social worker",
    login: LOGIN.worker,
    pages: async (page) => [
      "/staff/jiugeng/cases",
      await first(page, "/staff/jiugeng/cases", "a.ti"),
      "/staff/jiugeng/duty",
      "/staff/jiugeng/registry",
      await first(page, "/staff/jiugeng/registry/people?q=刘", "td a.ti"),
      "/staff/jiugeng/registry/duties",
      "/staff/jiugeng/registry/bodies",
      "/staff/jiugeng/registry/import",
      "/account",
    ],
  },
  {
    name: "the secretary",
    login: LOGIN.secretary,
    pages: async (page) => {
      await page.goto("/staff/jiugeng/registry");
      const compound = await page.locator("td a.ti").first().getAttribute("href");
      return [
        "/staff/jiugeng/accounts",
        "/staff/jiugeng/setup",
        "/staff/jiugeng/registry/looks",
        `${compound}/standing`,
        await first(page, "/staff/jiugeng/accounts", "td a.ti"),
      ];
    },
  },
  { name: "the foreman", login: LOGIN.foreman, pages: async () => ["/work"] },
  {
    name: "the street's officer",
    login: LOGIN.street,
    pages: async (page) => [
      "/street",
      "/street/categories",
      "/street/calendar",
      "/street/organisations",
      await first(page, "/street/organisations", "td a.ti"),
      "/street/organisations/new",
      "/street/looks",
    ],
  },
  {
    name: "the keeper of the street's accounts",
    pages: async (page) => {
      await signInAsKeeper(page, linju);
      return ["/street/accounts", "/street/accounts/second-factor", "/street/accounts/new"];
    },
  },
];

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

for (const { name, login, pages } of LOOKERS) {
  test(`the pages of ${name} are sound in English`, async (t) => {
    const page = await bench.page(t, { viewport: "desk" });
    if (login) await signIn(page, linju, login);
    const addresses = await pages(page);
    await page.context().addCookies([{ name: "lang", value: "en", url: linju.url }]);
    for (const address of addresses) await t.test(address, () => isSound(page, address));
  });
}

async function isSound(page, address) {
  await page.goto(address);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  const missing = (await page.locator("body").innerText()).match(/\[[a-z]+(-[a-z0-9]+)+\]/g) ?? [];
  assert.deepEqual(missing, [], "keys where words should stand");
  for (const screen of ["phone", "desk"]) {
    await page.setViewportSize(VIEWPORTS[screen]);
    await shot(page, `en-${address.replace(/\W+/g, "-").replace(/^-|-$/g, "")}-${VIEWPORTS[screen].width}`);
    await axe(page);
    if (address.startsWith("/a/")) await residentNumbers(page);
    else await staffNumbers(page);
  }
}

/** Where the first link like `selector` on the page at `address` leads. */
async function first(page, address, selector) {
  await page.goto(address);
  return page.locator(selector).first().getAttribute("href");
}
