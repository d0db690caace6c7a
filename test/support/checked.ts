import { judge } from "../../policy-pack/judgement";
import { readConfigurations, type JsonConfiguration } from "../../policy-pack/readers/terraform";
import type { Checked, CheckedSource, Location } from "../../policy-pack/reports";
import { configurationFrom, settingsFrom } from "../../policy-pack/settings";
import { policyToReplicate, TRUST } from "./replication-role";

/** A run of `s3-crr check` over Terraform's JSON configurations, by their paths. */
export function checkedOf(
  stacks: Readonly<Record<string, JsonConfiguration>>,
  given: {
    readonly configuration?: object;
    readonly where?: Readonly<Record<string, Location>>;
    readonly unreadable?: Checked["unreadable"];
  } = {},
): Checked {
  const { written, levels, problems } = configurationFrom(given.configuration ?? {});
  const settings = settingsFrom(written);
  const sources = Object.entries(stacks).map(([path, stack]): CheckedSource => {
    const { graph, labels } = readConfigurations({ main: stack }, settings.shared);
    return {
      path,
      kind: "Terraform configuration",
      label: path,
      judgement: judge(graph, { ...settings, problems: [] }, { project: "", stack: "", now: new Date("2026-11-28") }),
      graph,
      notes: [],
      nameOf: (address) => labels.get(address) ?? address,
      where: (address) => new Map(Object.entries(given.where ?? {})).get(labels.get(address) ?? address),
    };
  });
  return {
    tool: { name: "s3-cross-region-replication", version: "0.0.0" },
    sources,
    unreadable: given.unreadable ?? [],
    levels,
    problems: [...problems, ...settings.problems].map((problem) => ({ ...problem, remedy: "Fix the option." })),
  };
}

const ROLE = { name: "crr", assume_role_policy: TRUST };
const POLICY = policyToReplicate("acme-data", "acme-copy");
const enabled = (bucket: string) => ({ bucket, versioning_configuration: { status: "Enabled" } });

/** A bucket, its copy in another Region, and all that the replication needs. */
export const CLEAN = {
  provider: { aws: [{ region: "eu-west-1" }, { alias: "west", region: "us-west-2" }] },
  resource: {
    aws_s3_bucket: {
      data: { bucket: "acme-data" },
      copy: { bucket: "acme-copy", provider: "aws.west" },
    },
    aws_s3_bucket_versioning: {
      data: enabled("${aws_s3_bucket.data.id}"),
      copy: { ...enabled("${aws_s3_bucket.copy.id}"), provider: "aws.west" },
    },
    aws_iam_role: { crr: ROLE },
    aws_iam_role_policy: { crr: { role: "${aws_iam_role.crr.id}", policy: POLICY } },
    aws_s3_bucket_replication_configuration: {
      data: {
        bucket: "${aws_s3_bucket.data.id}",
        role: "${aws_iam_role.crr.arn}",
        rule: [
          {
            id: "all",
            priority: 1,
            status: "Enabled",
            filter: {},
            delete_marker_replication: { status: "Disabled" },
            destination: { bucket: "${aws_s3_bucket.copy.arn}" },
          },
        ],
        depends_on: ["aws_s3_bucket_versioning.data", "aws_s3_bucket_versioning.copy", "aws_iam_role_policy.crr"],
      },
    },
  },
} satisfies JsonConfiguration;

/** The same without the copy's versioning, with a bare bucket, and with a copy that is in no stack. */
export const BROKEN = {
  ...CLEAN,
  resource: {
    ...CLEAN.resource,
    aws_s3_bucket: {
      ...CLEAN.resource.aws_s3_bucket,
      bare: { bucket: "acme-bare" },
      away: { bucket: "acme-away" },
    },
    aws_s3_bucket_versioning: {
      data: CLEAN.resource.aws_s3_bucket_versioning.data,
      bare: enabled("${aws_s3_bucket.bare.id}"),
      away: enabled("${aws_s3_bucket.away.id}"),
    },
    aws_s3_bucket_replication_configuration: {
      data: {
        ...CLEAN.resource.aws_s3_bucket_replication_configuration.data,
        depends_on: ["aws_s3_bucket_versioning.data"],
      },
      away: {
        ...CLEAN.resource.aws_s3_bucket_replication_configuration.data,
        bucket: "${aws_s3_bucket.away.id}",
        role: "arn:aws:iam::111122223333:role/crr",
        rule: [
          {
            ...CLEAN.resource.aws_s3_bucket_replication_configuration.data.rule[0],
            destination: { bucket: "arn:aws:s3:::acme-vault" },
          },
        ],
        depends_on: ["aws_s3_bucket_versioning.away"],
      },
    },
  },
} satisfies JsonConfiguration;
