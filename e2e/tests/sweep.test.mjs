// Every page of the program, in standard and elder mode, on a phone and on a desk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { VIEWPORTS, openBench, troublesOf } from "../lib/bench.mjs";
import { axe, elderNumbers, residentNumbers, shot, staffNumbers } from "../lib/checks.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { getRoutes } from "../lib/routes.mjs";
import { report } from "../lib/resident.mjs";
import { tour } from "../lib/tour.mjs";

/** Addresses that are no pages: they lead on at once, or give a file. */
const NO_PAGE = new Set([
  "/assets/{*name}",
  "/长辈版", "/亲情版", "/关爱版", "/关怀版",
  "/staff", "/staff/{area}", "/d/{area}/{place}",
  "/staff/{area}/cases/{case}/do",
  "/staff/{area}/cases/export",
  "/a/{area}/file/{file}", "/staff/{area}/files/{file}", "/link/{area}/{token}/file/{file}", "/work/{area}/{case}/file/{file}",
]);

/** Pages that no link of the demo leads to, and why. */
const WITHOUT_LINK = {};

/** Pages looked at on the smallest and the largest screen as well. */
const EVERY_SCREEN = ["/a/{area}", "/a/{area}/report", "/a/{area}/ledger", "/staff/{area}/cases", "/staff/{area}/cases/{case}", "/work", "/login"];

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

/** Who looks, and from where they start. What one has seen the next need not see again. */
const LOOKERS = [
  { name: "a resident", numbers: residentNumbers, starts: ["/?choose", "/a/jiugeng", "/login"] },
  { name: "a social worker", login: LOGIN.worker, numbers: staffNumbers, starts: ["/staff/jiugeng", "/account"] },
  { name: "the secretary", login: LOGIN.secretary, numbers: staffNumbers, starts: ["/staff/jiugeng"] },
  { name: "the foreman", login: LOGIN.foreman, numbers: staffNumbers, starts: ["/work"] },
  { name: "the street's officer", login: LOGIN.street, numbers: staffNumbers, starts: ["/street", "/staff"] },
];

for (const { name, login, numbers, starts } of LOOKERS) {
  test(`every page that ${name} can come to is sound`, async (t) => {
    const page = await bench.page(t, { viewport: "phone" });
    if (login) await signIn(page, linju, login);
    else await report(page, { words: "三楼的灯不亮了" });
    const from = login ? starts : [...starts, new URL(page.url()).pathname];
    const found = await tour(page.context(), linju.url, routes, from);
    const fresh = [...found].filter(([kind]) => !met.has(kind) && !NO_PAGE.has(kind)).sort();
    for (const kind of found.keys()) met.add(kind);
    assert.ok(fresh.length > 0, "no page found");
    for (const size of ["standard", "elder"]) {
      await page.context().addCookies([{ name: "lv", value: size, url: linju.url }]);
      for (const [kind, address] of fresh) {
        const screens = EVERY_SCREEN.includes(kind) ? ["narrow", "phone", "desk", "wall"] : ["phone", "desk"];
        await t.test(`${kind}, ${size}`, async () => {
          await page.goto(address);
          for (const screen of screens) {
            await page.setViewportSize(VIEWPORTS[screen]);
            await shot(page, `${nameOf(kind)}-${size}-${VIEWPORTS[screen].width}`);
            await axe(page);
            if (kind.startsWith("/a/") && size === "elder" && !isPaper(kind)) await elderNumbers(page);
            else await numbers(page);
          }
          assert.deepEqual(troublesOf(page).splice(0), [], "trouble in the page");
        });
      }
    }
  });
}

test("no page of the sources was left out", () => {
  const seen = new Set([...met].map((kind) => kind.replace(/\/do\/\w+$/, "/do/{verb}")));
  const left = routes.filter((route) => !seen.has(route) && !NO_PAGE.has(route) && !(route in WITHOUT_LINK));
  assert.deepEqual(left, [], "pages that nobody came to");
  const stale = [...NO_PAGE, ...Object.keys(WITHOUT_LINK)].filter((route) => !routes.includes(route));
  assert.deepEqual(stale, [], "listed, but gone from the sources");
});

const isPaper = (kind) => kind.endsWith("/print");
const nameOf = (kind) => (kind === "/" ? "choose" : kind.replace(/[{}*]/g, "").replace(/^\//, "").replaceAll("/", "-"));
