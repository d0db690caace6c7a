import * as fc from "fast-check";
import { DEFAULT_OPTIONS, type SharedOptions } from "../../../policy-pack/options";
import {
  readConfigurations,
  readPlan,
  readState,
  type JsonConfiguration,
} from "../../../policy-pack/readers/terraform";
import { parseTemplate } from "../../../policy-pack/readers/terraform/expressions";
import { said } from "../../support/said";

type Body = Readonly<Record<string, unknown>>;

const PROVIDERS = {
  aws: [
    { region: "eu-west-1", allowed_account_ids: ["111122223333"] },
    { alias: "west", region: "us-west-2", allowed_account_ids: ["111122223333"] },
  ],
};
const west = { provider: "aws.west" };
const enabled = { versioning_configuration: { status: "Enabled" } };

const statements = (source: string, replica: string) => [
  { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: source },
  {
    Effect: "Allow",
    Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
    Resource: `${source}/*`,
  },
  {
    Effect: "Allow",
    Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
    Resource: `${replica}/*`,
  },
];
const TRUST = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A source and its replica as people write them, but for what a case puts in the place of a resource. */
function stack(
  differences: Readonly<Record<string, Readonly<Record<string, Body>>>> = {},
  more: Body = {},
): JsonConfiguration {
  const arns = ["${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}"] as const;
  const resource: Record<string, Record<string, Body>> = {
    aws_s3_bucket: { data: { bucket: "acme-data" }, replica: { bucket_prefix: "copy-", ...west } },
    aws_s3_bucket_versioning: {
      data: { bucket: "${aws_s3_bucket.data.id}", ...enabled },
      replica: { bucket: "${aws_s3_bucket.replica.id}", ...enabled, ...west },
    },
    aws_iam_role: { role: { assume_role_policy: TRUST } },
    aws_iam_role_policy: {
      role: { role: "${aws_iam_role.role.id}", policy: JSON.stringify({ Statement: statements(...arns) }) },
    },
    aws_s3_bucket_replication_configuration: {
      data: {
        // What it names it depends on.
        bucket: "${aws_s3_bucket_versioning.data.bucket}",
        depends_on: ["aws_s3_bucket_versioning.replica"],
        role: "${aws_iam_role.role.arn}",
        rule: [
          {
            id: "all",
            status: "Enabled",
            filter: {},
            delete_marker_replication: { status: "Disabled" },
            destination: { bucket: "${aws_s3_bucket.replica.arn}" },
          },
        ],
      },
    },
  };
  for (const [type, all] of Object.entries(differences)) {
    resource[type] = Object.fromEntries(
      // An empty body takes the resource away.
      Object.entries({ ...resource[type], ...all }).filter(([, body]) => Object.keys(body).length > 0),
    );
  }
  return { provider: PROVIDERS, resource, ...more };
}

const document = (source: string, replica: string) => ({
  aws_iam_policy_document: {
    d: {
      statement: statements(source, replica).map(({ Action, Resource }) => ({
        actions: Action,
        resources: [Resource],
      })),
    },
  },
});
const hcl = `\${jsonencode({
  Version = "2012-10-17",
  Statement = [
    { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = aws_s3_bucket.data.arn },
    { "Effect" : "Allow", "Action" : ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"], "Resource" : "\${aws_s3_bucket.data.arn}/*" },
    { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], Resource = ["\${aws_s3_bucket.replica.arn}/*"] },
  ]
})}`;
const policy = (text: string) => ({
  aws_iam_role_policy: { role: { role: "${aws_iam_role.role.name}", policy: text } },
});
const looping = (meta: Body, index: string) => {
  const versioning = (bucket: string, place: Body = {}) => ({
    ...meta,
    bucket: `\${aws_s3_bucket.${bucket}[${index}].id}`,
    ...enabled,
    ...place,
  });
  const base = stack();
  const [configuration] = Object.values(
    (base.resource as Record<string, Record<string, Body>>)["aws_s3_bucket_replication_configuration"] ?? {},
  );
  const rule = {
    ...(configuration?.["rule"] as readonly Body[])[0],
    destination: { bucket: `\${aws_s3_bucket.replica[${index}].arn}` },
  };
  return stack({
    aws_s3_bucket: {
      data: { ...meta, bucket: `acme-\${${index}}` },
      replica: { ...meta, bucket: `acme-\${${index}}-copy`, ...west },
    },
    aws_s3_bucket_versioning: { data: versioning("data"), replica: versioning("replica", west) },
    aws_s3_bucket_replication_configuration: {
      data: {
        ...configuration,
        ...meta,
        bucket: `\${aws_s3_bucket.data[${index}].id}`,
        depends_on: ["aws_s3_bucket_versioning.data", "aws_s3_bucket_versioning.replica"],
        rule: [rule],
      },
    },
    ...policy(
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Action: [
              "s3:GetReplicationConfiguration",
              "s3:ListBucket",
              "s3:GetObjectVersionForReplication",
              "s3:GetObjectVersionAcl",
              "s3:GetObjectVersionTagging",
              "s3:ReplicateObject",
              "s3:ReplicateDelete",
              "s3:ReplicateTags",
            ],
            Resource: "*",
          },
        ],
      }),
    ),
  });
};

