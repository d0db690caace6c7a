import { execFile } from "node:child_process";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { PackProcess } from "../support/pack-process";
import { EXAMPLES, inProject, ROOT, said, withPulumi } from "./cli";

// The package as it is published, in a project that has nothing else: previewed under, and published to an organization.

const run = promisify(execFile);

withPulumi("the installed package", () => {
  let base: string;
  let installed: string;

  beforeAll(async () => {
    base = await mkdtemp(path.join(tmpdir(), "published-"));
    const project = path.join(base, "project");
    await mkdir(project);
    await writeFile(path.join(project, "package.json"), '{"name":"project","private":true}');
    const tarball = (await npm(ROOT, "pack", "--pack-destination", base)).trim();
    await npm(project, "install", "--omit=dev", path.join(base, tarball));
    installed = path.join(project, "node_modules/s3-cross-region-replication");
  });
  afterAll(async () => rm(base, { recursive: true, force: true }));

  test("judges a program", () =>
    inProject(path.join(EXAMPLES, "broken"), async (project) => {
      const preview = await project.operate("preview", ...(await project.under(installed)));
      const own = await project.operate("preview", ...(await project.under(ROOT)));
      expect(said(preview)).toEqual(said(own));
      expect(said(preview)).toContain("mandatory versioning-enabled not-versioned");
    }));

  test("is published to an organization, whose service installs and starts it", async () => {
    const service = new Service();
    const address = await service.start();
    try {
      const { stdout } = await run("pulumi", ["policy", "publish", "acme", "--non-interactive"], {
        cwd: installed,
        env: {
          ...clean(),
          PULUMI_HOME: path.join(base, "home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_BACKEND_URL: address,
          PULUMI_ACCESS_TOKEN: "pul-token",
        },
      });
      expect(stdout).toContain('Publishing "s3-cross-region-replication"');
    } finally {
      service.close();
    }
    const { version } = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as {
      version: string;
    };
    expect(service.asked).toEqual([
      "POST /api/orgs/acme/policypacks",
      "PUT /upload",
      `POST /api/orgs/acme/policypacks/s3-cross-region-replication/versions/${version}/complete`,
    ]);
    // What the service does with it.
    await writeFile(path.join(base, "uploaded.tgz"), service.uploaded);
    await run("tar", ["xzf", "uploaded.tgz"], { cwd: base });
    await npm(path.join(base, "package"), "install", "--production");
    const pack = await PackProcess.start(path.join(base, "package"));
    try {
      expect((await pack.info()).name).toBe("s3-cross-region-replication");
    } finally {
      await pack.close();
    }
  });
});

/** Without npm's own variables: a script run by npm passes its settings on to any npm it starts. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|pulumi)_/i.test(name)));
}

async function npm(directory: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: directory, env: clean(), maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run("npm", ["--no-audit", "--no-fund", "--loglevel=error", ...args], options);
  return stdout;
}

/** As much of the Pulumi service as takes a policy pack. */
class Service {
  /** The requests that change something. */
  readonly asked: string[] = [];
  uploaded: Buffer = Buffer.alloc(0);
  private readonly server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [status, answer] = this.answer(request, body);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this.address;
  }

  close(): void {
    this.server.close();
  }

  private get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answer({ method = "", url = "" }: IncomingMessage, body: Buffer): readonly [status: number, answer: object] {
    if (method !== "GET") this.asked.push(`${method} ${url}`);
    if (url === "/api/user") return [200, { githubLogin: "somebody", organizations: [{ githubLogin: "acme" }] }];
    if (url === "/upload") {
      this.uploaded = body;
      return [200, {}];
    }
    if (url === "/api/orgs/acme/policypacks") return [200, { version: 1, uploadURI: `${this.address}/upload` }];
    if (url.endsWith("/complete")) return [200, {}];
    return [404, { code: 404, message: "not part of this stand-in" }];
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
