import { parseArn } from "../model/arn";
import type { Bucket, PolicyDocument, ReplicationGraph, Role } from "../model/graph";
import { any, lasting, pending, policyIn, type NamedPrincipal, type Statement, type Ternary } from "../model/iam";
import { dnsSuffixOf, partitionOf } from "../model/region";
import { hasPlaceholder, placeholder, shown } from "../model/text";
import {
  doubtOf,
  every,
  given,
  notApplicable,
  satisfied,
  undetermined,
  violated,
  type Doubt,
  type Verdict,
} from "../model/verdict";
import { rule } from "./rule";
import { trusts } from "./support/permissions";
import { arnOf } from "./support/replication-role";
import type { Asking, RequestSettings } from "./support/request-context";
import { RoleWork, type Kind } from "./support/role-work";
import { givenConfiguration } from "./support/traversal";

export default rule({
  id: "role-least-privileged",
  description: "The role must have only the permissions that replication needs, on the buckets and keys involved.",
  severity: "low",
  enforcement: "advisory",
  why: "S3 uses this role unattended: whatever else the role allows, a mistake in a replication configuration can put to use.",
  remedy: "Grant only the actions that replication needs, on the ARNs of the buckets and keys involved.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  prevents: [],
  judge: (bucket, graph, settings) => {
    // Which of two configurations holds, and so what the role has to do, is `single-replication-configuration`'s sentence.
    if (bucket.configurations.length > 1) return notApplicable;
    return givenConfiguration(bucket, (configuration) =>
      given(configuration.role, (reference) => {
        // What a role elsewhere may do is not seen: `role-can-replicate` says so.
        const role = reference.in === "stack" ? graph.roles.get(reference.address) : undefined;
        return role ? judgeRole(role, bucket, graph, settings) : notApplicable;
      }),
    );
  },
});

function judgeRole(role: Role, bucket: Bucket, graph: ReplicationGraph, settings: RequestSettings): Verdict {
  const asking = askingFor(role, bucket, settings);
  // That S3 cannot assume the role is `role-can-replicate`'s sentence.
  if (trusts(asking, bucket, arnOf(bucket, asking.partition)) === false) return notApplicable;
  return verdicts.get(graph)?.get(role) ?? judged(asking, graph);
}

function askingFor(role: Role, { region }: Bucket, settings: RequestSettings): Asking {
  const partition = region.known ? partitionOf(region.value) : undefined;
  return {
    role,
    partition: partition ?? placeholder("the partition"),
    dnsSuffix: region.known ? dnsSuffixOf(region.value) : placeholder("the DNS suffix"),
    settings,
  };
}

// A thousand buckets may replicate with one role, and each asks.
const verdicts = new WeakMap<ReplicationGraph, Map<Role, Verdict>>();

function judged(asking: Asking, graph: ReplicationGraph): Verdict {
  const { role } = asking;
  const work = new RoleWork(asking, graph, allowsBatch(role));
  const verdict = every([
    ...role.policies.map((policy) =>
      given(policy, (document) => (document ? judgeDocument(document, role, work) : notApplicable)),
    ),
    given(role.trust, (document) => (document ? judgeTrust(document, role) : notApplicable)),
  ]);
  const ofGraph = verdicts.get(graph) ?? new Map<Role, Verdict>();
  verdicts.set(graph, ofGraph.set(role, verdict));
  return verdict;
}

const S3 = "s3.amazonaws.com";
const BATCH = "batchoperations.s3.amazonaws.com";

/** Whether the trust policy names S3 Batch Operations. */
function allowsBatch({ trust }: Role): Ternary {
  if (!trust.known) return doubtOf(trust);
  if (!trust.value) return false;
  const { statements, doubts } = policyIn(trust.value);
  const names = statements
    .filter(({ effect, principal }) => effect === "Allow" && principal && !principal.not)
    .flatMap(({ principal }) => principal?.named ?? []);
  return any([...names.map(({ type, text }) => type === "Service" && text === BATCH), ...doubts]);
}

/** What a policy allows beyond the work, in its own words, and what it may. */
interface Excess {
  readonly tooMuch: readonly string[];
  readonly doubts: readonly Doubt[];
}

function judgeDocument(document: PolicyDocument, role: Role, work: RoleWork): Verdict {
  const { statements, doubts } = policyIn(document);
  const found = statements.filter(({ effect }) => effect === "Allow").map((statement) => excessOf(statement, work));
  const tooMuch = [...new Set(found.flatMap((each) => each.tooMuch))];
  if (tooMuch.length > 0) {
    const told = tooMuch.slice(0, MOST_TOLD).join(", ");
    const more = tooMuch.length > MOST_TOLD ? `, and ${tooMuch.length - MOST_TOLD} more` : "";
    return violated(`Role ${role.label} has more permissions than replication needs: ${told}${more}.`, document.on);
  }
  return [...doubts, ...found.flatMap((each) => each.doubts)].length === 0
    ? satisfied
    : every([...doubts, ...found.flatMap((each) => each.doubts)].map(undetermined));
}

const MOST_TOLD = 20;

