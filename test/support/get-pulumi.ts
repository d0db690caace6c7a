import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { isOnPath, pulumiVersion } from "./pulumi-cli";

const VERSION = "v3.260.0";
const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/**
 * Sees to it that there is a `pulumi` on this process's PATH: the one that is there, or else one built from its published
 * Go modules, which takes about five minutes the first time. It is kept in `$PULUMI_CLI_CACHE`, or in the user's cache.
 *
 * @returns Why there is none; `undefined` where there is one.
 * @throws Where there is `go`, and it cannot build one.
 */
export function getPulumi(): string | undefined {
  if (pulumiVersion() !== undefined) return undefined;
  if (!isOnPath("go")) return "there is neither `pulumi` nor `go` on the PATH";
  const cache = process.env["PULUMI_CLI_CACHE"] ?? path.join(homedir(), ".cache", "s3-crr-tests");
  const folder = path.join(cache, `pulumi-${VERSION}`);
  if (!existsSync(path.join(folder, "pulumi"))) build(folder);
  writeFileSync(path.join(folder, "pulumi-analyzer-policy-nodejs"), ANALYZER, { mode: 0o755 });
  process.env["PATH"] = `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`;
  return undefined;
}

/** There is no language host among the modules, and without one the CLI starts a Node.js pack by this name. */
const ANALYZER = `#!/bin/sh
# Called as: pulumi-analyzer-policy-nodejs <engine address> <pack folder> [options], in the folder of the pack.
exec node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [process.cwd()] })')" "$1" "$2"
`;

function build(folder: string): void {
  process.stderr.write(`Building the Pulumi CLI ${VERSION} into ${folder}: about five minutes, once.\n`);
  const module = mkdtempSync(path.join(tmpdir(), "pulumi-cli-"));
  const go = (...args: readonly string[]): void => {
    // What the tests print is for the tests.
    execFileSync("go", args, { cwd: module, env: { ...process.env, GOBIN: module }, stdio: ["ignore", 2, 2] });
  };
  try {
    // A module of its own: `go install pkg@version` refuses modules that have replace directives.
    writeFileSync(path.join(module, "go.mod"), "module cli\n\ngo 1.24\n");
    writeFileSync(path.join(module, "tools.go"), `//go:build tools\n\npackage cli\n\nimport _ "${MODULE}"\n`);
    go("get", `${MODULE}@${VERSION}`);
    // The version that `pulumi version` prints.
    go("install", "-ldflags", `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${VERSION}`, MODULE);
    mkdirSync(folder, { recursive: true });
    // The two folders can be on different disks, where nothing is renamed in one step.
    copyFileSync(path.join(module, "pulumi"), path.join(folder, "pulumi.part"));
    renameSync(path.join(folder, "pulumi.part"), path.join(folder, "pulumi"));
  } finally {
    rmSync(module, { recursive: true, force: true });
  }
}
