import { doubtFrom, known, mapFact, type Fact } from "../../model/fact";
import {
  bucketAt,
  type Address,
  type Bucket,
  type Reference,
  type ReplicationConfiguration,
  type ReplicationGraph,
  type ReplicationRule,
  type Role,
} from "../../model/graph";
import { nameText, Texts } from "../../model/iam";
import { dnsSuffixOf, partitionOf } from "../../model/region";
import { placeholder, symbolOf } from "../../model/text";
import { doubtOf, every, given, notApplicable, undetermined, type Doubt, type Verdict } from "../../model/verdict";
import type { KeyUse, Side } from "./keys";
import { verdictOf } from "./missing-permissions";
import { isForeign, isMissing, type Outcome } from "./permissions";
import type { Asking, Owner, RequestSettings } from "./request-context";
import { correctRegion, givenAnEnabled, givenConfiguration, givenEnabled, reachesNothing } from "./traversal";
import { nameOfRule } from "./wording";

/** The role of a bucket's configuration, where it is in the stack, and the source it replicates. */
export interface RoleAtWork extends KeyUse {
  readonly asking: Asking;
  readonly graph: ReplicationGraph;
  readonly source: Bucket;
  readonly sourceArn: Texts;
  readonly rules: readonly ReplicationRule[];
  /** The rule that asks: a doubt that nothing else settles is settled by an exemption from it. */
  readonly ruleId: string;
}

/** One rule of the configuration, and what the role does for it. */
export interface RuleAtWork {
  readonly rule: ReplicationRule;
  readonly source: Side & { readonly owner: Owner };
  readonly destination: Side & { readonly owner: Owner };
}

/**
 * Judges the role of a bucket's configuration. Silent where there is no configuration, or no rule that may be Enabled, and
 * about what is no role's ARN: that S3 rejects it is covered by `rule-set-accepted`, and it may be anything, a secret too.
 *
 * @param elsewhere What to say of a role that is not in the stack.
 */
export function givenRole(
  bucket: Bucket,
  graph: ReplicationGraph,
  settings: RequestSettings,
  ruleId: string,
  judge: { readonly inStack: (work: RoleAtWork) => Verdict; readonly elsewhere: (name: string) => Verdict },
): Verdict {
  return givenConfiguration(bucket, ({ rules, role, roleIsNoArn }: ReplicationConfiguration) =>
    given(rules, (all) =>
      givenAnEnabled(
        all.filter((one) => !reachesNothing(one, graph)),
        (enabled) =>
          given(role, (reference) => {
            const found = roleAt(graph, reference);
            if (!found && roleIsNoArn) return notApplicable;
            if (!found) return judge.elsewhere(reference.in === "stack" ? reference.address : reference.name);
            return given(bucket.region, (region) => {
              const partition = partitionOf(region);
              if (partition === undefined) {
                return undetermined({
                  reason: `the partition of ${bucket.label} is not known`,
                  settledBy: "configuration",
                  settle: correctRegion([region]),
                });
              }
              const asking: Asking = { role: found, partition, dnsSuffix: dnsSuffixOf(region), settings };
              const sourceArn = arnOf(bucket, partition);
              return judge.inStack({ asking, graph, source: bucket, sourceArn, rules: enabled, ruleId });
            });
          }),
      ),
    ),
  );
}

function roleAt(graph: ReplicationGraph, reference: Reference): Role | undefined {
  return reference.in === "stack" ? graph.roles.get(reference.address) : undefined;
}

/**
 * Judges what all rules need. What known rules need is judged together, with what is needed whatever the rules are, so
 * that one policy that lacks several things is told once.
 */
export function judgeNeeds(
  work: RoleAtWork,
  always: readonly Outcome[],
  needs: (rule: RuleAtWork) => readonly Outcome[],
): Verdict {
  const outcomes: Outcome[] = [...always];
  const open: Verdict[] = [];
  for (const rule of work.rules) {
    if (rule.status.known && rule.destination.known) {
      for (const each of needsOf(work, rule, rule.destination.value, needs)) outcomes.push(each);
      continue;
    }
    open.push(
      givenEnabled(rule, () =>
        given(rule.destination, (address) => verdictOf(needsOf(work, rule, address, needs), work)),
      ),
    );
  }
  return every([verdictOf(outcomes, work), ...open]);
}

