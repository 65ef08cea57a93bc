// Starts the built program with its demo world in a folder of its own, on a free port.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const OUT = fileURLToPath(new URL("../out/", import.meta.url));
const MADE = "demo-";

/** A port of this machine that nobody listens on at this moment. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Runs `linju demo` on a copy of a demo folder that the first test of the day made, and resolves once it says that
 * it listens. Gives its `url`, the `password` of all its accounts and the `accounts` it printed ({ login, who }).
 */
export async function startLinju() {
  const made = await madeDemo();
  const scratch = await mkdtemp(join(tmpdir(), "linju-e2e-"));
  const data = join(scratch, "demo");
  await cp(made, data, { recursive: true });
  const server = await run(data).catch(async (error) => {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });
  const stop = async () => {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  };
  return { url: server.url, data, stop, ...readCard(server.lines) };
}

/** Moves the server's clock forward by hours; only a binary built with `test-clock` can. */
export async function forward(url, { hours }) {
  const answer = await fetch(`${url}/test/clock/${Math.round(hours * 60)}`, { method: "POST", headers: { origin: url } });
  assert.equal(answer.status, 200, "the binary has no test clock: build it with --features test-clock");
}

/** Runs `linju admin` beside the server `linju` and gives what it printed. */
export async function admin(linju, ...what) {
  const { stdout } = await promisify(execFile)(binary(), ["admin", "--data", linju.data, ...what]);
  return stdout;
}

function binary() {
  const named = process.env.LINJU_BIN;
  if (!named) throw new Error("LINJU_BIN must name the built program");
  return named;
}

/** The folder of a demo made once by this binary today; every server runs on a copy of it. */
async function madeDemo() {
  const { mtimeMs, size } = await stat(binary());
  const today = new Date().toISOString().slice(0, 10);
  const name = `${MADE}${today}-${Math.trunc(mtimeMs)}-${size}`;
  await mkdir(OUT, { recursive: true });
  const kept = (await readdir(OUT)).filter((entry) => entry.startsWith(MADE));
  if (kept.includes(name)) return join(OUT, name);
  await Promise.all(kept.map((entry) => rm(join(OUT, entry), { recursive: true, force: true })));
  const fresh = await mkdtemp(join(OUT, "making-"));
  const server = await run(fresh);
  await server.stop();
  // Another test may have been faster; its demo is as good.
  await rename(fresh, join(OUT, name)).catch(() => rm(fresh, { recursive: true }));
  return join(OUT, name);
}

async function run(data) {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary(), ["demo", "--listen", address, "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // A program that cannot be started never closes; its error is its end.
  const ended = new Promise((end) => child.once("close", end).once("error", end));
  const lines = [];
  const stop = async () => {
    child.kill();
    await ended;
  };
  const listening = new Promise((ready, fail) => {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      if (line.includes("invented")) ready();
    });
    ended.then((how) => fail(new Error(`linju ended (${how}) before it listened:\n${lines.join("\n")}`)));
  });
  try {
    await listening;
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${address}`, lines, stop };
}

function readCard(lines) {
  const password = /password:\s+(\S+)/.exec(lines.join("\n"))?.[1];
  assert.ok(password, `no password among what the demo printed:\n${lines.join("\n")}`);
  const accounts = lines.flatMap((line) => {
    const [, login, who] = /^ {2}([a-z][a-z-]*) +(\S.*)$/.exec(line) ?? [];
    return login ? [{ login, who }] : [];
  });
  return { password, accounts };
}
