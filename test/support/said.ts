import type { RuleOptions, SharedOptions } from "../../policy-pack/options";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import type { Read } from "../../policy-pack/readers/terraform";
import { RULES } from "../../policy-pack/rules";
import { Scope } from "../../policy-pack/scope";

/** All that the rules say: "rule bucket: reason" for a violation, "? rule: reason" for what is not decided. */
export function said(
  read: (options: SharedOptions) => Read,
  given: Partial<SharedOptions> = {},
  settings: RuleOptions = {},
): readonly string[] {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const scope = new Scope(read(options).graph, options);
  return scope.judged.flatMap((bucket) =>
    RULES.flatMap((rule) => {
      const verdict = scope.judge(rule, bucket, settings);
      if (verdict.answer === "violated") {
        return verdict.findings.map(({ reason }) => `${rule.id} ${bucket.label}: ${reason}`);
      }
      return verdict.answer === "undetermined" ? verdict.doubts.map(({ reason }) => `? ${rule.id}: ${reason}`) : [];
    }),
  );
}

/** What only their owners know of the buckets of other stacks in the module's modes. */
export const ELSEWHERE: Partial<SharedOptions> = {
  knownDestinations: ["vault-acme-data", "acme-archive"].map((bucket) => ({
    bucket,
    region: "us-west-2",
    versioned: true,
    allowsReplication: true,
    ...(bucket === "vault-acme-data" && { account: "444455556666" }),
  })),
};

/** What the mode with a role of another stack cannot tell. */
export const EXTERNAL_ROLE =
  "? role-can-replicate: the role arn:aws:iam::111122223333:role/replication is not in this stack, so what it may do is not known";
