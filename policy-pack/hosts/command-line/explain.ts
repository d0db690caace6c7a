import { readFileSync } from "node:fs";
import * as path from "node:path";
import wrapAnsi from "wrap-ansi";
import type { Control } from "../../frameworks";
import type { Vocabulary } from "../../model/vocabulary";
import { nearest } from "../../options/schema";
import { CLOUDFORMATION } from "../../readers/cloudformation/dialect";
import { AWS_NATIVE, PULUMI } from "../../readers/pulumi/dialect";
import { TERRAFORM } from "../../readers/terraform/dialect";
import { remedyOf } from "../../rules";
import { POLICIES, type PolicyMetadata } from "../../settings";
import { BUILT_BY_MODULE } from "../built-by-module";
import { AWS_CLI } from "./aws-cli";
import { Unusable, type AddCommand, type Output } from "./io";
import { NAME, PACKAGE_ROOT } from "./package";

export const addExplain: AddCommand = (program, io) => {
  program
    .command("explain")
    .description("explain a policy: what it requires, why, what to do, its options, and who else asks for it")
    .argument("<rule>", "the policy, as `s3-crr rules` lists it")
    .action((rule: string) => {
      io.stdout.write(explained(rule, io.stdout));
    });
};

/** @throws Unusable for a policy that does not exist. */
export function explained(id: string, { isTTY, columns }: Output): string {
  const policy = POLICIES.find((each) => each.id === id);
  if (!policy) {
    const known = POLICIES.map((each) => each.id);
    throw new Unusable(`There is no rule \`${id}\`.${nearest(id, known)} \`s3-crr rules\` lists them.`);
  }
  const text = paragraphs(policy).join("\n\n");
  return `${isTTY === true && columns !== undefined ? wrapAnsi(text, columns, { trim: false }) : text}\n`;
}

function paragraphs(policy: PolicyMetadata): readonly string[] {
  const { id, description, severity, enforcement, why, reference, control } = policy;
  return [
    `${id} (${enforcement}, severity ${severity})\n${description}`,
    `Why: ${why}`,
    remedies(policy),
    ...(BUILT_BY_MODULE.has(id) ? [WITH_MODULE] : []),
    ...options(policy),
    ...prevented(policy),
    ...(control ? [frameworks(control)] : []),
    ...cases(id),
    `Reference: ${reference}`,
  ];
}

const WITH_MODULE = `CDKTF: ReplicatedBucket of ${NAME}/cdktf builds it. docs/migration.md says how existing buckets become one without being replaced.`;

/** The generated page that describes every policy, relative to the package's root. */
const PAGE = "policy-pack/rules/README.md";

/** The cases of each answer, as the page lists them at the end of a policy's section. */
function cases(id: string): readonly string[] {
  const [, after = ""] = readFileSync(path.join(PACKAGE_ROOT, PAGE), "utf8").split(`\n## ${id}\n`);
  const [section = ""] = after.split("\n## ");
  const [, ...answers] = section.split(/\n\*\*(?=(?:satisfied|violated|undetermined|silent)\*\*\n)/);
  return answers.map((answer) => answer.replace("**\n\n", ":\n").replaceAll(/^- /gm, "  - ").trim());
}

/** Whose words a remedy can be told in, and what they are called. */
const DIALECTS: readonly (readonly [name: string, words: Vocabulary])[] = [
  ["Pulumi", PULUMI],
  ["Pulumi with aws-native", AWS_NATIVE],
  ["Terraform", TERRAFORM],
  ["CloudFormation", CLOUDFORMATION],
];

/** What to do: once where everybody does the same. */
function remedies(policy: PolicyMetadata): string {
  const byRemedy = new Map<string, string[]>();
  for (const [name, words] of DIALECTS) {
    const remedy = remedyOf(policy, words);
    byRemedy.set(remedy, [...(byRemedy.get(remedy) ?? []), name]);
  }
  const command = AWS_CLI[policy.id];
  const [only, second] = byRemedy.keys();
  const fixes =
    second === undefined
      ? [`Fix: ${only ?? ""}`]
      : [...byRemedy].map(([remedy, names]) => `Fix (${names.join(", ")}): ${remedy}`);
  return [...fixes, ...(command === undefined ? [] : [`Fix (AWS CLI): ${command}`])].join("\n");
}

function options({ options: all }: PolicyMetadata): readonly string[] {
  const lines = Object.entries(all).map(([name, { json }]) => `  ${name}: ${json.description}`);
  return lines.length === 0 ? [] : [["Options:", ...lines].join("\n")];
}

/** The failures of copies that S3 would have reported after the deployment, where the policy says which. */
function prevented({ prevents }: PolicyMetadata): readonly string[] {
  return prevents.length === 0 ? [] : [`Prevents the failure reasons: ${prevents.join(", ")}`];
}

function frameworks({ name, ids }: Control): string {
  const lines = Object.entries(ids).map(([framework, all]) => `  ${framework}: ${all.join(", ")}`);
  return [`${name} is asked for by:`, ...lines].join("\n");
}
