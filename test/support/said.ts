import { DEFAULT_OPTIONS, type SharedOptions } from "../../policy-pack/options";
import type { Read } from "../../policy-pack/readers/terraform";
import { RULES } from "../../policy-pack/rules";
import { judgedWith, type Asked } from "./judged";

/** All that the rules say: "rule bucket: reason" for a violation, "? rule: reason" for what is not decided. */
export function said(
  read: (options: SharedOptions) => Pick<Read, "graph">,
  given: Partial<SharedOptions> = {},
  asked: Asked = {},
): readonly string[] {
  const { buckets } = judgedWith(read({ ...DEFAULT_OPTIONS, ...given }).graph, { ...given, ...asked });
  return buckets.flatMap(({ bucket, verdicts, findings }) =>
    RULES.flatMap(({ id }) => {
      const verdict = verdicts.get(id);
      return [
        ...findings.filter(({ policy }) => policy === id).map(({ reason }) => `${id} ${bucket.label}: ${reason}`),
        ...(verdict?.answer === "undetermined" ? verdict.doubts.map(({ reason }) => `? ${id}: ${reason}`) : []),
      ];
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
