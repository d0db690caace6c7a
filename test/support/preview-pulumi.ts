import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, type EngineEvent } from "@pulumi/pulumi/automation";
import type { Diagnostic } from "./pack-process";
import type { Preview } from "./preview";

const run = promisify(execFile);

/** Why the real `pulumi` cannot preview here; `undefined` where it can. */
export async function whyNotPulumi(): Promise<string | undefined> {
  try {
    await run("pulumi", ["version"]);
  } catch {
    return "no `pulumi` on the PATH";
  }
  const { stdout } = await run("pulumi", ["plugin", "ls", "--json"]);
  const plugins = JSON.parse(stdout) as readonly { name: string; kind: string; version: string }[];
  const found = plugins.some(
    ({ name, kind, version }) => name === "aws" && kind === "resource" && /^v?7\./.test(version),
  );
  return found ? undefined : "`pulumi` has no AWS plugin 7; `pulumi plugin install resource aws` gets one";
}

/** Settings under which the CLI needs no account, no login and no network. */
const OFFLINE: Readonly<Record<string, string>> = {
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  PULUMI_CONFIG_PASSPHRASE: "",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_EC2_METADATA_DISABLED: "true",
};

/**
 * Previews a compiled program with the `pulumi` on the PATH, through the Automation API. Pulumi writes into the project
 * it previews (the salt of its secrets), so it gets a copy, inside the pack's `dist`, where the SDK is still found.
 *
 * @param awsPlugin The folder of a plugin to use in place of the installed one.
 */
export async function previewWithPulumi(program: string, pack: string, awsPlugin?: string): Promise<Preview> {
  const copy = await mkdtemp(path.join(pack, "dist", "preview-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"]) await cp(path.join(program, file), path.join(copy, file));
    const { main } = JSON.parse(await readFile(path.join(program, "package.json"), "utf8")) as { main: string };
    const manifest = { name: "preview", main: path.relative(copy, path.join(program, main)) };
    await writeFile(path.join(copy, "package.json"), JSON.stringify(manifest));
    if (awsPlugin !== undefined) {
      const plugins = `plugins:\n  providers:\n    - name: aws\n      path: ${JSON.stringify(awsPlugin)}\n`;
      await appendFile(path.join(copy, "Pulumi.yaml"), plugins);
    }
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", workDir: copy },
      { envVars: { ...OFFLINE, PULUMI_BACKEND_URL: `file://${copy}` } },
    );
    const violations: Diagnostic[] = [];
    let packName = path.basename(pack);
    let exitStatus = 0;
    let notes = "";
    const onEvent = ({ policyEvent, diagnosticEvent }: EngineEvent): void => {
      if (policyEvent) {
        packName = `${policyEvent.policyPackName}@v${policyEvent.policyPackVersion}`;
        violations.push({
          policy: policyEvent.policyName,
          level: policyEvent.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
          severity: ((policyEvent as { severity?: string }).severity ?? "") as Diagnostic["severity"],
          urn: policyEvent.resourceUrn ?? "",
          message: policyEvent.message.replace(/<\{%[^%]*%\}>/g, ""),
        });
      } else if (diagnosticEvent) {
        notes += diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "");
      }
    };
    try {
      await stack.preview({ policyPacks: [pack], onEvent });
    } catch (error) {
      exitStatus = 255;
      if (violations.length === 0) notes += error instanceof Error ? error.message : String(error);
    }
    return { pack: packName, violations, notes, exitStatus };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
