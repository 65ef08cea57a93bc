// Who works in the demo's street, and how they sign in.
import assert from "node:assert/strict";

import { admin } from "./linju.mjs";

/** Logins of the demo by what their holder is. */
export const LOGIN = {
  worker: "chenxiaowen",
  secretary: "yangjingfang",
  foreman: "wangshifu",
  street: "jiedao",
  operations: "chengyun",
  /** A social worker of 汉阳. */
  hanyang: "tangyi",
  hanyangSecretary: "luyinghua",
  /** The steward of an office building, a partner of all three areas. */
  partner: "binjiang",
  /** The foreman of 汉阳's property company. */
  hanyangForeman: "zhangshifu",
};

/**
 * Makes the account that keeps the street's accounts, which the demo has nobody for, and signs in with it: the
 * one-time password the command printed is changed at once.
 */
export async function signInAsKeeper(page, linju) {
  const printed = await admin(linju, "account", "--login", "guanli", "--name", "平台管理员", "--role", "administrator");
  const [handed] = /\S+\s*$/.exec(printed) ?? [];
  assert.ok(handed, `no password in what the command printed:\n${printed}`);
  await page.goto("/login");
  await page.getByLabel("登录名").fill("guanli");
  await page.getByLabel("密码").fill(handed.trim());
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL("**/account/password");
  await page.fill("#present", handed.trim());
  for (const field of ["#password", "#again"]) await page.fill(field, "a lamp on the third floor");
  await page.locator("main form button.btn").last().click();
  await page.waitForURL("**/account?done=password");
}

/** Signs in as `login` and leaves the page where the program then leads. */
export async function signIn(page, linju, login) {
  assert.ok(linju.accounts.some((account) => account.login === login), `the demo did not print the account ${login}`);
  await page.goto("/login");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(linju.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}
