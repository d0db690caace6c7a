import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { missingPython, virtualEnvironment } from "../support/python";

// AWS as far as programs imitate it on this machine. They are installed from PyPI, once, need no Docker, and listen on the
// loopback interface only.

/** A program that answers like AWS. */
export interface Imitation {
  readonly name: "ministack" | "localstack";
  /** The version of Python that its requirements are locked for. */
  readonly python: string;
  /** The Python module that is the program. */
  readonly module: string;
  readonly health: string;
  readonly environment: (port: number) => NodeJS.ProcessEnv;
}

/** Copies objects as S3 would, and refuses in S3's order. Of the role it looks at nothing but whether there is one. */
export const MINISTACK: Imitation = {
  name: "ministack",
  python: "3.11",
  module: "ministack",
  health: "_ministack/health",
  environment: (port) => ({ BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port), LOG_LEVEL: "WARNING" }),
};

/** Copies nothing, and refuses destinations that are missing or unversioned. */
export const LOCALSTACK: Imitation = {
  name: "localstack",
  python: "3.13",
  module: "localstack.runtime.main",
  health: "_localstack/health",
  environment: (port) => ({
    // Its other server listens on all addresses, whatever it is told.
    GATEWAY_SERVER: "hypercorn",
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    DNS_ADDRESS: "0",
    DISABLE_EVENTS: "1",
    SKIP_SSL_CERT_DOWNLOAD: "1",
    SERVICES: "s3,s3control,iam,sts,kms",
    STRICT_SERVICE_LOADING: "1",
    LS_LOG: "warning",
  }),
};

/** Why an emulator cannot be started; `undefined` where it can. */
export const missingEmulator = ({ python }: Imitation): string | undefined => missingPython(python);

/** The account that requests are of, unless their access key is the number of another. */
export const ACCOUNT = "111122223333";

/** What clients of AWS read from the environment: where the emulator is, and nothing of the person who runs the tests. */
export const clientEnvironment = (url: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: ACCOUNT,
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
});

/** An emulator that runs. */
export interface Emulator {
  /** Its address, such as `http://127.0.0.1:4566`. */
  readonly url: string;
  /** The environment for clients of AWS. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends it, and deletes what it has written. */
  stop(): Promise<void>;
}

// It ends with the process that started it, however that ends: nobody holds the other end of its stdin any longer.
const PROGRAM = `
import os, runpy, sys, threading
def end_with_parent():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=end_with_parent, daemon=True).start()
module, sys.argv = sys.argv[1], sys.argv[1:]
runpy.run_module(module, run_name="__main__", alter_sys=True)
`;

/** More than the slowest start that was seen, ten times over. */
const START_SECONDS = 300;

/**
 * Starts an emulator, and installs it before if that was not done.
 *
 * @throws With what it has printed, if it does not answer.
 */
export async function startEmulator({ name, python, module, health, environment }: Imitation): Promise<Emulator> {
  const interpreter = virtualEnvironment(python, path.join(__dirname, `requirements-${name}.txt`));
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`));
  const program = path.join(folder, "start.py");
  await writeFile(program, PROGRAM);
  const port = await freePort();
  const log = path.join(folder, "log");
  const url = `http://127.0.0.1:${port}`;
  const { AWS_ENDPOINT_URL: _elsewhere, ...rest } = process.env;
  const child = spawn("/bin/sh", ["-c", `exec "$@" >"$LOG" 2>&1`, "sh", interpreter, program, module], {
    cwd: folder,
    env: { ...rest, HOME: folder, TMPDIR: folder, FILESYSTEM_ROOT: folder, LOG: log, ...environment(port) },
    stdio: ["pipe", "ignore", "ignore"],
  });
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  for (let tries = 0; tries < START_SECONDS * 10; tries++) {
    if (child.exitCode !== null) break;
    if (await answers(`${url}/${health}`)) return { url, environment: clientEnvironment(url), stop };
    await sleep(100);
  }
  const printed = await readFile(log, "utf8").catch(() => "");
  await stop();
  throw new Error(`${name} does not start:\n${printed.slice(-2_000)}`);
}

/** A client of an emulator's S3, in a Region and as an account. */
export const s3Of = ({ url }: Emulator, region = "eu-west-1", account = ACCOUNT): S3Client =>
  new S3Client({
    endpoint: url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: "none" },
    forcePathStyle: true,
    followRegionRedirects: true,
  });

const answers = async (address: string): Promise<boolean> =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.stdin?.end();
  const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(kill);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/**
 * `describe` where everything is there that the tests need. Otherwise it says what is missing, and skips the tests, or
 * fails in CI, where nothing may be missing unnoticed.
 */
export function describeUnless(...missing: readonly (string | undefined)[]): jest.Describe {
  const reasons = missing.filter((each) => each !== undefined);
  if (reasons.length === 0) return describe;
  const text = `SKIPPED, nothing was tried on an emulator: ${reasons.join(", ")}`;
  if (process.env["CI"]) throw new Error(text);
  process.stderr.write(`${text}\n`);
  return describe.skip;
}