function needsOf(
  work: RoleAtWork,
  rule: ReplicationRule,
  address: Address,
  needs: (rule: RuleAtWork) => readonly Outcome[],
): readonly Outcome[] {
  const { asking, source, sourceArn, graph } = work;
  const destination = bucketAt(graph, address);
  const { region } = destination;
  const partition = destination.partition ?? (region.known ? partitionOf(region.value) : undefined);
  // That no role gets anything into another partition is `destination-in-another-region`'s sentence.
  if (partition !== undefined && partition !== asking.partition) return [];
  const prefix = prefixOf(rule);
  const destinationArn = arnOf(destination, asking.partition);
  const account = rule.account.known && rule.account.value !== undefined ? rule.account : destination.account;
  const foreign = isForeign(source, asking.role, { ...destination, account });
  const outcomes = needs({
    rule,
    source: sideOf(source, sourceArn, prefix, rule, known(false)),
    destination: sideOf({ ...destination, account }, destinationArn, prefix, rule, foreign),
  });
  if (partition !== undefined || region.known) return outcomes;
  // In another partition nothing would be needed.
  return outcomes.map((outcome) => (isMissing(outcome) ? doubtOf(region) : outcome));
}

function sideOf(
  bucket: Bucket,
  arn: Texts,
  prefix: Fact<string>,
  rule: ReplicationRule,
  foreign: Fact<boolean>,
): RuleAtWork["source"] {
  const owner: Owner = {
    kind: "bucket",
    label: bucket.label,
    address: bucket.address,
    region: bucket.region,
    account: bucket.account,
    policy: bucket.policy,
    foreign,
    ...(bucket.allowsReplication && { assumedToAllow: "anyone" }),
    ...(bucket.grants && { grants: bucket.grants }),
  };
  return { bucket, arn, objects: objectsIn(arn, prefix, rule), owner };
}

/** What stands for a bucket's name. */
export function nameOf({ name, address }: Bucket): string {
  return symbolOf(name) ?? placeholder(address);
}

/** The ARN of a bucket, in which a name that is not known is a placeholder. */
export function arnOf(bucket: Bucket, partition: string): Texts {
  return nameText(`arn:${partition}:s3:::${nameOf(bucket)}`, nameDoubtOf(bucket));
}

/** Why a bucket's name is not known. */
export function nameDoubtOf({ name, label }: Bucket): Doubt | undefined {
  if (!name.known) return doubtOf(name);
  return name.value === undefined
    ? { reason: `the name of ${label} is not known`, settledBy: "configuration" }
    : undefined;
}

function objectsIn(arn: Texts, prefix: Fact<string>, rule: ReplicationRule): Texts {
  const text = symbolOf(prefix) ?? placeholder(`the prefix of ${nameOfRule(rule)}`);
  return objectsOf(arn, text, prefix.known ? undefined : doubtOf(prefix));
}

/** All objects of a bucket whose keys begin with a prefix. No key is empty. */
export function objectsOf({ text, names, doubt }: Texts, prefix = "", ofPrefix?: Doubt): Texts {
  return new Texts(`${text}/${prefix}`, { names, doubt: doubt ?? ofPrefix, more: prefix === "" ? 1 : 0 });
}

/** What the keys of a rule's objects begin with. */
function prefixOf({ filter, prefix }: ReplicationRule): Fact<string> {
  if (!filter.known) return doubtFrom(filter);
  const and = filter.value?.and;
  if (and && !and.known) return doubtFrom(and);
  const inAnd = and?.known ? and.value?.prefix : undefined;
  const found = filter.value === undefined ? prefix : (inAnd ?? filter.value.prefix);
  return mapFact(found, (value) => value ?? "");
}
