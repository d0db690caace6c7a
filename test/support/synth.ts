import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";

/** `cdk.tf.json`, as far as the tests look into it. */
export interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
}

export interface StackForTest {
  readonly stack: TerraformStack;
  /** Providers for other Regions: what 5.x and other accounts need. */
  readonly west: AwsProvider;
  readonly east: AwsProvider;
  /** Of account 444455556666, in us-west-2. */
  readonly theirs: AwsProvider;
}

/** The account that the stack is deployed to. */
export const ACCOUNT = "111122223333";

/** Synthesizes a whole app for real, with a stack whose provider is in eu-west-1. */
export function synthesize(build: (scope: StackForTest) => void): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), "synth-"));
  try {
    synthesizeInto(outdir, build);
    return JSON.parse(readFileSync(path.join(outdir, "stacks/test/cdk.tf.json"), "utf8")) as Synthesized;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function synthesizeInto(outdir: string, build: (scope: StackForTest) => void): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "test");
  // Of itself it says the folder of this run.
  new LocalBackend(stack, { path: "terraform.test.tfstate" });
  const offline = {
    accessKey: "none",
    secretKey: "none",
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: "true",
  };
  const allowedAccountIds = [ACCOUNT];
  new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds, ...offline });
  const alias = (name: string, region: string, account = ACCOUNT) =>
    new AwsProvider(stack, name, { region, alias: name, allowedAccountIds: [account], ...offline });
  const [west, east] = [alias("west", "us-west-2"), alias("east", "us-east-1")];
  build({ stack, west, east, theirs: alias("theirs", "us-west-2", "444455556666") });
  app.synth();
}
