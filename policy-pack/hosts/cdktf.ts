import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { defect, REPORT_DEFECT } from "../defect";
import { AFTER_DEPLOYMENT } from "../doubts";
import { placeOf } from "../exemptions";
import { judge, type Judgement, type Report } from "../judgement";
import { clean } from "../model/prose";
import type { SharedConfiguration } from "../options/shared";
import type { JsonConfiguration } from "../readers/terraform/configuration";
import { readConfigurations, type Read } from "../readers/terraform";
import { nothingUndetermined, remedyOf, type RuleId, type RuleOptions } from "../rules";
import { SCOPE_METADATA } from "../scope";
import {
  configurationFrom,
  POLICIES,
  settingsFrom,
  type Configuration,
  type Level,
  type PolicyId,
  type Settings,
} from "../settings";
import { reasonOf, type Told } from "../judgement";
import { notesOf } from "../reports/notes";
import { BUILT_BY_MODULE } from "./built-by-module";

export type { Level } from "../settings";
export type { Exemption, KnownDestination, SharedConfiguration } from "../options/shared";

interface WithLevel {
  /**
   * What happens to a violation.
   *
   * @default - the level of `all`, else the policy's own
   */
  readonly enforcementLevel?: Level;
}

/** The members of both, as one type: so that nothing else is accepted where a policy has no options. */
type Both<One, Other> = { readonly [Key in keyof (One & Other)]: (One & Other)[Key] };

/** A level, or the options of a policy with or without a level. */
export type Configured<Options> = Level | Both<Options, WithLevel>;

/**
 * The configuration of the policies, as `--policy-pack-config` has it for Pulumi: a level, or options with or without a
 * level, for each policy. What is wrong with an option is reported, and the option is ignored.
 */