/** What is said, without the reasons. */
const brief = (json: JsonConfiguration, options: Partial<SharedOptions> = {}): readonly string[] => [
  ...new Set(
    said((all) => readConfigurations({ s: json }, all), options).map((line) =>
      line.replace(/^(\? )?([\w-]+).*$/s, "$1$2"),
    ),
  ),
];

const CASES: Readonly<
  Record<string, readonly [json: JsonConfiguration, said: readonly string[], options?: Partial<SharedOptions>]>
> = {
  "names and ARNs by reference, one of them known on apply": [stack(), []],
  "a policy by jsonencode": [stack(policy(hcl)), []],
  "a policy by a data source": [
    stack(policy("${data.aws_iam_policy_document.d.json}"), {
      data: document("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}"),
    }),
    [],
  ],
  "a policy by a data source that lacks something": [
    stack(policy("${data.aws_iam_policy_document.d.json}"), {
      data: document("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.data.arn}"),
    }),
    ["role-can-replicate"],
  ],
  "a policy by a data source that takes in others": [
    stack(policy("${data.aws_iam_policy_document.d.json}"), {
      data: { aws_iam_policy_document: { d: { source_policy_documents: ["x"] } } },
    }),
    ["? role-can-replicate", "? role-least-privileged"],
  ],
  "a policy by a local": [stack(policy("${local.policy}"), { locals: { policy: hcl } }), []],
  "locals that are made of each other": [
    stack(policy("${local.a}"), { locals: { a: "${local.b}", b: "${local.a}" } }),
    ["? role-can-replicate", "? role-least-privileged"],
  ],
  "a policy by a variable": [stack(policy("${var.policy}")), ["? role-can-replicate", "? role-least-privileged"]],
  "a policy with an operator in it": [
    stack(policy('${true ? "a" : "b"}')),
    ["? role-can-replicate", "? role-least-privileged"],
  ],
  // The policy of these is for everything, for want of a loop in JSON.
  count: [looping({ count: 2 }, "count.index"), ["role-least-privileged"]],
  "for_each over a set": [looping({ for_each: '${toset(["a", "b"])}' }, "each.key"), ["role-least-privileged"]],
  "for_each over what is not known: the same key is the same instance": [
    looping({ for_each: "${var.names}" }, "each.key"),
    ["role-least-privileged"],
  ],
  "the blocks of provider 3": [
    stack({
      aws_s3_bucket: {
        data: {
          bucket: "acme-data",
          versioning: [{ enabled: true }],
          replication_configuration: [
            {
              role: "${aws_iam_role.role.arn}",
              rules: [{ id: "all", status: "Enabled", destination: [{ bucket: "${aws_s3_bucket.replica.arn}" }] }],
            },
          ],
        },
        replica: { bucket: "acme-copy", versioning: [{ enabled: true }], ...west },
      },
      aws_s3_bucket_versioning: { data: {}, replica: {} },
      aws_s3_bucket_replication_configuration: { data: {} },
    }),
    [],
  ],
  "the region argument of provider 6": [
    stack({
      aws_s3_bucket: { replica: { bucket: "acme-copy", region: "us-west-2" } },
      aws_s3_bucket_versioning: { replica: { bucket: "acme-copy", region: "us-west-2", ...enabled } },
    }),
    [],
  ],
  "a replica at home": [
    stack({ aws_s3_bucket: { replica: { bucket: "acme-copy" } } }),
    ["destination-in-another-region", "replication-enabled"],
  ],
  "a destination that a data source finds": [
    stack(
      {
        aws_s3_bucket: { replica: { bucket: "acme-unused" } },
        aws_s3_bucket_replication_configuration: {
          data: {
            bucket: "acme-data",
            role: "${aws_iam_role.role.arn}",
            depends_on: ["aws_s3_bucket_versioning.data"],
            rule: {
              id: "all",
              status: "Enabled",
              filter: {},
              delete_marker_replication: { status: "Disabled" },
              destination: { bucket: "${data.aws_s3_bucket.theirs.arn}" },
            },
          },
        },
        ...policy(
          JSON.stringify({ Statement: statements("${aws_s3_bucket.data.arn}", "${data.aws_s3_bucket.theirs.arn}") }),
        ),
      },
      { data: { aws_s3_bucket: { theirs: { bucket: "theirs" } } } },
    ),
    ["replication-enabled"],
    {
      knownDestinations: [
        { bucket: "theirs", region: "us-west-2", versioned: true, account: "111122223333", allowsReplication: true },
      ],
    },
  ],
};

