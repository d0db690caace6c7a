import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";

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
}

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
  const offline = {
    accessKey: "none",
    secretKey: "none",
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: "true",
  };
  new AwsProvider(stack, "aws", { region: "eu-west-1", ...offline });
  const west = new AwsProvider(stack, "west", { region: "us-west-2", alias: "west", ...offline });
  const east = new AwsProvider(stack, "east", { region: "us-east-1", alias: "east", ...offline });
  build({ stack, west, east });
  app.synth();
}
