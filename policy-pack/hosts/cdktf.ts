import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Address, Bucket } from "../model/graph";
import type { Finding, Verdict } from "../model/verdict";
import {
  parsePending,
  parseRuleOptions,
  parseShared,
  type Exemption,
  type KnownDestination,
  type Pending,
  type RuleOptions,
} from "../options";
import type { JsonConfiguration } from "../readers/terraform/configuration";
import { readConfigurations } from "../readers/terraform";
import { doubtsOf, nothingUndetermined, RULES, tell, type RuleId, type RuleMetadata } from "../rules";
import { Scope, SCOPE_METADATA } from "../scope";
import { clean } from "./messages";

/** What happens to a violation: it fails the synthesis, it is told on stderr, or the rule does not run. */
export type Level = "mandatory" | "advisory" | "disabled";

type Configured<Options = object> = Level | ({ readonly enforcementLevel?: Level } & Options);

/**
 * The configuration of the rules, as `--policy-pack-config` has it for Pulumi: a level, or options and a level, for each
 * rule; `all` is the level of those that are not named.
 */
export interface PolicyOptions extends Partial<
  Record<Exclude<RuleId, typeof nothingUndetermined.id>, Configured<RuleOptions>>
> {
  /** @default - each rule's own level */
  readonly all?: Level;
  /** The options that all rules share. */
  readonly scope?: Configured<{
    readonly knownDestinations?: readonly KnownDestination[];
    readonly exemptions?: readonly Exemption[];
    readonly versioningManagedElsewhere?: boolean;
    readonly listExemptions?: boolean;
    readonly requiredPrefixes?: readonly string[];
  }>;
  readonly "nothing-undetermined"?: Configured<{ readonly pending?: Pending }>;
}

/**
 * Judges every bucket when the app is synthesized, after all stacks and Aspects: what is violated fails the synthesis, all
 * at once; what is advisory is told on stderr.
 *
 * @param scope The app, with references from one of its stacks to another, or one stack.
 * @throws Where `scope` is neither.
 */
export function requireCrossRegionReplication(scope: IConstruct, options: PolicyOptions = {}): void {
  if (!App.isApp(scope) && !TerraformStack.isStack(scope)) {
    throw new Error(
      `requireCrossRegionReplication was given ${scope.node.path || "a construct"}, which is neither an App nor a TerraformStack: give one of these.`,
    );
  }
  scope.node.addValidation({
    validate: () => {
      const told = judge(scope, options);
      for (const line of told.advisory) process.stderr.write(`${line}\n`);
      return [...told.mandatory];
    },
  });
}

interface Told {
  readonly mandatory: readonly string[];
  readonly advisory: readonly string[];
}

function judge(scope: IConstruct, options: PolicyOptions): Told {
  const told: Record<"mandatory" | "advisory", string[]> = { mandatory: [], advisory: [] };
  const say = (rule: RuleMetadata, finding: Finding, where?: string): void => {
    const level = levelOf(rule, options);
    if (level === "disabled") return;
    const at = where === undefined ? "" : ` (${where})`;
    const text = `${rule.id}${at}: ${finding.reason} ${finding.remedy ?? rule.remedy} (${rule.reference})`;
    const line = clean(level === "mandatory" ? text : `[advisory] ${text}`);
    if (!told[level].includes(line)) told[level].push(line);
  };
  try {
    const stacks = TerraformStack.isStack(scope)
      ? [scope]
      : scope.node.findAll().filter((each) => TerraformStack.isStack(each));
    const shared = parseShared(optionsOf(options.scope), RULE_IDS);
    const configurations = Object.fromEntries(
      stacks.map((stack): [string, JsonConfiguration] => [stack.node.id, stack.toTerraform() as JsonConfiguration]),
    );
    const { graph, labels } = readConfigurations(configurations, shared.options);
    const place = { project: "", stack: stacks.length === 1 ? (stacks[0]?.node.id ?? "") : "", now: new Date() };
    const judged = new Scope(graph, shared.options, place, RULE_IDS);
    for (const reason of [...shared.problems, ...judged.problems]) say(SCOPE_METADATA, { reason });
    for (const { bucket, told: reason } of judged.exempt) say(SCOPE_METADATA, { reason, remedy: "" }, bucket.label);

    const where = (address: Address | undefined, bucket: Bucket): string =>
      (address === undefined ? undefined : labels.get(address)) ?? bucket.label;
    const parsed = RULES.map((rule) => ({ rule, ...parseRuleOptions(rule.id, optionsOf(options[rule.id])) }));
    for (const { rule, problems } of parsed) for (const reason of problems) say(rule, { reason });
    const pending = parsePending(optionsOf(options["nothing-undetermined"]));
    for (const reason of pending.problems) say(nothingUndetermined, { reason });
    const waiting: string[] = [];
    for (const bucket of judged.judged) {
      const verdicts = parsed.map(({ rule, options: own }): Verdict => {
        const verdict = judged.judge(rule, bucket, own);
        for (const finding of findingsOf(verdict)) say(rule, finding, where(finding.on, bucket));
        return verdict;
      });
      for (const finding of findingsOf(nothingUndetermined.judge(verdicts))) {
        say(nothingUndetermined, finding, bucket.label);
      }
      const settling = doubtsOf(verdicts, "apply");
      if (settling.length > 0) waiting.push(bucket.label);
      if (settling.length > 0 && pending.options === "each") {
        say(nothingUndetermined, { reason: tell(settling), remedy: "It settles by itself on apply." }, bucket.label);
      }
    }
    if (waiting.length > 0 && pending.options === "summary") {
      told.advisory.push(clean(`s3-cross-region-replication: undetermined until apply for ${waiting.join(", ")}.`));
    }
  } catch (error) {
    told.mandatory.push(
      `The stacks could not be judged (${error instanceof Error ? error.name : typeof error}): nothing is proven. It is a defect of s3-cross-region-replication; please report it.`,
    );
  }
  return told;
}

const RULE_IDS = [...RULES, nothingUndetermined].map(({ id }) => id);

function findingsOf(verdict: Verdict): readonly Finding[] {
  return verdict.answer === "violated" ? verdict.findings : [];
}

function levelOf({ id, enforcement }: RuleMetadata, options: PolicyOptions): Level {
  const configured = (options as Readonly<Record<string, Configured | undefined>>)[id];
  const own = typeof configured === "object" ? configured.enforcementLevel : configured;
  return own ?? options.all ?? enforcement;
}

function optionsOf(configured: Configured | undefined): Readonly<Record<string, unknown>> {
  if (typeof configured !== "object") return {};
  const { enforcementLevel: _level, ...options } = configured;
  return options;
}