test.each(Object.entries(CASES))("%s", (_name, [json, expected, options]) => {
  if (process.env["DBG"]) console.log(said((all) => readConfigurations({ s: json }, all), options));
  expect(brief(json, options)).toEqual(expected);
});

test("a bucket elsewhere is proven by the data source that has found it", () => {
  const plan = {
    resource_changes: [],
    configuration: {},
    prior_state: {
      values: {
        root_module: {
          resources: [
            {
              address: "data.aws_s3_bucket.theirs",
              mode: "data",
              type: "aws_s3_bucket",
              name: "theirs",
              values: { bucket: "theirs", region: "us-west-2" },
            },
          ],
        },
      },
    },
  };
  const change = (type: string, name: string, after: Body) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    change: { after, after_unknown: {} },
  });
  const { graph } = readPlan(
    {
      ...plan,
      resource_changes: [
        change("aws_s3_bucket", "data", { bucket: "acme-data" }),
        change("aws_s3_bucket_replication_configuration", "data", {
          bucket: "acme-data",
          role: "r",
          rule: [{ status: "Enabled", destination: [{ bucket: "arn:aws:s3:::theirs" }] }],
        }),
      ],
    },
    DEFAULT_OPTIONS,
  );
  expect([...graph.elsewhere.values()].map(({ label, region }) => [label, region])).toEqual([
    ["theirs", { known: true, value: "us-west-2", from: "by your configuration" }],
  ]);
});

describe("nothing that a file contains makes it throw", () => {
  test("any text as a template", () => {
    fc.assert(
      fc.property(fc.string(), (text) => expect(parseTemplate(text)).toHaveProperty("kind")),
      { numRuns: 2_000 },
    );
    const pieces = [
      "${",
      "}",
      '"',
      "[",
      "]",
      "{",
      "(",
      ")",
      ".",
      ",",
      "=",
      "a",
      "aws_s3_bucket",
      "jsonencode",
      "\\",
      "%{",
      "$${",
      " ",
      "\n",
      "1",
    ];
    const near = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(near, (text) => expect(parseTemplate(text)).toHaveProperty("kind")),
      { numRuns: 5_000 },
    );
  });

  test("any JSON in the place of a configuration, a plan or a state", () => {
    const json = fc.jsonValue() as fc.Arbitrary<never>;
    const type = fc.constantFrom(
      "aws_s3_bucket",
      "aws_s3_bucket_replication_configuration",
      "aws_iam_role",
      "aws_kms_key",
    );
    fc.assert(
      fc.property(json, type, (value, name) => {
        expect(
          readConfigurations(
            { s: { resource: { [name]: { x: value } }, provider: value, locals: value } },
            DEFAULT_OPTIONS,
          ),
        ).toBeDefined();
        expect(readConfigurations({ s: value }, DEFAULT_OPTIONS)).toBeDefined();
        const change = {
          address: `${name}.x`,
          mode: "managed",
          type: name,
          name: "x",
          change: { after: value, after_unknown: value },
        };
        expect(
          readPlan({ resource_changes: [change], configuration: value, prior_state: value }, DEFAULT_OPTIONS),
        ).toBeDefined();
        const resource = { address: `${name}.x`, mode: "managed", type: name, name: "x", values: value };
        expect(readState({ values: { root_module: { resources: [resource, value] } } }, DEFAULT_OPTIONS)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});
