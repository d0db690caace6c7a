import { readConfigurations } from "../../policy-pack/readers/terraform";
import { nothingUndetermined, type RuleId } from "../../policy-pack/rules";
import { BucketReplication, ReplicatedBucket } from "../../cdktf-module";
import { MODES, type Mode } from "../module/modes";
import type { Asked } from "../support/judged";
import { ELSEWHERE, EXTERNAL_ROLE, said } from "../support/said";
import { synthesize, type StackForTest, type Synthesized } from "../support/synth";

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

const WITH_EXTERNAL_ROLE = "a bucket that exists, and a role that exists" satisfies Mode;

const judged = (stack: Synthesized, settings: Asked = {}): readonly string[] =>
  said((options) => readConfigurations({ test: stack }, options), ELSEWHERE, settings);

test.each(Object.keys(MODES) as readonly Mode[])("%s", (mode) => {
  expect(judged(built(mode))).toEqual(mode === WITH_EXTERNAL_ROLE ? [EXTERNAL_ROLE] : []);
});

test("what notices failures satisfies the rule that asks for it: an alarm in both directions, or the event", () => {
  for (const mode of ["alarms on the metric", "a notification of the event"] as const) {
    expect([mode, judged(built(mode), { failureNotice: true })]).toEqual([mode, []]);
  }
  expect(judged(built("the one line"), { failureNotice: true })).toEqual([expect.stringMatching(/^failures-noticed /)]);
});

type Body = Record<string, unknown>;
interface Json {
  readonly provider: { readonly aws: readonly Body[] };
  readonly resource: Record<string, Record<string, Body>>;
}

/** The only resource of a type whose address has a text, or that of the source. */
function one(json: Json, type: string, within = /^data_(?!replication_replica)/): Body {
  const found = Object.entries(json.resource[`aws_${type}`] ?? {}).filter(([id]) => within.test(id));
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? {};
}

const REPLICA = /replica-/;
const ruleOf = (json: Json): Body =>
  (one(json, "s3_bucket_replication_configuration")["rule"] as readonly Body[])[0] ?? {};
const destinationOf = (json: Json): Body => ruleOf(json)["destination"] as Body;

/** What is done to what the module has built, so that one rule has something to say, and no other. */
interface Sabotage {
  readonly to: Mode | ((scope: StackForTest) => void);
  /** What the organization asks for; satisfied before. */
  readonly settings?: Asked;
  readonly does: (json: Json) => void;
}

const bothWays = ({ stack }: StackForTest): void => {
  new ReplicatedBucket(stack, "data", {
    bucketName: "acme-data",
    replicas: [{ region: "us-west-2", twoWay: true }],
  });
};

