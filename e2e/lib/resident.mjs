// What a resident does on a phone.
import assert from "node:assert/strict";

import { press } from "./desk.mjs";

/** 久耕, 3号楼, the first stairwell: the code on its door plate. */
export const DOOR = "/d/jiugeng/0301";
/** What is on the first page of kinds, and what lies under 别的事: its family, then its own button. */
export const LAMP = ["灯坏了"];
export const LIFT = ["电梯与公共设备", "想装电梯"];
export const CHARGING = ["消防与电动自行车", "没地方充电"];

/**
 * Reports in three steps from a door's code and stands on the receipt's page. Gives what the receipt says.
 * `phone` null is somebody without one, who gets a printed secret. `look` is called at each step with its name.
 */
export async function report(page, { words, door = DOOR, kind = LAMP, phone = "13800138000", photos = [], look = () => {} }) {
  await page.goto(door);
  await look("what");
  await tellKind(page, kind);
  await look("words");
  await page.fill("#words", words);
  if (photos.length) await page.setInputFiles("input[name=photos]", photos);
  await next(page);
  await look("contact");
  if (phone) await page.fill("#phone", phone);
  else await page.locator("label:has(input[name=no_phone])").click();
  await page.locator("#report .btn--go").click();
  await page.waitForURL(/\/a\/\w+\/r\/\w+/);
  await look("receipt");
  const receipt = (await page.locator(".no").first().innerText()).replace(/\D/g, "");
  assert.match(receipt, /^\d{4}$/);
  return { receipt, path: new URL(page.url()).pathname };
}

/** Says what it is about, from the first step to the second. */
export async function tellKind(page, kind) {
  if (kind.length === 1) {
    await page.locator("label", { hasText: kind[0] }).click();
    return next(page);
  }
  for (const name of ["别的事", ...kind]) await press(page, name);
}

/** Presses the button that leads to the next step. */
export async function next(page) {
  await press(page, "下一步");
}
