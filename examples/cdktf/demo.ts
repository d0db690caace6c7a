import { readFileSync } from "node:fs";
import * as path from "node:path";
import { TerraformStack, type App } from "cdktf";
// In a project of your own: from "s3-cross-region-replication/cdktf".
import { ReplicationRole } from "../../cdktf-module";
import { synthesizeBroken } from "./broken";
import { synthesize } from "./main";

/** Synthesizes the example app, and prints each stack's file, resources and outputs, and what each role may do and why. */
function main(): void {
  const outdir = path.resolve("cdktf.out");
  const app = synthesize(outdir);
  for (const stack of stacksOf(app)) {
    const file = path.join(outdir, "stacks", stack.node.id, "cdk.tf.json");
    const { resource, output = {} } = JSON.parse(readFileSync(file, "utf8")) as Synthesized;
    console.log(`\n${stack.node.id}: ${path.relative(process.cwd(), file)}`);
    for (const [type, all] of Object.entries(resource)) console.log(`  ${Object.keys(all).length} ${type}`);
    for (const [name, { value }] of Object.entries(output)) console.log(`  output ${name} = ${value}`);
    for (const role of rolesOf(stack)) {
      console.log(`  the role ${role.node.path} may`);
      const { policy } = resource["aws_iam_role_policy"]?.[role.policy.friendlyUniqueId] ?? {};
      const { Statement } = JSON.parse(policy ?? "") as Policy;
      for (const [index, { Action, Resource, Condition }] of Statement.entries()) {
        const through = Condition ? ", only through S3 in that Region, and only for that bucket" : "";
        console.log(`    ${Action.join(", ")}\n      on ${[Resource].flat().join(", ")}${through}`);
        console.log(`      why: ${role.grants[index]?.why ?? ""}`);
      }
    }
  }
}

/** Prints what a person sees if a stack has violations. */
function showBroken(): void {
  const outdir = path.resolve("cdktf.out/broken");
  console.log("\nbroken: what requireCrossRegionReplication reports");
  try {
    synthesizeBroken(outdir);
    throw new Error("The broken example was synthesized.");
  } catch (error) {
    console.log((error as Error).message);
  }
}

function stacksOf(app: App): readonly TerraformStack[] {
  return app.node.children.filter((each) => TerraformStack.isStack(each));
}

function rolesOf(stack: TerraformStack): readonly ReplicationRole[] {
  return stack.node.findAll().filter((each): each is ReplicationRole => each instanceof ReplicationRole);
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
showBroken();
