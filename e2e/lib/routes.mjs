// The addresses of every page, read from the sources, so that a new page cannot be forgotten by a test.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every path that the program answers to GET, as the router spells it: `/a/{area}/track`. */
export async function getRoutes() {
  const features = (await readdir(join(ROOT, "features"))).map((name) => join("features", name, "src"));
  const found = new Set();
  for (const folder of ["web/src", ...features]) {
    for (const entry of await readdir(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".rs")) continue;
      const file = join(entry.parentPath ?? entry.path, entry.name);
      for (const path of routesOf(await readFile(file, "utf8"), file)) found.add(decodeURI(path));
    }
  }
  return [...found].sort();
}

/** The routes of one source file: `.route("…", get(…))`, with the `at` and `nest` that stand before the path. */
function routesOf(source, file) {
  const nest = /\.nest\("([^"]+)"/.exec(source)?.[1] ?? "";
  const at = /let at = \|[^|]*\| format!\("([^"]*)\{\w+\}"\)/.exec(source)?.[1]?.replaceAll("{{", "{").replaceAll("}}", "}");
  const bases = /\[("[^\]]+")\]\s*\.into_iter\(\)\s*\.fold\(/.exec(source)?.[1].match(/[^",\s]+/g) ?? [];
  const under = (tail) => (at === "{base}" ? bases.map((base) => base + tail) : [at + tail]);
  const spelled = (path) => [path.startsWith(nest) ? path : nest + (path === "/" ? "" : path)];

  return calls(source).flatMap(([path, methods]) => {
    if (!/\bget\(/.test(methods)) return [];
    const [, quoted] = /^"([^"]*)"$/.exec(path) ?? [];
    if (quoted !== undefined) return spelled(quoted);
    const [, tail] = /^&at\("([^"]*)"\)$/.exec(path) ?? [];
    if (tail !== undefined && at !== undefined) return under(tail);
    if (path === "base" && bases.length) return bases;
    throw new Error(`cannot read the route ${path} in ${file}`);
  });
}

/** The two arguments of every `.route(…)` call. */
function calls(source) {
  const found = [];
  for (const { index } of source.matchAll(/\.route\(/g)) {
    const from = index + ".route(".length;
    let depth = 0;
    let comma;
    for (let i = from; i < source.length; i++) {
      if (source[i] === "(") depth += 1;
      else if (source[i] === "," && depth === 0 && comma === undefined) comma = i;
      else if (source[i] === ")" && depth-- === 0) {
        if (comma !== undefined) found.push([source.slice(from, comma).trim(), source.slice(comma + 1, i)]);
        break;
      }
    }
  }
  return found;
}

/** The pattern among `routes` that an address belongs to; the one with the fewest parameters wins. */
export function patternOf(routes, address) {
  const path = decodeURI(address.split(/[?#]/)[0]);
  const fits = (route) => new RegExp(`^${route.replace(/\{\*\w+\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
  return routes.filter(fits).sort((a, b) => a.split("{").length - b.split("{").length)[0];
}