/** What a statement allows beyond the work, in its own words. */
function excessOf({ action, resource }: Statement, work: RoleWork): Excess {
  if (action.not) return excess(["everything but some actions (NotAction)"]);
  if (resource?.not) return excess(["something on everything but some resources (NotResource)"]);
  const [actions, resources] = [action.texts, resource?.texts ?? []];
  if (resources.length === 0) return excess([]);
  const tooMuch = actions.filter((each) => !hasPlaceholder(each) && !work.has(each));
  // Said once: with too many actions the resources have been named.
  const on = several(resources);
  if (tooMuch.length > 0) return excess(tooMuch.map((each) => `${each} on ${on}`));
  const found = resources.map((each) => excessOn(each, actions, work));
  return { tooMuch: found.flatMap((each) => each.tooMuch), doubts: found.flatMap((each) => each.doubts) };
}

/** All of a few, and the first of many. */
function several(texts: readonly string[]): string {
  if (texts.length <= MOST_TOLD) return texts.map(shown).join(" and ");
  return `${texts.slice(0, MOST_TOLD).map(shown).join(", ")} and ${texts.length - MOST_TOLD} more`;
}

function excess(tooMuch: readonly string[]): Excess {
  return { tooMuch, doubts: [] };
}

const BUCKET_ACTIONS: ReadonlySet<string> = new Set([
  "s3:getreplicationconfiguration",
  "s3:listbucket",
  "s3:putinventoryconfiguration",
]);

/** What an action is about; about anything else it allows nothing. */
function kindOf(action: string): Kind {
  if (action.toLowerCase().startsWith("kms:")) return "key";
  return BUCKET_ACTIONS.has(action.toLowerCase()) ? "bucket" : "objects";
}

function excessOn(resource: string, actions: readonly string[], work: RoleWork): Excess {
  const named = namedBy(resource);
  if (named === "too wide") return excess([`${several(actions)} on ${shown(resource)}`]);
  if (named === "nothing") return excess([]);
  if ("reason" in named) return { tooMuch: [], doubts: [named] };
  const answers = actions
    .filter((action) => hasPlaceholder(action) || kindOf(action) === named.kind)
    .map((action) => ({ action, answer: isNeeded(action, named, work) }));
  const tooMuch = answers.flatMap(({ action, answer }) => (answer === false ? [action] : []));
  return {
    tooMuch: tooMuch.length === 0 ? [] : [`${several(tooMuch)} on ${shown(resource)}`],
    doubts: answers.flatMap(({ answer }) => (typeof answer === "boolean" ? [] : [answer])),
  };
}

function isNeeded(action: string, { kind, name }: Named, work: RoleWork): Ternary {
  if (hasPlaceholder(action)) return pending(`whether ${shown(action)} is needed is known only after apply`);
  return work.needs(action, kind, name);
}

interface Named {
  readonly kind: Kind;
  /** A bucket's name, or a key's ARN. */
  readonly name: string;
}

/** Which bucket, objects of which bucket, or which key a pattern names. */
function namedBy(resource: string): Named | Doubt | "too wide" | "nothing" {
  const arn = parseArn(resource);
  if (!arn && hasPlaceholder(resource))
    return pending(`the meaning of ${shown(resource)} in a policy is known only after apply`);
  if (!arn || /[*?]/.test(arn.service)) return "too wide";
  if (arn.service === "kms") {
    // Who may use a key is not told by the names of its aliases.
    if (arn.resource.startsWith("alias/")) return "nothing";
    return /[*?]/.test(arn.resource) ? "too wide" : { kind: "key", name: resource };
  }
  if (arn.service !== "s3") return "too wide";
  const [name = "", ...key] = arn.resource.split("/");
  if (name.includes("${"))
    return lasting(
      `which bucket ${shown(resource)} in a policy names is not known`,
      "write the bucket's ARN without a variable",
    );
  return /[*?]/.test(name) ? "too wide" : { kind: key.length === 0 ? "bucket" : "objects", name };
}

function judgeTrust(document: PolicyDocument, role: Role): Verdict {
  const { statements, doubts } = policyIn(document);
  const others = statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ principal }): readonly NamedPrincipal[] => {
      if (principal?.not) return [{ type: "*", text: "everyone but some (NotPrincipal)" }];
      return (principal?.named ?? []).filter(({ type, text }) => type !== "Service" || (text !== S3 && text !== BATCH));
    });
  // An account, a role or a user is not S3, whichever it is.
  const mayBeS3 = ({ type, text }: NamedPrincipal): boolean => type === "Service" && hasPlaceholder(text);
  const open = others.find(mayBeS3);
  const named = [...new Set(others.filter((each) => !mayBeS3(each)).map(({ text }) => shown(text)))];
  if (named.length > 0) {
    return violated(
      `Role ${role.label} can be assumed by principals other than S3: ${named.join(", ")}.`,
      role.address,
      "Allow only S3 to assume the replication role.",
    );
  }
  const unread =
    open === undefined
      ? doubts
      : [...doubts, pending(`the service ${shown(open.text)} in a trust policy is known only after apply`)];
  return unread.length === 0 ? satisfied : every(unread.map(undetermined));
}
