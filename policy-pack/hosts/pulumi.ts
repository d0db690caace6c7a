import type {
  Policies,
  PolicyResource,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Address, Bucket, ReplicationGraph } from "../model/graph";
import { notApplicable, type Finding, type Verdict } from "../model/verdict";
import {
  DEFAULT_OPTIONS,
  NOTHING_UNDETERMINED_SCHEMA,
  parsePending,
  parseRuleOptions,
  parseShared,
  schemaOf,
  SCOPE_SCHEMA,
  type RuleOptions,
  type SharedOptions,
} from "../options";
import { readAlone, readStack } from "../readers/pulumi";
import type { Props, StackResource } from "../readers/pulumi/resource";
import { isBucket, isRead } from "../readers/pulumi/types";
import { doubtsOf, nothingUndetermined, RULES, tell, type Rule, type RuleMetadata } from "../rules";
import type { Place } from "../exemptions";
import { tagsOf } from "../frameworks";
import { SCOPE_METADATA, Scope } from "../scope";
import { enableVersioning } from "./remediation";
import { Budget, clean } from "./messages";

/** Bytes. Half of what Pulumi takes: the size on the wire is only estimated. */
const REPLY_LIMIT = 2 * 1024 * 1024;

const PACKAGE_PAGE = "https://www.npmjs.com/package/s3-cross-region-replication";

/**
 * The policies of the pack. They share what they have read, so each call makes an independent set.
 *
 * @param now The time at which exemptions end or not.
 */
export function policies(now: () => Date = () => new Date()): Policies {
  const stacks = new Stacks(now);
  return [scopePolicy(stacks), ...RULES.map((rule) => rulePolicy(rule, stacks)), nothingUndeterminedPolicy(stacks)];
}

/** Stack policies: all of the pack's, each of which gets an equal share of a reply. */
const SHARE = REPLY_LIMIT / (RULES.length + 2);

/** One stack as AnalyzeStack shows it, read once for all policies. */
interface Judged {
  readonly graph: ReplicationGraph;
  readonly scope: Scope;
  readonly urns: ReadonlySet<string>;
  /** Whether the shared options apply: they are those of `scope`, which may be disabled. */
  readonly hasOptions: boolean;
  /** @param options Those of the rule's own policy, which runs before what looks at all verdicts. */
  readonly verdict: (rule: Rule, bucket: Bucket, options?: RuleOptions) => Verdict;
}

const RULE_IDS = [...RULES, nothingUndetermined].map(({ id }) => id);

class Stacks {
  private readonly inputs = new Map<string, Props>();
  private readonly toldAlone = new Set<string>();
  private current: Judged | undefined;

  constructor(private readonly now: () => Date) {}

  /**
   * Keeps what the program set. A stack policy sees outputs only: of a resource that exists these can be stale, and of one
   * that does not they are unknown wherever the provider fills something in, be it the id of a rule.
   */
  record(urn: string, type: string, props: object): void {
    if (isRead(type)) this.inputs.set(urn, raw(props));
  }

  /** Keeps what was told about a resource before it is created, so that it is not told again about the stack. */
  tell(urn: string, text: string): void {
    this.toldAlone.add(`${urn} ${text}`);
  }

  wasTold(urn: string, text: string): boolean {
    return this.toldAlone.has(`${urn} ${text}`);
  }

  /** @param options The shared options; only `scope` has them, and it runs first unless it is disabled. */
  judged(args: StackValidationArgs, options?: SharedOptions): Judged {
    if (this.current && !options) return this.current;
    const resources = args.resources.map((resource) => this.convert(resource));
    const graph = readStack(resources, options ?? DEFAULT_OPTIONS);
    const scope = new Scope(graph, options, this.place(resources), RULE_IDS);
    const memo = new Map<Rule, Map<Address, Verdict>>(RULES.map((rule) => [rule, new Map()]));
    this.current = {
      graph,
      scope,
      hasOptions: options !== undefined,
      urns: new Set(resources.map(({ urn }) => urn)),
      verdict: (rule, bucket, ruleOptions) => {
        const known = memo.get(rule)?.get(bucket.address) ?? scope.judge(rule, bucket, ruleOptions);
        memo.get(rule)?.set(bucket.address, known);
        return known;
      },
    };
    // The SDK runs the policies of one AnalyzeStack without returning to the event loop, so what is kept until then is
    // this stack and no other. Were that to change, each policy would read the stack again: slower, and still right.
    setImmediate(() => (this.current = undefined));
    return this.current;
  }

  private place(resources: readonly StackResource[]): Place {
    // urn:pulumi:<stack>::<project>::<type>::<name>
    const [stack = "", project = ""] = (resources[0]?.urn ?? "").replace(/^urn:pulumi:/, "").split("::");
    return { stack, project, now: this.now() };
  }