export interface PolicyOptions extends Readonly<Partial<{ [Id in RuleId]: Configured<RuleOptions[Id]> }>> {
  /**
   * The level of every policy without a level of its own.
   *
   * @default - each policy's own level
   */
  readonly all?: Level;
  /**
   * The shared options must be valid.
   *
   * @default "mandatory"
   */
  readonly scope?: Configured<SharedConfiguration>;
  /**
   * Versioning must be Enabled.
   *
   * @default "mandatory"
   */
  readonly "versioning-enabled"?: Configured<RuleOptions["versioning-enabled"]>;
  /**
   * A bucket must have a replication configuration with at least one Enabled rule.
   *
   * @default "mandatory"
   */
  readonly "replication-enabled"?: Configured<RuleOptions["replication-enabled"]>;
  /**
   * A bucket must have no more than one replication configuration.
   *
   * @default "mandatory"
   */
  readonly "single-replication-configuration"?: Configured<RuleOptions["single-replication-configuration"]>;
  /**
   * The replication configuration must be one that S3 accepts.
   *
   * @default "mandatory"
   */
  readonly "rule-set-accepted"?: Configured<RuleOptions["rule-set-accepted"]>;
  /**
   * At least one Enabled rule must replicate to another Region of the same partition.
   *
   * @default "mandatory"
   */
  readonly "destination-in-another-region"?: Configured<RuleOptions["destination-in-another-region"]>;
  /**
   * Versioning must be Enabled on the destination of every Enabled rule.
   *
   * @default "mandatory"
   */
  readonly "destination-versioned"?: Configured<RuleOptions["destination-versioned"]>;
  /**
   * Rules that replicate to another Region must cover every object, or every prefix in requiredPrefixes.
   *
   * @default "advisory"
   */
  readonly "whole-bucket-covered"?: Configured<RuleOptions["whole-bucket-covered"]>;
  /**
   * S3 must be able to assume the role, and the role must have every permission that the rules need.
   *
   * @default "mandatory"
   */
  readonly "role-can-replicate"?: Configured<RuleOptions["role-can-replicate"]>;
  /**
   * The role must have only the permissions that replication needs, on the buckets and keys involved.
   *
   * @default "advisory"
   */
  readonly "role-least-privileged"?: Configured<RuleOptions["role-least-privileged"]>;
  /**
   * Every Enabled rule of a bucket that is encrypted with KMS must select KMS-encrypted objects.
   *
   * @default "mandatory"
   */
  readonly "encrypted-objects-selected"?: Configured<RuleOptions["encrypted-objects-selected"]>;
  /**
   * Each replica key must be a key, not an alias, in the Region of its destination.
   *
   * @default "mandatory"
   */
  readonly "replica-key-in-destination-region"?: Configured<RuleOptions["replica-key-in-destination-region"]>;
  /**
   * The destinations of a bucket with Object Lock must have Object Lock.
   *
   * @default "mandatory"
   */
  readonly "object-lock-matched"?: Configured<RuleOptions["object-lock-matched"]>;
  /**
   * The replication configuration must be created after versioning is enabled on both sides.
   *
   * @default "advisory"
   */
  readonly "configured-after-versioning"?: Configured<RuleOptions["configured-after-versioning"]>;
  /**
   * Every bucket that copies are meant to reach must be a direct destination.
   *
   * @default "advisory"
   */
  readonly "replicas-not-chained"?: Configured<RuleOptions["replicas-not-chained"]>;
  /**
   * Copies must go only to the Regions and accounts that the organization allows.
   *
   * @default "mandatory"
   */
  readonly "destination-allowed"?: Configured<RuleOptions["destination-allowed"]>;
  /**
   * Every Enabled rule must have S3 Replication Time Control, if the organization requires it.
   *
   * @default "mandatory"
   */
  readonly "replication-time-controlled"?: Configured<RuleOptions["replication-time-controlled"]>;
  /**
   * Delete markers must be replicated, or must not be, as the organization requires.
   *
   * @default "mandatory"
   */
  readonly "delete-markers-as-required"?: Configured<RuleOptions["delete-markers-as-required"]>;
  /**
   * Copies must be stored in a storage class that the organization allows.
   *
   * @default "mandatory"
   */
  readonly "replica-storage-class-allowed"?: Configured<RuleOptions["replica-storage-class-allowed"]>;
  /**
   * Both sides must delete noncurrent versions within the number of days that the organization sets.
   *
   * @default "mandatory"
   */
  readonly "noncurrent-versions-expire"?: Configured<RuleOptions["noncurrent-versions-expire"]>;
  /**
   * The role must have permission to read object tags and annotations.
   *
   * @default "advisory"
   */
  readonly "tags-can-replicate"?: Configured<RuleOptions["tags-can-replicate"]>;
  /**
   * Every resource that configures a bucket must be in the bucket's Region.
   *
   * @default "mandatory"
   */
  readonly "settings-in-bucket-region"?: Configured<RuleOptions["settings-in-bucket-region"]>;
  /**
   * An account-regional bucket name must contain the bucket's own account and Region.
   *
   * @default "mandatory"
   */
  readonly "account-regional-name-matches"?: Configured<RuleOptions["account-regional-name-matches"]>;
  /**
   * The KMS keys that replication uses must be enabled.
   *
   * @default "mandatory"
   */
  readonly "keys-enabled"?: Configured<RuleOptions["keys-enabled"]>;
  /**
   * The owner of a replicated bucket must own the objects in it.
   *
   * @default "advisory"
   */
  readonly "objects-owned-by-bucket-owner"?: Configured<RuleOptions["objects-owned-by-bucket-owner"]>;
  /**
   * The destinations of a bucket that accepts SSE-C uploads must accept them too.
   *
   * @default "advisory"
   */
  readonly "customer-key-objects-accepted"?: Configured<RuleOptions["customer-key-objects-accepted"]>;
  /**
   * Someone must be notified when replication fails, if the organization requires it.
   *
   * @default "advisory"
   */
  readonly "failures-noticed"?: Configured<RuleOptions["failures-noticed"]>;
  /**
   * Every rule must be decidable before deployment.
   *
   * @default "advisory"
   */
  readonly "nothing-undetermined"?: Configured<RuleOptions["nothing-undetermined"]>;
}

/**
 * Judges every bucket when the app is synthesized, after all stacks and Aspects: a mandatory violation fails the
 * synthesis, all of them at once; an advisory one is printed on stderr.
 *
 * @param scope The app, with references from one of its stacks to another, or one stack.
 * @param options Levels and options of the policies.
 * @throws Error if `scope` is neither an App nor a TerraformStack, or of another framework. What is wrong with the stacks is thrown by the
 *   synthesis, as the error of a failed validation.
 */
export function requireCrossRegionReplication(scope: IConstruct, options: PolicyOptions = {}): void {
  if (!App.isApp(scope) && !TerraformStack.isStack(scope)) {
    throw new Error(
      `requireCrossRegionReplication was given ${scope.node.path || "a construct"}, which is neither an App nor a TerraformStack: give one of these.`,
    );
  }
  const theirs = frameworkOf(scope);
  if (theirs !== undefined && theirs !== FRAMEWORK) {
    throw new Error(
      `requireCrossRegionReplication was given ${scope.node.path || "an App"} of ${theirs}, but it is for ${String(FRAMEWORK)}. Import it from "s3-cross-region-replication/${theirs}/policy".`,
    );
  }
  scope.node.addValidation({
    validate: () => {
      const { mandatory, advisory } = linesAbout(scope, options);
      for (const line of advisory) process.stderr.write(`${line}\n`);
      return [...mandatory];
    },
  });
}

