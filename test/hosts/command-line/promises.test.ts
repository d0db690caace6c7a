import { COMPLIANT, raw, resource as applied } from "../../support/applied";
import { s3crr, type Files } from "../../support/command";
import {
  bucket,
  encrypted,
  exported,
  good,
  HOME,
  inWest,
  resource,
  versioning,
  WEST,
  type State,
} from "../../support/exported";

const ROLE = "arn:aws:iam::111122223333:role/replication";
const OTHER_ROLE = "arn:aws:iam::111122223333:role/another";

/** The stack whose role replicates: without the copy, which is another stack's. */
const sourceWith = (rule: object = {}) =>
  exported(
    good()
      .filter(({ urn }) => urn !== bucket("replica").urn && urn !== versioning("replica").urn)
      .map((each) => {
        const { rules } = each["inputs"] as { readonly rules?: readonly object[] };
        const inputs = { ...(each["inputs"] as object), ...(rules && { rules: [{ ...rules[0], ...rule }] }) };
        const outputs = { ...(each["outputs"] as object), ...inputs };
        return { ...each, inputs, outputs, ...(rules && { dependencies: [versioning("data").urn] }) };
      }),
  );

const TLS_ONLY = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::acme-replica/*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const allowing = (principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal: principal,
  Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
  Resource: "arn:aws:s3:::acme-replica/*",
  ...more,
});

const policyOf = (...statements: readonly object[]): State =>
  resource(
    "aws:s3/bucketPolicy:BucketPolicy",
    "replica",
    { bucket: "acme-replica", policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) },
    inWest,
  );

/** The stack that owns the copy. */
const owner = (...more: readonly State[]) => {
  const own = [HOME, WEST, bucket("replica", inWest), versioning("replica", "Enabled", inWest)];
  const urns = new Set(more.map(({ urn }) => urn));
  return exported([...own.filter(({ urn }) => !urns.has(urn)), ...more]);
};

interface Written {
  readonly scope: { readonly knownDestinations: readonly Readonly<Record<string, unknown>>[] };
}

async function promised(files: Files, argv: readonly string[] = ["copies.json"]) {
  const { stdout, stderr, status } = await s3crr(["promises", ...argv], files);
  return { config: JSON.parse(stdout) as Written, stderr, status };
}

/** What is still not satisfied of a source's stack under a configuration. */
async function leftOf(source: object, config: object): Promise<readonly string[]> {
  const { stdout } = await s3crr(["check", "data.json", "--config", "config.json", "--format", "json"], {
    "data.json": source,
    "config.json": config,
  });
  const { sources } = JSON.parse(stdout) as {
    sources: readonly {
      buckets: readonly { label: string; verdicts: Readonly<Record<string, { readonly answer: string }>> }[];
    }[];
  };
  const found = sources.flatMap(({ buckets }) => buckets).find(({ label }) => label.includes("data"));
  if (!found) throw new Error(`there is no source in ${stdout}`);
  return Object.entries(found.verdicts).flatMap(([rule, { answer }]) =>
    answer === "satisfied" || answer === "not-applicable" ? [] : [`${answer} ${rule}`],
  );
}

const OPEN = [
  "undetermined destination-in-another-region",
  "undetermined destination-versioned",
  "undetermined whole-bucket-covered",
];
const WITHOUT_GRANTS = ["undetermined role-can-replicate", "undetermined tags-can-replicate"];

describe("what is undetermined in one stack is satisfied by what the state of the other proves", () => {
  test("Pulumi states", async () => {
    const files = { "copies.json": owner(policyOf(allowing({ AWS: ROLE }), TLS_ONLY)) };
    expect(await leftOf(sourceWith(), {})).toEqual([...OPEN, ...WITHOUT_GRANTS]);
    const { config, stderr, status } = await promised(files);
    expect([status, stderr]).toEqual([
      0,
      "1 bucket: the Region of 1, the versioning of 1 and who may replicate to 1 proven.\n",
    ]);
    expect(config).toEqual({
      scope: {
        knownDestinations: [
          {
            bucket: "acme-replica",
            region: "us-west-2",
            versioned: true,
            objectLock: false,
            grants: [
              { principal: ROLE, actions: ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateObjectAnnotation"] },
            ],
            proof:
              "copies.json (Pulumi state): replica; Region: from provider west; versioning: replica; grants: replica",
          },
        ],
      },
    });
    expect(await leftOf(sourceWith(), config)).toEqual([]);
  });

  test("Terraform states", async () => {
    const isOfCopy = ({ address }: { readonly address: string }): boolean => address.endsWith(".copy");
    const policy = applied("aws_s3_bucket_policy.copy", {
      bucket: "acme-copy",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111122223333:role/crr" },
            Action: "s3:Replicate*",
            Resource: "arn:aws:s3:::acme-copy/*",
          },
        ],
      }),
    });
    const tfstate = (all: typeof COMPLIANT) => ({ terraform_version: "1.11.4", ...raw(all) });
    const source = tfstate(COMPLIANT.filter((each) => !isOfCopy(each)));
    expect(await leftOf(source, {})).toEqual([...OPEN, ...WITHOUT_GRANTS]);
    const { config } = await promised({ "copies.tfstate": tfstate([...COMPLIANT.filter(isOfCopy), policy]) }, [
      "copies.tfstate",
    ]);
    expect(config.scope.knownDestinations[0]?.["proof"]).toBe(
      "copies.tfstate (Terraform state): aws_s3_bucket.copy; Region: its own `region`; versioning: aws_s3_bucket_versioning.copy; grants: aws_s3_bucket_policy.copy",
    );
    expect(await leftOf(source, config)).toEqual([]);
  });
});