  private convert(resource: PolicyResource): StackResource {
    const { urn, type, name, provider } = resource;
    const inputs = this.inputs.get(urn);
    return {
      urn,
      type,
      name,
      props: settings(raw(resource.props), inputs, type),
      ...(inputs && { inputs }),
      ...(provider && { provider: { urn: provider.urn, name: provider.name, props: raw(provider.props) } }),
      dependencies: resource.dependencies.map((dependency) => dependency.urn),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, all]) => [
          key,
          all.map((dependency) => dependency.urn),
        ]),
      ),
    };
  }
}

/** What a resource is set to. Buckets keep inputs and outputs apart: their reader tells the two. */
function settings(outputs: Props, inputs: Props | undefined, type: string): Props {
  // No outputs at all: the resource was not part of this run.
  if (!inputs || isBucket(type) || Object.keys(outputs).length === 0) return outputs;
  const named = NAMES.filter((key) => key in outputs).map((key): [string, unknown] => [key, outputs[key]]);
  return { ...Object.fromEntries(named), ...inputs };
}

/** The outputs by which other resources and ARNs name a resource, and where it is. */
const NAMES = ["id", "arn", "name", "keyId", "region"] as const;

/**
 * The values behind the SDK's proxy. Reading an unknown through the proxy throws, and the SDK then drops the policy for
 * the whole stack and calls that advisory: a mandatory policy disarmed. A property's descriptor goes past the proxy.
 */
function raw(props: object): Props {
  return Object.fromEntries(
    Object.keys(props).map((key): [string, unknown] => [key, Object.getOwnPropertyDescriptor(props, key)?.value]),
  );
}

function metadata({ id, description, enforcement, severity, remedy, reference, control }: RuleMetadata) {
  return {
    name: id,
    description,
    enforcementLevel: enforcement,
    severity,
    displayName: id,
    remediationSteps: remedy,
    url: reference,
    tags: ["s3", "replication", ...tagsOf(control)],
    ...(control && { framework: control.framework }),
  };
}

function rulePolicy(rule: Rule, stacks: Stacks): StackValidationPolicy {
  const policy = stackPolicy(rule, (args, report) => {
    const { options, problems } = parseRuleOptions(rule.id, args.getConfig());
    for (const problem of problems) report(problem);
    const { scope, graph, verdict, urns } = stacks.judged(args);
    for (const bucket of scope.judged) {
      const answer = verdict(rule, bucket, options);
      if (answer.answer !== "violated") continue;
      for (const finding of answer.findings) {
        const urn = editable(finding, bucket, graph, urns);
        const text = message(rule, finding);
        if (!stacks.wasTold(urn, text)) report(text, urn);
      }
    }
  });
  const schema = schemaOf(rule.id);
  if (schema) policy.configSchema = { properties: schema };
  if (rule.id === "versioning-enabled") return withRemediation(policy);
  const { judgeAlone } = rule;
  return judgeAlone ? withResourcePolicy(policy, rule, judgeAlone, stacks) : policy;
}

/** Adds what Pulumi asks for at the level `remediate`, before it judges. */
function withRemediation(policy: StackValidationPolicy): StackValidationPolicy & ResourceValidationPolicy {
  const remediation: ResourceValidationPolicy = {
    ...policy,
    remediateResource: ({ type, props }) => enableVersioning(type, raw(props)),
  };
  return { ...policy, ...remediation };
}

/** Adds the half that Pulumi asks before each resource is created: there it stops an `up` in time. */
function withResourcePolicy(
  policy: StackValidationPolicy,
  rule: RuleMetadata,
  judgeAlone: NonNullable<Rule["judgeAlone"]>,
  stacks: Stacks,
): StackValidationPolicy & ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: ({ urn, type, name, props }, reportViolation) => {
      try {
        stacks.record(urn, type, props); // where scope is disabled
        const configuration = readAlone({ urn, type, name, props: raw(props) });
        const verdict = configuration && judgeAlone(configuration);
        if (verdict?.answer !== "violated") return;
        for (const finding of verdict.findings) {
          const text = message(rule, finding);
          stacks.tell(urn, text);
          reportViolation(text);
        }
      } catch (error) {
        reportViolation(defect(error));
      }
    },
  };
}

