import { DEFAULT_OPTIONS, type SharedOptions } from "../../../policy-pack/options";
import { readConfigurations, readPlan, type JsonConfiguration } from "../../../policy-pack/readers/terraform";
import { objectsIn, statementsToReplicate, TRUST } from "../../support/replication-role";
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

const statements = (source: string, replica: string) => statementsToReplicate(source, replica, objectsIn);

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
    { "Effect" : "Allow", "Action" : ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectVersionAnnotationForReplication"], "Resource" : "\${aws_s3_bucket.data.arn}/*" },
    { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], Resource = ["\${aws_s3_bucket.replica.arn}/*"] },
  ]
})}`;
const blocking = (...blocked_encryption_types: readonly string[]) => ({
  aws_s3_bucket_server_side_encryption_configuration: {
    data: {
      bucket: "acme-data",
      rule: { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, blocked_encryption_types },
    },
  },
});
/** The configuration names its bucket by a literal, and waits for what is given and for nothing else. */
const waitingFor = (...depends_on: readonly string[]) => {
  const { aws_s3_bucket_replication_configuration: all } = stack().resource as Record<string, Record<string, Body>>;
  return { aws_s3_bucket_replication_configuration: { data: { ...all?.["data"], bucket: "acme-data", depends_on } } };
};
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
              "s3:GetObjectVersionAnnotationForReplication",
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

/** The replication of objects that are encrypted with KMS, by the key of their copies. */
const withReplicaKey = (key: string) => ({
  aws_s3_bucket_replication_configuration: {
    data: {
      bucket: "${aws_s3_bucket_versioning.data.bucket}",
      depends_on: ["aws_s3_bucket_versioning.replica"],
      role: "${aws_iam_role.role.arn}",
      rule: [
        {
          id: "all",
          status: "Enabled",
          filter: {},
          delete_marker_replication: { status: "Disabled" },
          source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
          destination: {
            bucket: "${aws_s3_bucket.replica.arn}",
            encryption_configuration: { replica_kms_key_id: key },
          },
        },
      ],
    },
  },
});

/** The source is encrypted with the key of an alias, and a disabled key has an alias of this name. */
const byAlias = (named: string, name: string, west = {}) =>
  stack({
    aws_kms_key: { home: { is_enabled: false } },
    aws_kms_alias: { home: { name, target_key_id: "${aws_kms_key.home.key_id}", ...west } },
    aws_s3_bucket_server_side_encryption_configuration: {
      data: {
        bucket: "${aws_s3_bucket.data.id}",
        rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: named } }],
      },
    },
    ...withReplicaKey("arn:aws:kms:us-west-2:111122223333:key/away"),
  });

