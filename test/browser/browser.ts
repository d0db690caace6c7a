import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** Where Debian and others put Chromium; `CHROMIUM` names another. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function chromiumPath(): string | undefined {
  const named = process.env["CHROMIUM"];
  return named ?? PLACES.find((file) => existsSync(file));
}

/** A page in a browser, and all that it asked for or complained about. */
export interface Opened {
  readonly page: Page;
  /** What was requested beside the page itself. */
  readonly requests: readonly string[];
  /** What is on the console, and what was thrown. */
  readonly complaints: readonly string[];
}

/** A browser that opens texts as files. */
export class FileBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<FileBrowser> {
    const executablePath = chromiumPath();
    if (executablePath === undefined) throw new Error("There is no Chromium: install it, or name it by CHROMIUM.");
    // A container often runs as root, where the sandbox does not start.
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    return new FileBrowser(browser, await mkdtemp(path.join(tmpdir(), "s3-crr-browser-")));
  }

  async open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const file = path.join(this.folder, "page.html");
    await writeFile(file, html);
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    requests.splice(0, requests.length, ...requests.filter((each) => each !== url));
    return { page, requests, complaints };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true });
  }
}
