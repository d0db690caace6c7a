import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { synthesize } from "./main";

/** Synthesizes the example app and tells where the JSON lies, what it has, its outputs, and what each role may do. */
function main(): void {
  const outdir = path.resolve("cdktf.out");
  synthesize(outdir);
  for (const stack of readdirSync(path.join(outdir, "stacks")).sort()) {
    const file = path.join(outdir, "stacks", stack, "cdk.tf.json");
    const { resource, output = {} } = JSON.parse(readFileSync(file, "utf8")) as Synthesized;
    console.log(`\n${stack}: ${path.relative(process.cwd(), file)}`);
    for (const [type, all] of Object.entries(resource)) console.log(`  ${Object.keys(all).length} ${type}`);
    for (const [name, { value }] of Object.entries(output)) console.log(`  output ${name} = ${value}`);
    for (const { policy } of Object.values(resource["aws_iam_role_policy"] ?? {})) {
      console.log("  the role may");
      for (const { Action, Resource, Condition } of (JSON.parse(policy ?? "") as Policy).Statement) {
        const through = Condition ? ", only through S3 in that Region and for that bucket" : "";
        console.log(`    ${Action.join(", ")}\n      on ${[Resource].flat().join(", ")}${through}`);
      }
    }
  }
}

interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly policy?: string }>>>>;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
}

interface Policy {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: unknown;
  }[];
}

main();
