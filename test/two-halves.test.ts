import { DEFAULT_OPTIONS, type SharedOptions } from "../policy-pack/options";
import { readConfigurations } from "../policy-pack/readers/terraform";
import type { JsonConfiguration } from "../policy-pack/readers/terraform/configuration";
import { RULES } from "../policy-pack/rules";
import { Scope } from "../policy-pack/scope";
import { MODES, type Mode } from "./module/modes";
import { synthesize, type Synthesized } from "./support/synth";

// The module builds, the pack judges, and neither knows the other: what one gets wrong the other tells.

const built = (mode: Mode): Synthesized =>
  synthesize(({ stack, theirs }) =>
    MODES[mode]({
      scope: stack,
      bucketName: "acme-data",
      away: { region: "us-west-2" },
      second: { region: "us-east-1" },
      theirs: { provider: theirs },
    }),
  );

/** What only their owners know: the buckets of other stacks, and the role that is not of this one. */
const OPTIONS: Partial<SharedOptions> = {
  knownDestinations: ["vault-acme-data", "acme-archive"].map((bucket) => ({
    bucket,
    region: "us-west-2",
    versioned: true,
    allowsReplication: true,
    ...(bucket === "vault-acme-data" && { account: "444455556666" }),
  })),
};
const EXTERNAL_ROLE = "a bucket that exists, and a role that exists" satisfies Mode;

/** What the rules say about a stack: "rule bucket" for a violation, "? rule: why" for what is not decided. */
function said(stack: Synthesized, options: Partial<SharedOptions> = {}): readonly string[] {
  const all = { ...DEFAULT_OPTIONS, ...options };
  const { graph } = readConfigurations({ test: stack as JsonConfiguration }, all);
  const scope = new Scope(graph, all);
  return scope.judged.flatMap((bucket) =>
    RULES.flatMap((rule) => {
      const verdict = scope.judge(rule, bucket);
      if (verdict.answer === "violated")
        return verdict.findings.map(({ reason }) => `${rule.id} ${bucket.label}: ${reason}`);
      if (verdict.answer === "undetermined") return verdict.doubts.map(({ reason }) => `? ${rule.id}: ${reason}`);
      return [];
    }),
  );
}

test.each(Object.keys(MODES) as readonly Mode[])("%s", (mode) => {
  const role =
    "? role-can-replicate: the role arn:aws:iam::111122223333:role/replication is not in this stack, so what it may do is not known";
  expect(said(built(mode), OPTIONS)).toEqual(mode === EXTERNAL_ROLE ? [role] : []);
});