/** The replica key is of the stack, and a grant lets someone use it. */
const grant = (grantee_principal: string, more = {}) =>
  stack({
    aws_kms_key: { replica: west },
    aws_kms_grant: {
      replication: {
        ...west,
        key_id: "${aws_kms_key.replica.key_id}",
        grantee_principal,
        operations: ["Encrypt", "GenerateDataKey", "Decrypt"],
        ...more,
      },
    },
    ...withReplicaKey("${aws_kms_key.replica.arn}"),
  });

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
    ["role-can-replicate", "role-least-privileged"],
  ],
  "a policy by a data source that takes in others": [
    stack(policy("${data.aws_iam_policy_document.both.json}"), {
      data: {
        aws_iam_policy_document: {
          ...document("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}").aws_iam_policy_document,
          both: { source_policy_documents: ["${data.aws_iam_policy_document.d.json}"] },
        },
      },
    }),
    [],
  ],
  "a policy by a data source that another overrides with a Deny": [
    stack(policy("${data.aws_iam_policy_document.both.json}"), {
      data: {
        aws_iam_policy_document: {
          ...document("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}").aws_iam_policy_document,
          both: {
            source_policy_documents: ["${data.aws_iam_policy_document.d.json}"],
            override_policy_documents: ['{"Statement":[{"Effect":"Deny","Action":"s3:Replicate*","Resource":"*"}]}'],
          },
        },
      },
    }),
    ["role-can-replicate"],
  ],
  "a policy by a data source that takes in one that is not known": [
    stack(policy("${data.aws_iam_policy_document.d.json}"), {
      data: { aws_iam_policy_document: { d: { source_policy_documents: ["${var.document}"] } } },
    }),
    ["? role-can-replicate", "? tags-can-replicate", "? role-least-privileged"],
  ],
  "a bucket policy for a distribution and an origin access identity of CloudFront": [
    stack({
      aws_cloudfront_distribution: { site: { enabled: true } },
      aws_cloudfront_origin_access_identity: { site: { comment: "site" } },
      aws_s3_bucket_policy: {
        data: {
          bucket: "${aws_s3_bucket.data.id}",
          policy: `\${jsonencode({
            Statement = [
              {
                Effect    = "Allow"
                Action    = "s3:GetObject"
                Resource  = "\${aws_s3_bucket.data.arn}/*"
                Principal = { AWS = aws_cloudfront_origin_access_identity.site.iam_arn }
              },
              {
                Effect    = "Allow"
                Action    = "s3:GetObject"
                Resource  = "\${aws_s3_bucket.data.arn}/*"
                Principal = { Service = "cloudfront.amazonaws.com" }
                Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.site.arn } }
              },
            ]
          })}`,
        },
      },
    }),
    [],
  ],
  "a bucket policy that denies everything but what is known on apply": [
    stack({
      aws_iam_instance_profile: { any: { role: "any" } },
      aws_s3_bucket_policy: {
        replica: {
          ...west,
          bucket: "${aws_s3_bucket.replica.id}",
          policy: `\${jsonencode({
            Statement = [{
              Effect    = "Deny"
              Action    = "s3:*"
              Resource  = "\${aws_s3_bucket.replica.arn}/*"
              Principal = "*"
              Condition = { StringNotEquals = { "aws:PrincipalArn" = aws_iam_instance_profile.any.arn } }
            }]
          })}`,
        },
      },
    }),
    ["? role-can-replicate", "? tags-can-replicate"],
  ],
  "a replica key by the ARN of an alias, in an account that is known on apply": [
    stack({
      ...withReplicaKey("arn:aws:kms:us-west-2:${var.account}:alias/acme"),
    }),
    ["replica-key-in-destination-region"],
  ],
  // The role has no permission for any key either.
  "the key of a source by an alias with a variable in its name, and a disabled key that an alias of the stack names": [
    byAlias("alias/${var.key}", "alias/acme"),
    ["role-can-replicate", "? keys-enabled"],
  ],
  "the key of a source by an alias, and a disabled key whose alias has a variable for a name": [
    byAlias("alias/acme", "${var.alias}"),
    ["role-can-replicate", "? keys-enabled"],
  ],
  "the key of a source by the ARN of an alias, and a disabled key whose alias has a variable in its name": [
    byAlias("arn:aws:kms:eu-west-1:111122223333:alias/acme", "alias/${var.alias}"),
    ["role-can-replicate", "? keys-enabled"],
  ],
  "the key of a source by an alias, and a disabled key whose alias has another name, of which a variable is a part": [
    byAlias("alias/acme", "alias/other-${var.alias}"),
    ["role-can-replicate"],
  ],
  "the key of a source by the ARN of an alias, and a disabled key with an alias in another Region": [
    byAlias("arn:aws:kms:eu-west-1:111122223333:alias/acme", "${var.alias}", west),
    ["role-can-replicate"],
  ],
  "the key of a source by an alias, and a disabled key with an alias of that name in another Region": [
    byAlias("alias/acme", "alias/acme", west),
    ["role-can-replicate"],
  ],
  "the key of a source by its ARN, and a disabled key whose alias has a variable for a name": [
    byAlias("arn:aws:kms:eu-west-1:111122223333:key/home", "${var.alias}"),
    ["role-can-replicate"],
  ],
  "a grant lets the role use the replica key": [grant("${aws_iam_role.role.arn}"), []],
  "a grant lets another role use the replica key": [
    grant("arn:aws:iam::111122223333:role/other"),
    ["role-can-replicate"],
  ],
  "a grant with a constraint lets the role use the replica key": [
    grant("${aws_iam_role.role.arn}", { constraints: [{ encryption_context_equals: { team: "data" } }] }),
    ["? role-can-replicate"],
  ],
  "a grant lets a variable use the replica key": [grant("${var.grantee}"), ["? role-can-replicate"]],
  "a grant that may not be there lets the role use the replica key": [
    grant("${aws_iam_role.role.arn}", { count: "${var.grants ? 1 : 0}" }),
    ["? role-can-replicate"],
  ],
  "a status that is one of a variable and another word": [
    stack({
      aws_s3_bucket_versioning: {
        data: {
          bucket: "${aws_s3_bucket.data.id}",
          versioning_configuration: { status: '${var.on ? var.status : "Suspended"}' },
        },
      },
    }),
    ["? versioning-enabled", "? configured-after-versioning"],
  ],
  "a destination that is one of a variable and a name": [
    stack({
      aws_s3_bucket_replication_configuration: {
        data: {
          bucket: "${aws_s3_bucket_versioning.data.bucket}",
          role: "${aws_iam_role.role.arn}",
          rule: [{ id: "all", status: "Enabled", destination: { bucket: '${var.on ? var.copy : "acme-copy"}' } }],
        },
      },
    }),
    [
      "? rule-set-accepted",
      "? destination-in-another-region",
      "? destination-versioned",
      "? whole-bucket-covered",
      "? role-can-replicate",
      "? tags-can-replicate",
      "? role-least-privileged",
      "? settings-in-bucket-region",
      "? account-regional-name-matches",
      "? configured-after-versioning",
      "? replicas-not-chained",
      "? replication-enabled",
    ],
  ],
  "a policy by a local": [stack(policy("${local.policy}"), { locals: { policy: hcl } }), []],
  "locals that are made of each other": [
    stack(policy("${local.a}"), { locals: { a: "${local.b}", b: "${local.a}" } }),
    ["? role-can-replicate", "? tags-can-replicate", "? role-least-privileged"],
  ],
  "a policy by a variable": [
    stack(policy("${var.policy}")),
    ["? role-can-replicate", "? tags-can-replicate", "? role-least-privileged"],
  ],
  "a policy with an operator in it": [
    stack(policy('${true ? "a" : "b"}')),
    ["? role-can-replicate", "? tags-can-replicate", "? role-least-privileged"],
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
    ["destination-in-another-region", "settings-in-bucket-region", "replication-enabled"],
  ],
  "which types of encryption are blocked is a variable": [
    stack(blocking("${var.blocked}")),
    ["? customer-key-objects-accepted"],
  ],
  "SSE-C is let in, whatever else is a variable": [
    stack(blocking("NONE", "${var.blocked}")),
    ["customer-key-objects-accepted"],
  ],
  "a bucket whose policy is not a policy": [
    stack({
      aws_s3_bucket: { lone: { bucket: "acme-lone" } },
      aws_s3_bucket_versioning: { lone: { bucket: "acme-lone", ...enabled } },
      aws_s3_bucket_policy: { lone: { bucket: "acme-lone", policy: "allow all" } },
    }),
    ["? replication-enabled"],
  ],
  "a configuration that waits for no versioning": [stack(waitingFor()), ["configured-after-versioning"]],
  "a configuration that waits for a module whose source is not read": [
    stack(waitingFor("module.copies"), { module: { copies: { source: "acme/copies" } } }),
    ["? configured-after-versioning"],
  ],
  "a destination that a data source finds": [
    stack(
      {
        aws_s3_bucket: { replica: { bucket: "acme-unused", provider: "aws.west" } },
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
    ["theirs", { known: true, value: "us-west-2", from: "from data.aws_s3_bucket.theirs" }],
  ]);
});

