import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { synthesizeInto, type StackForTest } from "../support/synth";
import { initialized, PROVIDER, type Terraform } from "../support/terraform";
import { ACCOUNT, type Emulator } from "./emulator";

interface Configuration {
  terraform: { required_providers: { aws: { version: string } } };
  provider: { aws: Record<string, unknown>[] };
}

/**
 * Synthesizes a stack and hands it to Terraform, whose providers talk to an emulator: each as the account that the stack
 * allows it.
 *
 * @param build Adds to the stack what is to be deployed.
 * @param use Plans, applies, and destroys.
 */
export function withStack<T>(
  emulator: Emulator,
  build: (scope: StackForTest) => void,
  use: (call: Terraform, directory: string) => Promise<T>,
): Promise<T> {
  const write = async (outdir: string): Promise<string> => {
    synthesizeInto(outdir, build);
    const directory = path.join(outdir, "stacks/test");
    await onEmulator(path.join(directory, "cdk.tf.json"));
    return directory;
  };
  return initialized(write, use, emulator.environment);
}

async function onEmulator(file: string): Promise<void> {
  const configuration = JSON.parse(await readFile(file, "utf8")) as Configuration;
  configuration.terraform.required_providers.aws.version = PROVIDER;
  for (const provider of configuration.provider.aws) {
    const [account = ACCOUNT] = (provider["allowed_account_ids"] ?? []) as readonly string[];
    Object.assign(provider, { access_key: account, s3_use_path_style: true, skip_requesting_account_id: false });
  }
  await writeFile(file, JSON.stringify(configuration));
}

/** Applies, without a word about colors. */
export const apply = (call: Terraform): Promise<string> => call("apply", "-input=false", "-no-color", "-auto-approve");

/** What a plan of what is deployed would change: nothing, if all that was configured is what there is. */
export const planAgain = (call: Terraform): Promise<string> => call("plan", "-input=false", "-no-color");
