// Joint action: whoever is asked to do a part sees that part, and whoever leads makes one reply of all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBench } from "../lib/bench.mjs";
import { axe, shot } from "../lib/checks.mjs";
import { act, choose, fill, hides, mainText, openCase, press, says } from "../lib/desk.mjs";
import { photo } from "../lib/files.mjs";
import { startLinju } from "../lib/linju.mjs";
import { LOGIN, signIn } from "../lib/people.mjs";
import { report } from "../lib/resident.mjs";

const WORDS = "弄堂口太暗，我住三楼，晚上看不见";
const PART = "把弄堂口的树枝修掉";

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

test("the property company does its part of a case the committee leads, and one reply comes of it", async (t) => {
  const her = await bench.page(t, { person: "her", viewport: "phone" });
  const { receipt } = await report(her, { words: WORDS });
  const desk = await bench.page(t, { person: "desk", viewport: "desk" });
  await signIn(desk, linju, LOGIN.worker);
  await openCase(desk, "jiugeng", receipt);
  const address = desk.url();
  await act(desk, "take");
  await choose(desk, "invite");
  const company = await desk.locator("#organisation option", { hasText: "物业" }).first().getAttribute("value");
  await fill(desk, { organisation: company, note: PART });
  await press(desk, desk.locator("main form button.btn").last());
  await says(desk, PART);
  await axe(desk);
  await shot(desk, "joint-case");

  const foreman = await bench.page(t, { person: "foreman", viewport: "phone" });
  await signIn(foreman, linju, LOGIN.foreman);
  await foreman.goto("/work");
  await says(foreman, "请我们协办的");
  await axe(foreman);
  await shot(foreman, "joint-list");
  await foreman.getByRole("link", { name: PART }).click();
  await foreman.waitForURL(/\/task\//);
  for (const size of ["standard", "elder"]) {
    await foreman.context().addCookies([{ name: "lv", value: size, url: linju.url }]);
    await foreman.reload();
    await axe(foreman);
    await shot(foreman, `joint-task-${size}`);
  }
  await hides(foreman, WORDS);
  await press(foreman, foreman.locator("button.btn--go"));
  await says(foreman, "请写一下这部分怎么办的");
  await fill(foreman, { note: "树枝修好了", after: [photo()] });
  await press(foreman, foreman.locator("button.btn--go"));
  await says(foreman, "记下了，谢谢");

  await desk.goto(address);
  await choose(desk, "handle");
  assert.match(await desk.inputValue("#note"), /物业.*：树枝修好了。/, "the parts begin the one reply");
  await shot(desk, "joint-handle");
  await desk.goto(address);
  assert.match(await mainText(desk), /做完了/);
});
