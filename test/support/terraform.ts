import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import type { ShownPlan } from "../../policy-pack/readers/terraform";

/** The AWS provider that is planned with. It knows no `region` argument, so every other Region has a provider with an alias. */
export const PROVIDER = "5.100.0";
const run = promisify(execFile);

/** Where providers may lie that need not be downloaded: what the environment says, Terraform's implied mirrors, add-ons. */
const MIRRORS = [
  process.env["TF_PLUGIN_MIRROR"],
  path.join(homedir(), ".terraform.d/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  "/opt/tf-plugins",
];
const mirror = MIRRORS.find(
  (each) => each !== undefined && existsSync(path.join(each, "registry.terraform.io/hashicorp/aws")),
);
const terraform = spawnSync("terraform", ["version"]).status === 0;

/** Why nothing can be planned; `undefined` where Terraform is there. */
export const missingTerraform = terraform ? undefined : "there is no `terraform` on the PATH";
if (!terraform) process.stderr.write("SKIPPED: there is no `terraform` on the PATH\n");

/** Terraform's settings on this machine may name other mirrors, and its news are not for a test. */
const environment = (): NodeJS.ProcessEnv => {
  const { TF_CLI_CONFIG_FILE: _settings, ...rest } = process.env;
  return { ...rest, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
};

export const withTerraform = terraform ? test : test.skip;

/** Terraform in a folder: what it prints on stdout. */
export type Terraform = (...args: readonly string[]) => Promise<string>;

/** A folder with a configuration, initialized, and Terraform, to be called there. */
export interface Root {
  readonly directory: string;
  readonly call: Terraform;
  /** Deletes the folder. */
  readonly close: () => Promise<void>;
}

/**
 * Writes a configuration and initializes it.
 *
 * @param write Writes files below a folder, and tells which of its folders is the root module.
 * @param more Variables of the environment.
 */
export async function openRoot(
  write: (outdir: string) => Promise<string>,
  more: NodeJS.ProcessEnv = {},
): Promise<Root> {
  const outdir = await mkdtemp(path.join(tmpdir(), "terraform-"));
  const close = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  try {
    const directory = await write(outdir);
    const call: Terraform = async (...args) => {
      const options = { cwd: directory, env: { ...environment(), ...more }, maxBuffer: 1024 * 1024 * 1024 };
      return (await run("terraform", [...args], options)).stdout;
    };
    await call("init", "-input=false", "-no-color", ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
    return { directory, call, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A folder with a configuration, initialized; and Terraform, to be called there. */
export async function initialized<T>(
  write: (outdir: string) => Promise<string>,
  use: (call: Terraform, directory: string) => Promise<T>,
): Promise<T> {
  const { call, directory, close } = await openRoot(write);
  try {
    return await use(call, directory);
  } finally {
    await close();
  }
}

/** The plan of a configuration as `terraform show -json` prints it. */
export async function planned(call: Terraform, ...options: readonly string[]): Promise<Planned> {
  const refresh = options.includes("-refresh-only") ? [] : ["-refresh=false"];
  await call("plan", "-input=false", ...refresh, "-no-color", "-out=plan", ...options);
  return JSON.parse(await call("show", "-json", "plan")) as Planned;
}

export interface Planned extends ShownPlan {
  readonly configuration: {
    readonly provider_config: Readonly<Record<string, { alias?: string; expressions: Record<string, unknown> }>>;
    readonly root_module: Readonly<Record<string, unknown>>;
  };
}

interface Modules {
  readonly child_modules?: readonly { readonly address: string }[];
}

/** Whether an address is that of something in a module of the root module. */
const isIn = (name: string, address: unknown): boolean => new RegExp(`^module\\.${name}[.[]`).test(String(address));

/** What a state, as `terraform show -json` prints it, has of one module of the root module. */
export function stateIn(name: string, state: unknown): { readonly values: unknown } {
  const { child_modules = [] } = (state as { values: { root_module: Modules } }).values.root_module;
  return {
    values: { root_module: { child_modules: child_modules.filter(({ address }) => isIn(name, `${address}.`)) } },
  };
}

/** What a plan has of one module of the root module. */
export function planIn(name: string, plan: Planned): Planned {
  const { configuration, prior_state } = plan;
  const calls = configuration.root_module["module_calls"] as Readonly<Record<string, unknown>>;
  const changes = plan.resource_changes as readonly { readonly address: string }[];
  return {
    ...plan,
    resource_changes: changes.filter(({ address }) => isIn(name, address)),
    ...(prior_state !== undefined && { prior_state: stateIn(name, prior_state) }),
    configuration: {
      ...configuration,
      root_module: { ...configuration.root_module, module_calls: { [name]: calls[name] } },
    },
  };
}

/** Writes files by their names, in folders of their own. */
export async function written(outdir: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(outdir, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return outdir;
}

/** Settings of a provider that asks nobody anything. */
export const OFFLINE = {
  access_key: "none",
  secret_key: "none",
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
} as const;
