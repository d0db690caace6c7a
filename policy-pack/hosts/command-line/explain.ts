import { nearest } from "../../options/schema";
import { PULUMI } from "../../readers/pulumi/dialect";
import { TERRAFORM } from "../../readers/terraform/dialect";
import { remedyOf } from "../../rules";
import { POLICIES, type PolicyMetadata } from "../../settings";
import { Unusable, type AddCommand, type Output } from "./io";

export const addExplain: AddCommand = (program, io) => {
  program
    .command("explain")
    .description("explain a policy: what it requires, why, and what to do")
    .argument("<rule>", "the policy, as `s3-crr rules` lists it")
    .action((rule: string) => {
      io.stdout.write(explained(rule, io.stdout));
    });
};

/** @throws Unusable for a policy that does not exist. */
export function explained(id: string, _output: Output): string {
  const policy = POLICIES.find((each) => each.id === id);
  if (!policy) {
    const known = POLICIES.map((each) => each.id);
    throw new Unusable(`There is no rule \`${id}\`.${nearest(id, known)} \`s3-crr rules\` lists them.`);
  }
  return `${lines(policy).join("\n")}\n`;
}

function lines(policy: PolicyMetadata): readonly string[] {
  const { id, description, severity, enforcement, why, reference } = policy;
  return [
    `${id} (${enforcement}, ${severity} severity)`,
    description,
    "",
    `Why: ${why}`,
    "",
    ...remedies(policy),
    "",
    reference,
  ];
}

function remedies(policy: PolicyMetadata): readonly string[] {
  const [pulumi, terraform] = [remedyOf(policy, PULUMI), remedyOf(policy, TERRAFORM)];
  return pulumi === terraform ? [`Fix: ${pulumi}`] : [`Fix in Pulumi: ${pulumi}`, `Fix in Terraform: ${terraform}`];
}