const SABOTAGES: Readonly<Record<RuleId, Sabotage>> = {
  "versioning-enabled": {
    to: "the one line",
    does: (json) => (one(json, "s3_bucket_versioning")["versioning_configuration"] = { status: "Suspended" }),
  },
  "replication-enabled": { to: "the one line", does: (json) => (ruleOf(json)["status"] = "Disabled") },
  "single-replication-configuration": {
    to: "the one line",
    does: (json) => {
      const type = json.resource["aws_s3_bucket_replication_configuration"] ?? {};
      type["data_again"] = structuredClone(one(json, "s3_bucket_replication_configuration"));
    },
  },
  "rule-set-accepted": { to: "the one line", does: (json) => delete ruleOf(json)["delete_marker_replication"] },
  "destination-in-another-region": {
    // Both sides are sources: a replica that is left at home would owe a copy itself.
    to: bothWays,
    does: (json) => {
      for (const all of Object.values(json.resource)) for (const body of Object.values(all)) delete body["region"];
    },
  },
  "destination-versioned": {
    to: "the one line",
    does: (json) => (one(json, "s3_bucket_versioning", REPLICA)["versioning_configuration"] = { status: "Suspended" }),
  },
  "whole-bucket-covered": { to: "the one line", does: (json) => (ruleOf(json)["filter"] = { prefix: "logs/" }) },
  "role-can-replicate": {
    to: "KMS with created keys",
    does: (json) => {
      const policy = one(json, "iam_role_policy");
      policy["policy"] = String(policy["policy"]).replace('"kms:Encrypt",', "");
    },
  },
  "tags-can-replicate": {
    to: "the one line",
    does: (json) => {
      const policy = one(json, "iam_role_policy");
      policy["policy"] = String(policy["policy"]).replace(/,"s3:GetObjectVersionTagging"/, "");
    },
  },
  "role-least-privileged": {
    to: "Object Lock",
    does: (json) => {
      const policy = one(json, "iam_role_policy");
      policy["policy"] = String(policy["policy"]).replace('"s3:ReplicateObject"', '"s3:*"');
    },
  },
  "encrypted-objects-selected": {
    to: "KMS with created keys",
    does: (json) => {
      delete ruleOf(json)["source_selection_criteria"];
      delete destinationOf(json)["encryption_configuration"];
    },
  },
  "replica-key-in-destination-region": {
    to: "KMS with created keys",
    does: (json) => delete one(json, "kms_key", REPLICA)["region"],
  },
  "object-lock-matched": {
    to: "Object Lock",
    does: (json) => delete one(json, "s3_bucket", REPLICA)["object_lock_enabled"],
  },
  "configured-after-versioning": {
    to: "the one line",
    does: (json) => {
      const configuration = one(json, "s3_bucket_replication_configuration");
      const after = configuration["depends_on"] as readonly string[];
      configuration["depends_on"] = after.filter((each) => !/versioning.*replica-/.test(each));
    },
  },
  "replicas-not-chained": {
    to: ({ stack }) => {
      const data = new ReplicatedBucket(stack, "data", {
        bucketName: "acme-data",
        replicas: [{ region: "us-west-2" }, { region: "us-east-1" }],
      });
      const { bucket, versioning } = data.replica("us-west-2");
      new BucketReplication(stack, "on", {
        bucketName: "acme-data-us-west-2",
        source: bucket,
        after: [versioning, data.replica("us-east-1").versioning],
        region: "us-west-2",
        replicas: [{ bucketArn: data.replica("us-east-1").bucket.arn, region: "us-east-1" }],
      });
    },
    // The last of the chain is no longer a direct destination.
    does: (json) => {
      one(json, "s3_bucket_replication_configuration")["rule"] = [ruleOf(json)];
      const policy = one(json, "iam_role_policy");
      policy["policy"] = String(policy["policy"]).replace(/,"[^"]*us-east-1[^"]*"/, "");
    },
  },
  "destination-allowed": {
    to: "the one line",
    settings: { allowedRegions: ["us-west-2"] },
    does: (json) => {
      for (const all of Object.values(json.resource)) {
        for (const body of Object.values(all)) if ("region" in body) body["region"] = "us-east-1";
      }
    },
  },
  "replication-time-controlled": {
    to: "Replication Time Control",
    settings: { replicationTimeControl: true },
    does: (json) => {
      delete destinationOf(json)["replication_time"];
      delete destinationOf(json)["metrics"];
    },
  },
  "delete-markers-as-required": {
    to: "Replication Time Control",
    settings: { deleteMarkerReplication: "Enabled" },
    does: (json) => (ruleOf(json)["delete_marker_replication"] = { status: "Disabled" }),
  },
  "replica-storage-class-allowed": {
    to: "lifecycles, storage class and tags",
    settings: { allowedStorageClasses: ["STANDARD_IA"] },
    does: (json) => (destinationOf(json)["storage_class"] = "ONEZONE_IA"),
  },
  "noncurrent-versions-expire": {
    to: "lifecycles, storage class and tags",
    settings: { maxNoncurrentDays: 30 },
    does: (json) => delete json.resource["aws_s3_bucket_lifecycle_configuration"],
  },
  "settings-in-bucket-region": {
    to: "the one line",
    does: (json) => delete one(json, "s3_bucket_versioning", REPLICA)["region"],
  },
  "account-regional-name-matches": {
    to: "names in the account's namespace",
    does: (json) => (one(json, "s3_bucket")["bucket_namespace"] = "global"),
  },
  "keys-enabled": {
    to: "KMS with created keys",
    does: (json) => (one(json, "kms_key", REPLICA)["is_enabled"] = false),
  },
  "objects-owned-by-bucket-owner": {
    to: "the one line",
    does: (json) => (one(json, "s3_bucket_ownership_controls")["rule"] = { object_ownership: "ObjectWriter" }),
  },
  "customer-key-objects-accepted": {
    to: "the one line",
    does: (json) => {
      const encryption = one(json, "s3_bucket_server_side_encryption_configuration");
      const [rule] = encryption["rule"] as readonly Body[];
      encryption["rule"] = [{ ...rule, blocked_encryption_types: ["NONE"] }];
    },
  },
  "failures-noticed": {
    to: "alarms on the metric",
    settings: { failureNotice: true },
    does: (json) => delete json.resource["aws_cloudwatch_metric_alarm"],
  },
  "nothing-undetermined": { to: "the one line", does: (json) => delete json.provider.aws[0]?.["region"] },
};

test.each(Object.entries(SABOTAGES))("what %s alone notices", (id, { to, settings, does }) => {
  const stack = structuredClone(typeof to === "string" ? built(to) : synthesize(to));
  expect(judged(stack, settings)).toEqual([]);
  does(stack as unknown as Json);
  const noticed = new Set(judged(stack, settings).map((line) => (line.startsWith("?") ? "?" : line.split(" ")[0])));
  expect([...noticed]).toEqual([id === nothingUndetermined.id ? "?" : id]);
});
