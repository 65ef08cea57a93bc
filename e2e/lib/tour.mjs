// Finds an example of every page by following links, as the people of the demo may.
import { patternOf } from "./routes.mjs";

/** Addresses followed of one pattern: cases in different states have different buttons. */
const MOST_OF_A_KIND = 14;

/**
 * Follows links from `starts` with the cookies of `context`. Gives a Map from the page's kind to the first address
 * found of it. A kind is the route's pattern, with the verb in place where there is one: each verb has its own form.
 */
export async function tour(context, baseURL, routes, starts) {
  const found = new Map();
  const looked = new Map();
  const waiting = [...starts];
  const met = new Set(waiting);
  while (waiting.length) {
    const address = waiting.shift();
    const kind = kindOf(routes, address);
    if (!kind) continue;
    const count = looked.get(kind) ?? 0;
    if (count >= (kind.includes("/cases/{case}") ? MOST_OF_A_KIND : 3)) continue;
    looked.set(kind, count + 1);
    const answer = await context.request.get(baseURL + address, { maxRedirects: 0 });
    if (answer.status() >= 400) continue;
    if (answer.status() >= 300) {
      add(answer.headers().location);
      continue;
    }
    if (!found.has(kind)) found.set(kind, address);
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    for (const link of linksOf(await answer.text())) add(link);
  }
  return found;

  function add(link) {
    const url = new URL(link, baseURL);
    const address = url.pathname + url.search;
    if (url.origin !== baseURL || met.has(address)) return;
    met.add(address);
    waiting.push(address);
  }
}

/** Where a page leads: its links, and its forms that only ask. */
function linksOf(html) {
  const links = [...html.matchAll(/<(?:a|use|img|audio)\b[^>]*?(?:href|src)="([^"#]+)/g)].map(([, href]) => href);
  const asks = [...html.matchAll(/<form\b(?![^>]*method="post")[^>]*action="([^"]+)"/g)].map(([, action]) => action);
  const turns = [...html.matchAll(/formaction="([^"]+)"/g)].map(([, action]) => action);
  return [...links, ...asks, ...turns].map((link) => link.replaceAll("&amp;", "&")).filter((link) => !/^\w+:/.test(link) || link.startsWith("http"));
}

function kindOf(routes, address) {
  const pattern = patternOf(routes, address);
  if (!pattern?.endsWith("/do/{verb}")) return pattern;
  return pattern.replace("{verb}", address.split(/[?#]/)[0].split("/").at(-1));
}
