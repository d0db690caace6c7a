import { existsSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { checkedExamples, pageOf } from "../../test/support/example-picture";
import { previewEmbedded, render, type Preview } from "../../test/support/preview";
import { previewWithPulumi, whyNotPulumi } from "../../test/support/preview-pulumi";

/** What is expected of each example: the demonstration fails where the pack says anything else. */
const EXAMPLES: readonly { readonly name: string; readonly mandatory: number; readonly advisory: number }[] = [
  { name: "compliant", mandatory: 0, advisory: 0 },
  { name: "compliant-providers", mandatory: 0, advisory: 0 },
  { name: "broken", mandatory: 8, advisory: 1 },
];

async function main(): Promise<number> {
  const root = packageRoot();
  const reason = await whyNotPulumi();
  console.log(
    reason === undefined
      ? "Previewing the examples with the `pulumi` on your PATH, without an account: nothing is deployed."
      : `Previewing the examples with the embedded engine (${reason}): the real compiled programs and the real pack process, over Pulumi's own protocol. Nothing is deployed.`,
  );
  let unexpected = 0;
  for (const { name, mandatory, advisory } of EXAMPLES) {
    const program = path.join(root, "examples", "pulumi", name);
    console.log(
      `\n$ cd ${path.relative(process.cwd(), program)} && pulumi preview --policy-pack ${path.relative(program, root)}`,
    );
    const preview = await (reason === undefined ? previewWithPulumi : previewEmbedded)(program, root);
    console.log(render(preview));
    console.log(`exit status ${preview.exitStatus}`);
    if (count(preview, "mandatory") !== mandatory || count(preview, "advisory") !== advisory) {
      unexpected += 1;
      console.error(`Expected ${mandatory} mandatory and ${advisory} advisory violations.`);
    }
  }
  if (unexpected === 0)
    console.log("\nAs expected: the first two programs pass, and the broken one fails its preview.");
  const picture = path.join(root, "dist", "examples", "picture.html");
  writeFileSync(picture, pageOf(await checkedExamples(root)));
  console.log(
    `\nA picture of them, for a browser (s3-crr check --format html): ${path.relative(process.cwd(), picture)}`,
  );
  return unexpected === 0 ? 0 : 1;
}

function count({ violations }: Preview, level: string): number {
  return violations.filter((violation) => violation.level === level).length;
}

/** The nearest folder above this file that is a policy pack: this file runs compiled, from `dist`. */
function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "PulumiPolicy.yaml"))) directory = path.dirname(directory);
  return directory;
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(`The demonstration could not run: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
