// Serves the pages of ../kit with the project's own stylesheets, under the CSP of the real site.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const KIT = new URL("../kit/", import.meta.url);
const ASSETS = new URL("../../web/assets/", import.meta.url);
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const CSP =
  "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Starts the server; `url` is where, `stop` ends it. */
export async function startKit() {
  const server = createServer((request, response) => {
    answer(request)
      .then(({ type, body }) => response.writeHead(200, { "content-type": type, "content-security-policy": CSP }).end(body))
      .catch(() => response.writeHead(404).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer({ url, headers }) {
  const path = new URL(url, "http://kit").pathname;
  if (path === "/favicon.ico") return { type: "image/svg+xml", body: "<svg xmlns='http://www.w3.org/2000/svg'/>" };
  if (path.startsWith("/assets/")) {
    return { type: TYPES[extname(path)], body: await readFile(new URL(path.slice("/assets/".length), ASSETS)) };
  }
  const html = await readFile(new URL(`${path.slice(1)}.html`, KIT), "utf8");
  const size = /\blv=(large|elder)\b/.exec(headers.cookie ?? "")?.[1];
  return { type: "text/html; charset=utf-8", body: fill(html, size) };
}

/** `[[name]]` is an icon of the sprite that the page names in its body; the size goes to the root element. */
function fill(html, size) {
  const sprite = /data-icons="([^"]+)"/.exec(html)[1];
  const icon = (name) => `<svg class="i" aria-hidden="true" focusable="false"><use href="/assets/${sprite}#i-${name}"/></svg>`;
  return html
    .replace("<html ", size ? `<html data-size="${size}" ` : "<html ")
    .replace(/\[\[([a-z0-9-]+)\]\]/g, (_, name) => icon(name));
}