const account = (id: string): State => {
  const inputs = { region: "us-west-2", allowedAccountIds: [id] };
  return { ...WEST, inputs, outputs: inputs };
};

describe("only what is proven is promised", () => {
  test.each<[string, readonly State[], object, readonly string[]]>([
    ["no policy, and an account that nobody tells", [], {}, WITHOUT_GRANTS],
    ["no policy, in the role's own account", [account("111122223333")], {}, []],
    ["no policy, in another account", [account("444455556666")], {}, WITHOUT_GRANTS],
    ["a policy for the whole account", [policyOf(allowing({ AWS: "arn:aws:iam::111122223333:root" }))], {}, []],
    ["a policy for everyone", [policyOf(allowing("*"))], {}, []],
    ["a policy for another role", [policyOf(allowing({ AWS: OTHER_ROLE }))], {}, WITHOUT_GRANTS],
    [
      "a policy that forbids the role what it allows it",
      [policyOf(allowing({ AWS: ROLE }), allowing({ AWS: ROLE }, { Effect: "Deny" }))],
      {},
      WITHOUT_GRANTS,
    ],
    [
      "a policy with a condition that nobody can decide",
      [policyOf(allowing({ AWS: ROLE }, { Condition: { StringEquals: { "aws:PrincipalTag/team": "a" } } }))],
      {},
      WITHOUT_GRANTS,
    ],
    [
      "a policy for some of the objects",
      [policyOf(allowing({ AWS: ROLE }, { Resource: "arn:aws:s3:::acme-replica/logs/*" }))],
      {},
      WITHOUT_GRANTS,
    ],
    [
      "a policy without delete markers, and a rule with them",
      [policyOf(allowing({ AWS: ROLE }))],
      { deleteMarkerReplication: { status: "Enabled" } },
      ["undetermined role-can-replicate"],
    ],
    [
      "a policy with delete markers, and a rule with them",
      [policyOf(allowing({ AWS: ROLE }, { Action: ["s3:ReplicateObject", "s3:ReplicateDelete"] }))],
      { deleteMarkerReplication: { status: "Enabled" } },
      [],
    ],
    [
      "a policy that only spares the role from a Deny, where it may have a boundary",
      [
        account("111122223333"),
        policyOf(allowing({ AWS: ROLE }), {
          ...allowing(undefined),
          Effect: "Deny",
          NotPrincipal: { AWS: [ROLE, "111122223333"] },
        }),
      ],
      {},
      WITHOUT_GRANTS,
    ],
    [
      "a copy without versioning",
      [versioning("replica", "Suspended", inWest), policyOf(allowing({ AWS: ROLE }))],
      {},
      ["violated destination-versioned"],
    ],
  ])("%s", async (_name, more, rule, left) => {
    const { config } = await promised({ "copies.json": owner(...more) });
    expect(await leftOf(sourceWith(rule), config)).toEqual(left);
  });

  test("a role whose ARN is not known may be another than the one that is promised", async () => {
    const { config } = await promised({ "copies.json": owner(policyOf(allowing({ AWS: ROLE }))) });
    const unknown = sourceWith();
    const { resources } = unknown["deployment"] as { readonly resources: readonly State[] };
    const withoutArn = resources.map((each) =>
      each.type === "aws:iam/role:Role"
        ? { ...each, outputs: { ...(each["outputs"] as object), arn: encrypted } }
        : each,
    );
    expect(await leftOf(exported(withoutArn), config)).toEqual(WITHOUT_GRANTS);
  });

  test("a bucket whose name is a pattern, or a secret, is left out", async () => {
    const strange = bucket("replica", {
      ...inWest,
      inputs: { bucket: "acme-*" },
      outputs: { bucket: "acme-*", arn: "arn:aws:s3:::acme-*", id: "acme-*" },
    });
    const { config, stderr } = await promised({ "copies.json": owner(strange) });
    expect([config.scope.knownDestinations, stderr]).toEqual([[], "Nothing is proven about any bucket.\n"]);
  });
});

describe("several files", () => {
  const copies = owner(policyOf(allowing({ AWS: ROLE })));

  test("that agree about a bucket are one promise", async () => {
    const { config } = await promised({ "a.json": copies, "b.json": copies }, ["a.json", "b.json"]);
    expect(config.scope.knownDestinations).toHaveLength(1);
  });

  test("that do not agree are none, and it is said", async () => {
    const other = owner(versioning("replica", "Suspended", inWest));
    const { config, stderr, status } = await promised({ "a.json": copies, "b.json": other }, ["a.json", "b.json"]);
    expect([status, config.scope.knownDestinations]).toEqual([0, []]);
    expect(stderr).toContain("acme-replica is left out: the files do not agree about it.\n");
  });

  test("one that cannot be read is said, and the others are used", async () => {
    const { config, stderr, status } = await promised({ "a.json": copies, "b.json": "{" }, ["b.json", "a.json"]);
    expect([status, config.scope.knownDestinations.length]).toEqual([2, 1]);
    expect(stderr).toContain("b.json: The file ends in the middle of its JSON: it was not written to its end.\n");
  });
});

test("a configuration with a mistake in it is refused in one sentence, and nothing is written", async () => {
  const ran = await s3crr(["promises", "a.json", "--config", "c.json"], {
    "a.json": owner(),
    "c.json": { scopes: {} },
  });
  expect(ran).toEqual({
    status: 2,
    stdout: "",
    stderr: "The policy configuration contains `scopes`, which is not a policy. Did you mean `scope`?\n",
  });
});
