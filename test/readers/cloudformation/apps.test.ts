import * as path from "node:path";
import { loadAssembly, readTemplates } from "../../../policy-pack/readers/cloudformation";
import { said } from "../../support/said";

// Apps that the AWS CDK 2.276 has synthesized: a bucket with `replicationRules` and its destination. Left out of the
// assemblies is what nothing here reads.

const FIXTURES = path.resolve(__dirname, "../../fixtures/cdk");

const saidOf = (app: string): readonly string[] =>
  said((options) => readTemplates(loadAssembly(path.join(FIXTURES, app), app), options)).map((line) =>
    line.replace(/^(\? )?([\w-]+) ([\w/]+):.*$/s, "$1$2 $3"),
  );

/** What the role that the CDK makes has too much, and lacks. */
const ROLE = (bucket: string): readonly string[] => [`tags-can-replicate ${bucket}`, `role-least-privileged ${bucket}`];

test.each<[string, string, readonly string[]]>([
  ["cross-region", "what one stack hands to another by crossRegionReferences is followed", ROLE("Src/Data")],
  ["weak-references", "what one stack hands to another by Fn::GetStackOutput is followed", ROLE("Src/Data")],
  [
    "nested",
    "a stack inside is found, and is in the Region of its parent",
    ["destination-in-another-region App/Data", ...ROLE("App/Data"), "replication-enabled App/Inner/Copy"],
  ],
  ["stages", "roles of one name in two accounts are two", [...ROLE("Prod/Src/Data"), ...ROLE("Test/Src/Data")]],
])("%s: %s", (app, _, expected) => {
  expect(saidOf(app)).toEqual(expected);
});