/** The package of an app or a stack: the one that jsii has recorded for its most general class, as in `cdktf.App`. */
function frameworkOf(scope: object): string | undefined {
  const names: string[] = [];
  for (let each: unknown = scope.constructor; typeof each === "function"; each = Object.getPrototypeOf(each)) {
    const { fqn } = (Reflect.get(each, Symbol.for("jsii.rtti")) ?? {}) as { readonly fqn?: unknown };
    if (typeof fqn === "string") names.push(fqn.replace(/\..*/, ""));
  }
  return names.filter((name) => name !== "constructs").at(-1);
}

const FRAMEWORK = frameworkOf(App.prototype);

interface Lines {
  readonly mandatory: readonly string[];
  readonly advisory: readonly string[];
}

function linesAbout(scope: IConstruct, options: PolicyOptions): Lines {
  try {
    const stacks = TerraformStack.isStack(scope)
      ? [scope]
      : scope.node.findAll().filter((each) => TerraformStack.isStack(each));
    const configuration = configurationFrom(options);
    const settings = settingsFrom(configuration.written);
    const { judgement, labels } = judged(stacks, settings);
    return formatted(judgement, labels, configuration);
  } catch (error) {
    return { mandatory: [`${defect("The stacks could not be judged", error)} ${REPORT_DEFECT}`], advisory: [] };
  }
}

function judged(stacks: readonly TerraformStack[], settings: Settings) {
  const configurations = Object.fromEntries(
    stacks.map((stack): [string, JsonConfiguration] => [stack.node.id, stack.toTerraform() as JsonConfiguration]),
  );
  const { graph, labels } = readConfigurations(configurations, settings.shared);
  return { judgement: judge(graph, settings, { ...placeOf(Object.keys(configurations)), now: new Date() }), labels };
}

function formatted(judgement: Judgement, labels: Read["labels"], { levels, problems }: Configuration): Lines {
  const lines = { mandatory: new Set<string>(), advisory: new Set<string>() };
  const say = (policy: PolicyId, where: string | undefined, told: Told): void => {
    const level = levels.get(policy);
    if (level !== "mandatory" && level !== "advisory") return;
    lines[level].add(`${level === "advisory" ? "[advisory] " : ""}${lineOf(policy, where, told)}`);
  };
  const label = (on: string): string | undefined => labels.get(on);
  for (const { policy, reason } of problems) say(policy, undefined, { reason, remedies: [SCOPE_METADATA.remedy] });
  for (const { policy, reason, remedy, on } of judgement.problems) {
    say(policy, on && label(on), { reason, remedies: [remedy] });
  }
  for (const finding of judgement.buckets.flatMap(({ findings }) => findings)) {
    say(finding.policy, label(finding.on) ?? finding.bucket.label, withModule(finding));
  }
  const isDisabled = levels.get(nothingUndetermined.id) === "disabled";
  const notes = isDisabled ? [] : notesOf(judgement, AFTER_DEPLOYMENT);
  return { mandatory: [...lines.mandatory], advisory: [...lines.advisory, ...notes] };
}

function lineOf(policy: PolicyId, where: string | undefined, told: Told): string {
  const { remedies } = told;
  const { reference } = METADATA.get(policy) ?? SCOPE_METADATA;
  const cures = remedies.map(clean).join(remedies.length > 1 ? "\n    " : " ");
  const text = `${reasonOf(told)}${remedies.length > 1 ? "\n    " : " "}${cures}`;
  return `${policy}${where === undefined ? "" : ` (${clean(where)})`}: ${text} (${reference})`;
}

const METADATA = new Map(POLICIES.map((policy) => [policy.id, policy]));

/** What is missing, the module of this package builds. */
function withModule({ policy, bucket, remedies, ...told }: Report): Told {
  const isMissing = BUILT_BY_MODULE.has(policy);
  const metadata = METADATA.get(policy);
  const usual = metadata ? remedyOf(metadata, bucket.words) : "";
  return {
    ...told,
    remedies:
      isMissing && remedies.length === 1 && remedies[0] === usual
        ? [usual.replace(/\.$/, ", or build it with ReplicatedBucket.")]
        : remedies,
  };
}
