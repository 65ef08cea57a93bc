// Starts the built program with its demo world in a folder of its own, on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

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
 * Runs `linju demo` and resolves once it says that it listens.
 * `lines` keeps all it printed on standard output, the demo accounts among it.
 */
export async function startLinju() {
  const binary = process.env.LINJU_BIN;
  if (!binary) throw new Error("LINJU_BIN must name the built program");
  const address = `127.0.0.1:${await freePort()}`;
  const scratch = await mkdtemp(join(tmpdir(), "linju-e2e-"));
  const child = spawn(binary, ["demo", "--listen", address, "--data", join(scratch, "demo")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // A program that cannot be started never closes; its error is its end.
  const ended = new Promise((end) => child.once("close", end).once("error", end));
  const lines = [];

  const stop = async () => {
    child.kill();
    await ended;
    await rm(scratch, { recursive: true, force: true });
  };
  const listening = new Promise((ready, fail) => {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      if (line.includes(address)) ready();
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
