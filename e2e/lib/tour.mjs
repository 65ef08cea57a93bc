// Finds an example of every page by following links, as the people of the demo may.
import { patternOf } from "./routes.mjs";

/** Addresses followed of one kind: cases in different states have different buttons. */
const MOST_OF_CASES = 14;
const MOST_OF_OTHERS = 3;

/**
 * Follows links from `starts` with the cookies of `page`. Gives a Map from each kind of page to the first address
 * found of it, and a Set of the kinds that are no pages: they lead on at once, or give a file. A kind is the
 * route's pattern, with the verb in place where there is one, for each verb has its own form.
 */
export async function tour(page, baseURL, routes, starts) {
  const pages = new Map();
  const others = new Set();
  const looked = new Map();
  const waiting = [];
  const met = new Set();
  starts.forEach(add);
  while (waiting.length) {
    const address = waiting.shift();
    const kind = kindOf(routes, address);
    const count = looked.get(kind) ?? 0;
    if (!kind || count >= (kind.includes("/cases/{case}") ? MOST_OF_CASES : MOST_OF_OTHERS)) continue;
    looked.set(kind, count + 1);
    const answer = await page.request.get(baseURL + address, { maxRedirects: 0 });
    const isPage = answer.headers()["content-type"]?.startsWith("text/html");
    if (answer.status() >= 400) continue;
    if (answer.status() >= 300) add(answer.headers().location);
    if (answer.status() >= 300 || !isPage) {
      others.add(kind);
      continue;
    }
    if (!pages.has(kind)) pages.set(kind, address);
    linksOf(await answer.text()).forEach(add);
  }
  return { pages, others };

  function add(link) {
    const url = new URL(link, baseURL);
    const address = url.pathname + url.search;
    if (url.origin !== baseURL || met.has(address)) return;
    met.add(address);
    waiting.push(address);
  }
}

/** Where a page leads: its links, its files, and its forms that only ask. */
function linksOf(html) {
  const links = html.matchAll(/<(?:a|use|img|audio)\b[^>]*?(?:href|src)="([^"#]+)/g);
  const forms = html.matchAll(/<form\b(?![^>]*method="post")[^>]*action="([^"]+)"/g);
  const all = [...links, ...forms].map(([, link]) => link.replaceAll("&amp;", "&"));
  return all.filter((link) => /^(\/|http)/.test(link));
}

/** The kind of page an address belongs to; none if no route answers it. */
export function kindOf(routes, address) {
  const pattern = patternOf(routes, address);
  if (!pattern?.endsWith("/do/{verb}")) return pattern;
  return pattern.replace("{verb}", address.split(/[?#]/)[0].split("/").at(-1));
}