function nothingUndeterminedPolicy(stacks: Stacks): StackValidationPolicy {
  return {
    ...stackPolicy(nothingUndetermined, (args, report) => {
      const { options: pending, problems } = parsePending(args.getConfig());
      for (const problem of problems) report(problem);
      const { scope, verdict, hasOptions } = stacks.judged(args);
      const without = hasOptions ? "" : " The policy scope is disabled, so none of its options apply.";
      const waiting: Bucket[] = [];
      for (const bucket of scope.judged) {
        const verdicts = RULES.map((rule) => orNothing(() => verdict(rule, bucket)));
        const answer = nothingUndetermined.judge(verdicts);
        if (answer.answer === "violated") {
          for (const { reason, ...finding } of answer.findings) {
            report(message(nothingUndetermined, { ...finding, reason: `${reason}${without}` }), bucket.address);
          }
        }
        const settling = doubtsOf(verdicts, "apply");
        if (settling.length === 0) continue;
        waiting.push(bucket);
        if (pending === "each") {
          const reason = `${bucket.label}: ${tell(settling)}`;
          report(message(nothingUndetermined, { reason, remedy: "It settles by itself on apply." }), bucket.address);
        }
      }
      // Not a violation: a policy does not know its own level, and whoever makes this one mandatory does not want every
      // first preview to fail. Pulumi shows a pack's stderr among the diagnostics.
      if (pending === "summary" && waiting.length > 0) process.stderr.write(`${summary(waiting)}\n`);
    }),
    configSchema: { properties: NOTHING_UNDETERMINED_SCHEMA },
  };
}

/** A rule that fails says so in its own policy. */
function orNothing(judge: () => Verdict): Verdict {
  try {
    return judge();
  } catch {
    return notApplicable;
  }
}

function summary(buckets: readonly Bucket[]): string {
  const names = buckets.slice(0, 5).map(({ label }) => label);
  const more = buckets.length > names.length ? ` and ${buckets.length - names.length} more` : "";
  const count = buckets.length === 1 ? "1 bucket" : `${buckets.length} buckets`;
  return clean(
    `s3-cross-region-replication: undetermined until apply for ${count} (${names.join(", ")}${more}). ` +
      "The values are not known yet; they are checked again at `pulumi up` and in the next preview.",
  );
}

/**
 * The home of the shared options, first in the list so that the others have them. It is a resource policy besides, to
 * see what the program sets: that half never reports.
 */
function scopePolicy(stacks: Stacks): StackValidationPolicy & ResourceValidationPolicy {
  return {
    ...stackPolicy(SCOPE_METADATA, (args, report) => {
      const { options, problems } = parseShared(args.getConfig(), RULE_IDS);
      const { scope } = stacks.judged(args, options);
      for (const problem of [...problems, ...scope.problems]) report(message(SCOPE_METADATA, { reason: problem }));
      for (const { bucket, told } of scope.exempt) {
        const remedy = 'Told because of listExemptions: with "enforcementLevel": "advisory" it fails no preview.';
        report(message(SCOPE_METADATA, { reason: told, remedy }), bucket.address);
      }
    }),
    configSchema: { properties: SCOPE_SCHEMA },
    validateResource: ({ urn, type, props }) => stacks.record(urn, type, props),
  };
}

/**
 * A stack policy that cannot fail the preview: a defect of ours becomes a violation that says so, and the other
 * policies go on.
 */
function stackPolicy(
  rule: RuleMetadata,
  validate: (args: StackValidationArgs, report: (message: string, urn?: string) => void) => void,
): StackValidationPolicy {
  return {
    ...metadata(rule),
    validateStack: (args, reportViolation: ReportViolation) => {
      // Outside the net below: the SDK means this throw for itself.
      if (!args.resources.some(({ type }) => isBucket(type))) args.notApplicable("The stack has no S3 buckets.");
      const budget = new Budget(SHARE);
      const said = new Set<string>();
      const report = (message: string, urn?: string): void => {
        // Two sources with one unversioned destination have one thing to mend.
        if (said.has(`${urn} ${message}`)) return;
        said.add(`${urn} ${message}`);
        if (budget.take(message, rule.description, rule.description, urn ?? "")) reportViolation(message, urn);
      };
      try {
        validate(args, report);
      } catch (error) {
        reportViolation(defect(error));
      }
      if (budget.leftOut > 0) {
        reportViolation(
          `${budget.leftOut} more violations of this policy are not shown: a reply to Pulumi has a limit.`,
        );
      }
    },
  };
}

function message(rule: RuleMetadata, { reason, remedy }: Finding): string {
  return `${clean(reason)}\n${clean(remedy ?? rule.remedy)} (${rule.reference})`;
}

/** A person can edit what is in the stack: a finding about a bucket elsewhere goes to what names it. */
function editable({ on }: Finding, bucket: Bucket, graph: ReplicationGraph, urns: ReadonlySet<string>): string {
  if (on !== undefined && urns.has(on)) return on;
  return on !== undefined && graph.elsewhere.has(on) ? (bucket.configurations[0] ?? bucket.address) : bucket.address;
}

/** An error's message can quote what it stumbled on, a secret even: where it happened is enough to find it. */
function defect(error: unknown): string {
  const place = error instanceof Error ? /([\w.-]+\.[jt]s:\d+)/.exec(error.stack ?? "")?.[1] : undefined;
  const kind = error instanceof Error ? error.name : typeof error;
  return `This policy could not be evaluated. It is a defect of s3-cross-region-replication, not of your stack (${kind}${place ? ` at ${place}` : ""}). Nothing is proven by this policy in this run. Please report it: ${PACKAGE_PAGE}`;
}
