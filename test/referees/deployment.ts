import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { synthesizeInto, type StackForTest } from "../support/synth";
import { openRoot, PROVIDER, type Root } from "../support/terraform";
import { ACCOUNT, type Emulator } from "./emulator";

interface Configuration {
  terraform: { required_providers: { aws: { version: string } } };
  provider: { aws: Record<string, unknown>[] };
}

/** A stack in Terraform's hands, whose providers talk to an emulator. */
export interface Deployment extends Root {
  apply(): Promise<string>;
  /** What a plan would do with each resource. */
  plan(): Promise<readonly Change[]>;
  /** The addresses of what a plan would change: none, once all that is configured is what there is. */
  changes(): Promise<readonly string[]>;
  destroy(): Promise<string>;
  /** What there is now, as `terraform show -json` prints it. */
  state(): Promise<DeployedState>;
}

export interface DeployedState {
  readonly values?: {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
    readonly root_module: { readonly resources: readonly DeployedResource[] };
  };
}

/** What a plan would do with one resource. */
export interface Change {
  readonly address: string;
  /** Its address before a `moved` block. */
  readonly previous_address?: string;
  readonly change: { readonly actions: readonly string[]; readonly importing?: { readonly id: string } };
}

export interface DeployedResource {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Synthesizes a stack for an emulator: each provider is of the account that the stack allows it.
 *
 * @param build Adds to the stack what is to be deployed.
 */
export async function stackOn(emulator: Emulator, build: (scope: StackForTest) => void): Promise<Deployment> {
  const root = await openRoot(async (outdir) => {
    synthesizeInto(outdir, build);
    const directory = path.join(outdir, "stacks/test");
    await onEmulator(path.join(directory, "cdk.tf.json"));
    return directory;
  }, emulator.environment);
  return deployment(root);
}

/** A root module in Terraform's hands. */
export function deployment(root: Root): Deployment {
  const { call } = root;
  const plan = async (): Promise<readonly Change[]> => {
    await call("plan", "-input=false", "-no-color", "-out=plan");
    const { resource_changes = [] } = JSON.parse(await call("show", "-json", "plan")) as {
      readonly resource_changes?: readonly Change[];
    };
    return resource_changes;
  };
  return {
    ...root,
    apply: () => call("apply", "-input=false", "-no-color", "-auto-approve", "-parallelism=40"),
    plan,
    changes: async () =>
      (await plan()).filter(({ change }) => change.actions[0] !== "no-op").map(({ address }) => address),
    destroy: () => call("destroy", "-input=false", "-no-color", "-auto-approve", "-parallelism=40"),
    state: async () => JSON.parse(await call("show", "-json")) as DeployedState,
  };
}

/** Makes the providers of a synthesized stack talk to an emulator. */
export async function onEmulator(file: string): Promise<void> {
  const configuration = JSON.parse(await readFile(file, "utf8")) as Configuration;
  configuration.terraform.required_providers.aws.version = PROVIDER;
  for (const provider of configuration.provider.aws) {
    const [account = ACCOUNT] = (provider["allowed_account_ids"] ?? []) as readonly string[];
    Object.assign(provider, { access_key: account, s3_use_path_style: true, skip_requesting_account_id: false });
  }
  // In lines: Terraform's errors quote the whole line.
  await writeFile(file, JSON.stringify(configuration, null, 2));
}