describe("programs of the field", () => {
  const replication = (more: Body, rule: unknown) => ({
    aws_s3_bucket_replication_configuration: {
      data: {
        bucket: "${aws_s3_bucket.data.id}",
        role: "${aws_iam_role.role.arn}",
        depends_on: ["aws_s3_bucket_versioning.data", "aws_s3_bucket_versioning.replica"],
        ...(rule !== undefined && { rule }),
        ...more,
      },
    },
  });
  const rule = (bucket: string): Body => ({
    id: "all",
    status: "Enabled",
    filter: {},
    delete_marker_replication: { status: "Disabled" },
    destination: { bucket },
  });
  const theRule = rule("${aws_s3_bucket.replica.arn}");
  const variable = { dr_enabled: { type: "bool", default: false }, region: { type: "string", default: "us-west-2" } };
  const on = { count: "${var.dr_enabled ? 1 : 0}" };
  const off = { count: "${var.other ? 1 : 0}" };
  const versioned = (bucket: string, more: Body) => ({ bucket, ...enabled, ...more });

  test("replication only where a variable says so", () => {
    const lines = said((all) => readConfigurations({ s: stack(replication(on, [theRule]), { variable }) }, all));
    expect(lines).toContainEqual(
      "? replication-enabled: whether aws_s3_bucket_replication_configuration.data exists depends on var.dr_enabled",
    );
    expect(lines.filter((line) => !line.startsWith("?"))).toEqual([]);
  });

  test("versioning only where a variable says so", () => {
    const differences = {
      aws_s3_bucket_versioning: {
        data: versioned("${aws_s3_bucket.data.id}", on),
        replica: versioned("${aws_s3_bucket.replica.id}", { ...off, ...west }),
      },
      ...replication({}, [theRule]),
    };
    expect(brief(stack(differences, { variable }))).toEqual(
      expect.arrayContaining(["? versioning-enabled", "? destination-versioned"]),
    );
  });

  test("all of it under one condition", () => {
    const index = "[0]";
    const [data, replica] = [`\${aws_s3_bucket.data${index}.id}`, `\${aws_s3_bucket.replica${index}.id}`];
    const differences = {
      aws_s3_bucket: { data: { ...on, bucket: "acme-data" }, replica: { ...on, bucket_prefix: "copy-", ...west } },
      aws_s3_bucket_versioning: { data: versioned(data, on), replica: versioned(replica, { ...on, ...west }) },
      aws_iam_role: { role: { ...on, assume_role_policy: TRUST } },
      aws_iam_role_policy: {
        role: {
          ...on,
          role: "${one(aws_iam_role.role[*].id)}",
          policy: JSON.stringify({
            Statement: statements("${aws_s3_bucket.data[0].arn}", "${aws_s3_bucket.replica[0].arn}"),
          }),
        },
      },
      ...replication({ ...on, bucket: data, role: "${aws_iam_role.role[0].arn}" }, [
        rule("${aws_s3_bucket.replica[0].arn}"),
      ]),
    };
    expect(brief(stack(differences, { variable }))).toEqual([]);
  });

  test("a destination by a data source that finds the bucket just made, and waits for its versioning", () => {
    const differences = replication({ depends_on: ["aws_s3_bucket_versioning.data"] }, [
      rule("${data.aws_s3_bucket.found.arn}"),
    ]);
    const data = {
      aws_s3_bucket: {
        found: { bucket: "${aws_s3_bucket.replica.bucket}", depends_on: ["aws_s3_bucket_versioning.replica"] },
      },
    };
    expect(brief(stack(differences, { data }))).toEqual([]);
  });

  test("rules by a dynamic block", () => {
    const dynamic = (forEach: string) => ({
      dynamic: {
        rule: { for_each: forEach, iterator: "each", content: rule("arn:aws:s3:::acme-${each.value}") },
      },
    });
    const differences = (forEach: string) => ({
      aws_s3_bucket: { replica: { bucket: "acme-copy", ...west } },
      ...replication(dynamic(forEach), undefined),
    });
    expect(brief(stack(differences('${toset(["copy"])}')))).toEqual([]);
    const unknown = brief(stack(differences("${var.copies}")));
    expect(unknown).toContain("? replication-enabled");
    expect(unknown.filter((line) => !line.startsWith("?"))).toEqual([]);
  });

  test("buckets over a list, and what is beside them over them", () => {
    const differences = {
      aws_s3_bucket: { replica: { for_each: '${toset(["one"])}', bucket: "acme-${each.value}", ...west } },
      aws_s3_bucket_versioning: {
        replica: { for_each: "${aws_s3_bucket.replica}", bucket: "${each.value.id}", ...enabled, ...west },
      },
      ...replication({}, [rule("arn:aws:s3:::acme-one")]),
      ...policy(JSON.stringify({ Statement: statements("arn:aws:s3:::acme-data", "arn:aws:s3:::acme-one") })),
    };
    expect(brief(stack(differences))).toEqual([]);
  });

  test("one resource that attaches a policy to roles", () => {
    const differences = {
      aws_iam_role_policy: { role: {} },
      aws_iam_policy: {
        p: {
          policy: JSON.stringify({
            Statement: statements("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}"),
          }),
        },
      },
      aws_iam_policy_attachment: {
        a: { name: "a", roles: ["${aws_iam_role.role.name}"], policy_arn: "${aws_iam_policy.p.arn}" },
      },
      ...replication({}, [theRule]),
    };
    expect(brief(stack(differences))).toEqual([]);
  });

  describe("a list of all managed policies of the role", () => {
    const document = (statements: unknown) => JSON.stringify({ Statement: statements });
    const listed = (policy_arns: readonly string[], more: object = {}) =>
      stack({
        aws_iam_role_policy: { role: {} },
        aws_iam_policy: {
          p: { policy: document(statements("${aws_s3_bucket.data.arn}", "${aws_s3_bucket.replica.arn}")) },
          deny: { policy: document({ Effect: "Deny", Action: "s3:*", Resource: "*" }) },
        },
        aws_iam_role_policy_attachments_exclusive: { a: { role_name: "${aws_iam_role.role.name}", policy_arns } },
        ...more,
        ...replication({}, [theRule]),
      });
    const attachment = {
      aws_iam_role_policy_attachment: {
        a: { role: "${aws_iam_role.role.name}", policy_arn: "${aws_iam_policy.p.arn}" },
      },
    };
    const [good, deny] = ["${aws_iam_policy.p.arn}", "${aws_iam_policy.deny.arn}"] as const;

    test("attaches what nothing else does", () => {
      expect(brief(listed([good]))).toEqual([]);
      expect(brief(listed([good, deny]))).toEqual(["role-can-replicate"]);
    });

    test("keeps what it names, and tells it once", () => {
      expect(brief(listed([good], attachment))).toEqual([]);
    });

    test("may remove what it does not name", () => {
      expect(brief(listed([], attachment))).toEqual([
        "? role-can-replicate",
        "? tags-can-replicate",
        "? role-least-privileged",
      ]);
    });
  });

  test("an alarm on an expression with the metric of failed copies", () => {
    const metric = {
      metric_name: "OperationsFailedReplication",
      namespace: "AWS/S3",
      dimensions: {
        SourceBucket: "${aws_s3_bucket.data.bucket}",
        DestinationBucket: "${aws_s3_bucket.replica.bucket}",
        RuleId: "all",
      },
    };
    const alarm = { a: { alarm_name: "failed", metric_query: [{ id: "m", metric: [metric] }] } };
    const { graph } = readConfigurations(
      { s: stack({ aws_cloudwatch_metric_alarm: alarm, ...replication({}, [theRule]) }) },
      DEFAULT_OPTIONS,
    );
    expect(graph.buckets.get("aws_s3_bucket.data")?.failureNotice).toEqual({ known: true, value: true });
  });

  test("the Region of the replica's provider is a variable: its default is not its value", () => {
    const provider = { aws: [{ region: "us-east-1" }, { alias: "west", region: "${var.region}" }] };
    const lines = said((all) =>
      readConfigurations({ s: stack(replication({}, [theRule]), { provider, variable }) }, all),
    );
    expect(lines).toContainEqual(
      "? destination-in-another-region: var.region may be given another value than its default when Terraform runs",
    );
    expect(lines.filter((line) => !line.startsWith("?"))).toEqual([]);
  });

  test("the replication of a bucket of another configuration is not passed in silence", () => {
    const configuration = (bucket: string) => ({
      provider: PROVIDERS,
      resource: { aws_s3_bucket_replication_configuration: { c: { bucket, role: "r", rule: [theRule] } } },
    });
    const unread = (json: JsonConfiguration) =>
      readConfigurations({ s: json }, DEFAULT_OPTIONS).graph.unread.map(({ why }) => why);
    const why =
      "aws_s3_bucket_replication_configuration.c configures the replication of a bucket that is not in this stack";
    expect(unread(configuration("acme-elsewhere"))).toEqual([why]);
    expect(unread(configuration("${data.terraform_remote_state.s3.outputs.id}"))).toEqual([why]);
    expect(unread(stack())).toEqual([]);
  });

  test("a bucket that a registry's module makes is not passed in silence", () => {
    const module = { bucket: { source: "terraform-aws-modules/s3-bucket/aws", bucket: "acme-unprotected" } };
    const { graph } = readConfigurations({ s: { provider: PROVIDERS, module } }, DEFAULT_OPTIONS);
    expect(graph.unread.map(({ why }) => why)).toEqual(["the module module.bucket is not read"]);
  });

  test("a destination of another stack, which is deployed before, as a whole", () => {
    const { resource } = stack() as { resource: Record<string, Record<string, Body>> };
    const there = {
      provider: { aws: [{ region: "us-west-2", allowed_account_ids: ["111122223333"] }] },
      resource: {
        aws_s3_bucket: { replica: { bucket_prefix: "copy-" } },
        aws_s3_bucket_versioning: { replica: { bucket: "${aws_s3_bucket.replica.id}", ...enabled } },
      },
      output: { arn: { value: "${aws_s3_bucket.replica.arn}" } },
    };
    const arn = "${data.terraform_remote_state.cross-stack-reference-input-there.outputs.arn}";
    const here = {
      provider: PROVIDERS,
      data: { terraform_remote_state: { "cross-stack-reference-input-there": {} } },
      resource: {
        aws_s3_bucket: { data: { bucket: "acme-data" } },
        aws_s3_bucket_versioning: { data: { bucket: "acme-data", ...enabled } },
        aws_iam_role: resource["aws_iam_role"],
        ...policy(JSON.stringify({ Statement: statements("arn:aws:s3:::acme-data", arn) })),
        ...replication({ depends_on: ["aws_s3_bucket_versioning.data"] }, [rule(arn)]),
      },
    };
    expect(said((all) => readConfigurations({ here, there }, all))).toEqual([]);
    // Without it the rule speaks.
    const alone = { ...here, resource: { ...here.resource, ...replication({ depends_on: [] }, [rule(arn)]) } };
    expect(said((all) => readConfigurations({ here: alone, there }, all))).toEqual([
      expect.stringMatching(/^configured-after-versioning here\/aws_s3_bucket.data/),
    ]);
  });
});
