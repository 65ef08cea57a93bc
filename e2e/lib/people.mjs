// Who works in the demo's street, and how they sign in.
import assert from "node:assert/strict";

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
  /** The foreman of 汉阳's property company. */
  hanyangForeman: "zhangshifu",
};

/** Signs in as `login` and leaves the page where the program then leads. */
export async function signIn(page, linju, login) {
  assert.ok(linju.accounts.some((account) => account.login === login), `the demo did not print the account ${login}`);
  await page.goto("/login");
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(linju.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}
