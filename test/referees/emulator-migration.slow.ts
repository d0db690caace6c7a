import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { TerraformProvider, TerraformResource } from "cdktf";
import { ReplicatedBucket } from "../../cdktf-module";
import { synthesizeInto, type StackForTest } from "../support/synth";
import { missingTerraform, OFFLINE, openRoot, PROVIDER, written } from "../support/terraform";
import { contents, put } from "./buckets";
import { deployment, onEmulator, type Deployment } from "./deployment";
import { ACCOUNT, describeUnless, MINISTACK, missingEmulator, s3Of, startEmulator, type Emulator } from "./emulator";

// docs/migration.md, tried: what was written by hand, or built by a module of the Terraform registry, becomes a
// ReplicatedBucket, in the same state or in another, and nothing is destroyed or replaced. The modules are stand-ins that
// have the addresses of the real ones, and nothing else of them.

type Body = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Readonly<Record<string, Body>>>>;

/** The name that all resources of a bucket have in a module, or each its own. */
type Label = string | Readonly<Record<Part, string>>;

const TYPES = {
  bucket: "aws_s3_bucket",
  versioning: "aws_s3_bucket_versioning",
  encryption: "aws_s3_bucket_server_side_encryption_configuration",
  publicAccessBlock: "aws_s3_bucket_public_access_block",
  ownershipControls: "aws_s3_bucket_ownership_controls",
} as const;
type Part = keyof typeof TYPES;
const PARTS = Object.keys(TYPES) as readonly Part[];

const ARGUMENTS: Readonly<Record<Exclude<Part, "bucket">, Body>> = {
  versioning: { versioning_configuration: { status: "Enabled" } },
  encryption: { rule: { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } } },
  publicAccessBlock: { block_public_acls: true, block_public_policy: true },
  ownershipControls: { rule: { object_ownership: "BucketOwnerEnforced" } },
};

const labelOf = (label: Label, part: Part): string => (typeof label === "string" ? label : label[part]);
const plain = (label: string): string => label.replace("[0]", "");

/** A bucket as modules build it; of a label that ends with an index, with `count`. */
function bucket(name: string, label: Label, parts: readonly Part[] = PARTS): Resources {
  const body = (part: Part): Body => ({
    ...(labelOf(label, part).endsWith("[0]") && { count: 1 }),
    ...(part === "bucket"
      ? { bucket: name }
      : { bucket: `\${aws_s3_bucket.${labelOf(label, "bucket")}.id}`, ...ARGUMENTS[part] }),
  });
  return Object.fromEntries(parts.map((part) => [TYPES[part], { [plain(labelOf(label, part))]: body(part) }]));
}

const ASSUME = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:Get*", "s3:List*", "s3:Replicate*"], Resource: "*" }],
});

const role = (name: string, label: string, count = {}): Resources => ({
  aws_iam_role: { [label]: { ...count, name: `${name}-replication`, assume_role_policy: ASSUME } },
});

const attached = (name: string, label: string, count = {}): Resources => {
  const index = "count" in count ? "[0]" : "";
  return {
    ...role(name, label, count),
    aws_iam_policy: { [label]: { ...count, name: `${name}-replication`, policy: POLICY } },
    aws_iam_role_policy_attachment: {
      [label]: {
        ...count,
        role: `\${aws_iam_role.${label}${index}.name}`,
        policy_arn: `\${aws_iam_policy.${label}${index}.arn}`,
      },
    },
  };
};

const configuration = (name: string, label: string, roleLabel: string, count = {}, more: Body = {}): Resources => ({
  aws_s3_bucket_replication_configuration: {
    [label]: {
      ...count,
      bucket: name,
      role: `\${aws_iam_role.${roleLabel}.arn}`,
      rule: {
        id: "west",
        status: "Enabled",
        priority: 10,
        filter: {},
        delete_marker_replication: { status: "Disabled" },
        destination: { bucket: `arn:aws:s3:::${name}-copy` },
      },
      ...more,
    },
  },
});

interface Scene {
  readonly name: string;
  /** The root module, and the modules that it calls. */
  readonly root: Resources;
  readonly modules?: Readonly<Record<"data" | "copy", Resources>>;
  /** What the labels were. */
  readonly data: Label;
  readonly copy: Label;
  readonly parts?: readonly Part[];
  readonly configuration: string;
  readonly role: string;
  readonly rolePolicy?: string;
  /** What is forgotten and left as it is. */
  readonly removed?: readonly string[];
}

const COUNT = { count: 1 };
const PRIVATE = {
  bucket: "private_bucket",
  versioning: "private_bucket",
  encryption: "private_bucket",
  publicAccessBlock: "public_access_block[0]",
  ownershipControls: "private_bucket[0]",
} as const;

const merged = (...all: readonly Resources[]): Resources =>
  all.reduce((sum, each) => ({
    ...sum,
    ...Object.fromEntries(Object.entries(each).map(([type, some]) => [type, { ...sum[type], ...some }])),
  }));

const SCENES: Readonly<Record<string, Scene>> = {
  "hand-written resources": {
    name: "acme-hand",
    root: merged(
      bucket("acme-hand", "data", ["bucket", "versioning"]),
      {
        aws_s3_bucket: { copy: { bucket: "acme-hand-copy", provider: "aws.west" } },
        aws_s3_bucket_versioning: {
          copy: { bucket: "${aws_s3_bucket.copy.id}", provider: "aws.west", ...ARGUMENTS.versioning },
        },
      },
      role("acme-hand", "replication"),
      {
        aws_iam_role_policy: {
          replication: { name: "replication", role: "${aws_iam_role.replication.id}", policy: POLICY },
        },
      },
      configuration(
        "acme-hand",
        "data",
        "replication",
        {},
        {
          depends_on: ["aws_s3_bucket_versioning.data", "aws_s3_bucket_versioning.copy"],
        },
      ),
    ),
    data: "data",
    copy: "copy",
    parts: ["bucket", "versioning"],
    configuration: "aws_s3_bucket_replication_configuration.data",
    role: "aws_iam_role.replication",
    rolePolicy: "aws_iam_role_policy.replication",
  },
  "terraform-aws-modules/s3-bucket": {
    name: "acme-tam",
    root: attached("acme-tam", "tam"),
    modules: {
      data: merged(
        bucket("acme-tam", "this[0]"),
        // The ARN of the role is a variable of the module.
        configuration("acme-tam", "this", "tam", COUNT, {
          role: `arn:aws:iam::${ACCOUNT}:role/acme-tam-replication`,
          depends_on: ["aws_s3_bucket_versioning.this"],
        }),
      ),
      copy: bucket("acme-tam-copy", "this[0]"),
    },
    data: "this[0]",
    copy: "this[0]",
    configuration: "module.tam_data.aws_s3_bucket_replication_configuration.this[0]",
    role: "aws_iam_role.tam",
    removed: ["aws_iam_policy.tam", "aws_iam_role_policy_attachment.tam"],
  },
  "cloudposse/s3-bucket": {
    name: "acme-cp",
    root: {},
    modules: {
      data: merged(
        bucket("acme-cp", "default[0]"),
        attached("acme-cp", "replication", COUNT),
        configuration("acme-cp", "default", "replication[0]", COUNT, {
          depends_on: ["aws_s3_bucket_versioning.default"],
        }),
      ),
      copy: bucket("acme-cp-copy", "default[0]"),
    },
    data: "default[0]",
    copy: "default[0]",
    configuration: "module.cp_data.aws_s3_bucket_replication_configuration.default[0]",
    role: "module.cp_data.aws_iam_role.replication[0]",
    removed: ["module.cp_data.aws_iam_policy.replication", "module.cp_data.aws_iam_role_policy_attachment.replication"],
  },
  "trussworks/s3-private-bucket, and replication beside it": {
    name: "acme-tw",
    root: merged(
      role("acme-tw", "tw"),
      { aws_iam_role_policy: { tw: { name: "replication", role: "${aws_iam_role.tw.id}", policy: POLICY } } },
      configuration("acme-tw", "tw", "tw", {}, { depends_on: ["module.tw_data", "module.tw_copy"] }),
    ),
    modules: { data: bucket("acme-tw", PRIVATE), copy: bucket("acme-tw-copy", PRIVATE) },
    data: PRIVATE,
    copy: PRIVATE,
    configuration: "aws_s3_bucket_replication_configuration.tw",
    role: "aws_iam_role.tw",
    rolePolicy: "aws_iam_role_policy.tw",
  },
};

const shortName = ({ name }: Scene): string => name.replace("acme-", "");
const moduleName = (scene: Scene, side: "data" | "copy"): string => `${shortName(scene)}_${side}`;

/** All scenes in one root module. */
function before(): Readonly<Record<string, string>> {
  const scenes = Object.values(SCENES);
  const calls = scenes.flatMap((scene) =>
    Object.entries(scene.modules ?? {}).map(([side, resource]) => ({
      name: moduleName(scene, side as "data" | "copy"),
      resource,
      call: {
        source: `./${moduleName(scene, side as "data" | "copy")}`,
        ...(side === "copy"
          ? { providers: { aws: "aws.west" } }
          : { depends_on: [`module.${moduleName(scene, "copy")}`] }),
      },
    })),
  );
  const aws = { source: "hashicorp/aws", version: PROVIDER };
  const root = {
    terraform: { required_providers: { aws }, backend: { local: { path: "terraform.test.tfstate" } } },
    provider: {
      aws: [
        { region: "eu-west-1", ...ON_EMULATOR },
        { region: "us-west-2", alias: "west", ...ON_EMULATOR },
      ],
    },
    resource: merged(...scenes.map(({ root: resources }) => resources)),
    module: Object.fromEntries(calls.map(({ name, call }) => [name, call])),
  };
  return {
    "main.tf.json": JSON.stringify(root, null, 2),
    ...Object.fromEntries(
      calls.map(({ name, resource }) => [
        `${name}/main.tf.json`,
        JSON.stringify({ terraform: { required_providers: { aws } }, resource }, null, 2),
      ]),
    ),
  };
}

const ON_EMULATOR = { ...OFFLINE, access_key: ACCOUNT, s3_use_path_style: true, skip_requesting_account_id: false };

/** How a resource comes into the state. */
type Adopt = (resource: TerraformResource, id: string, from?: string, provider?: TerraformProvider) => void;

const byMoving: Adopt = (resource, _id, from) => {
  if (from !== undefined) resource.moveFromId(from);
};
const byImport: Adopt = (resource, id, _from, provider) => resource.importFrom(id, provider);

/** The stack that replaces them all. */
function after({ stack, west }: StackForTest, adopt: Adopt): readonly ReplicatedBucket[] {
  return Object.values(SCENES).map((scene) => {
    const { name, parts = PARTS, rolePolicy } = scene;
    const data = new ReplicatedBucket(stack, name, {
      bucketName: name,
      replicas: [{ provider: west, id: "west", bucketName: `${name}-copy` }],
      roleName: `${name}-replication`,
    });
    const copy = data.replica("west");
    for (const part of PARTS) {
      const had = (side: "data" | "copy"): string | undefined =>
        parts.includes(part) ? addressOf(scene, side, part) : undefined;
      adopt(data[part], name, had("data"));
      adopt(copy[part], `${name}-copy`, had("copy"), west);
    }
    adopt(data.policy, name);
    adopt(copy.policy, `${name}-copy`, undefined, west);
    const { role: created, configuration: replicated } = data.replication;
    adopt(replicated, name, scene.configuration);
    if (created) adopt(created.role, `${name}-replication`, scene.role);
    if (created && rolePolicy !== undefined) adopt(created.policy, `${name}-replication:replication`, rolePolicy);
    return data;
  });
}

function addressOf(scene: Scene, side: "data" | "copy", part: Part): string {
  const prefix = scene.modules ? `module.${moduleName(scene, side)}.` : "";
  return `${prefix}${TYPES[part]}.${labelOf(scene[side], part)}`;
}

/** Synthesizes the stack that comes after, as the only configuration of a folder. */
async function writeAfter(directory: string, adopt: Adopt, removed: readonly string[] = []): Promise<void> {
  const outdir = await mkdtemp(path.join(tmpdir(), "migration-"));
  try {
    synthesizeInto(outdir, (scope) => {
      after(scope, adopt);
      if (removed.length > 0) {
        scope.stack.addOverride(
          "removed",
          removed.map((from) => ({ from, lifecycle: { destroy: false } })),
        );
      }
    });
    const file = path.join(outdir, "stacks/test/cdk.tf.json");
    await onEmulator(file);
    await copyFile(file, path.join(directory, "cdk.tf.json"));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

test.each(Object.entries(SCENES))("the page has the addresses of %s", (_name, scene) => {
  const page = readFileSync(path.join(__dirname, "../../docs/migration.md"), "utf8");
  const onPage = (address: string): string => address.replace(moduleName(scene, "data"), "data");
  const addresses = (scene.parts ?? PARTS).map((part) => addressOf(scene, "data", part));
  const inModule = [scene.configuration, scene.role].filter((address) => address.startsWith("module."));
  for (const address of [...addresses, ...inModule]) expect(page).toContain(`\`${onPage(address)}\``);
  for (const address of scene.removed ?? []) {
    if (address.startsWith("module.")) expect(page).toContain(`"${onPage(address)}"`);
  }
});

describeUnless(missingEmulator(MINISTACK), missingTerraform)("migration to ReplicatedBucket", () => {
  let emulator: Emulator;
  let root: Deployment;

  beforeAll(async () => {
    emulator = await startEmulator(MINISTACK);
    root = deployment(await openRoot((outdir) => written(outdir, before()), emulator.environment));
    await root.apply();
    for (const { name } of Object.values(SCENES)) await put(s3Of(emulator), name, "before/1");
  });
  afterAll(async () => {
    await emulator.stop();
    await root.close();
  });

  test("by moved blocks in the same state: nothing is destroyed or replaced, and every resource is found again", async () => {
    const { directory } = root;
    await rm(path.join(directory, "main.tf.json"));
    await writeAfter(
      directory,
      byMoving,
      Object.values(SCENES).flatMap(({ removed = [] }) => removed),
    );
    const plan = await root.plan();
    expect(plan.filter(({ change }) => change.actions.includes("delete"))).toEqual([]);
    const moved = plan.flatMap(({ previous_address: from }) => (from === undefined ? [] : [from]));
    const expected = Object.values(SCENES).flatMap((scene) => [
      ...(scene.parts ?? PARTS).flatMap((part) => [addressOf(scene, "data", part), addressOf(scene, "copy", part)]),
      scene.configuration,
      scene.role,
      ...(scene.rolePolicy === undefined ? [] : [scene.rolePolicy]),
    ]);
    expect(moved.sort()).toEqual([...expected].sort());
    const created = plan.filter(({ change }) => change.actions.includes("create")).map(({ address }) => address);
    expect(
      created.filter((address) => /^aws_(s3_bucket|iam_role|s3_bucket_replication_configuration)\./.test(address)),
    ).toEqual([]);
    await root.apply();
    expect(await root.changes()).toEqual([]);
  });

  test("objects are where they were, and new ones arrive", async () => {
    for (const { name } of Object.values(SCENES)) {
      await put(s3Of(emulator), name, "later/1");
      expect(await contents(s3Of(emulator), name)).toEqual(["before/1 COMPLETED", "later/1 COMPLETED"]);
      expect(await contents(s3Of(emulator, "us-west-2"), `${name}-copy`)).toEqual([
        "before/1 REPLICA",
        "later/1 REPLICA",
      ]);
    }
  });

  test("by import blocks into a state of its own: nothing that was there is created again", async () => {
    const other = deployment(
      await openRoot(async (outdir) => {
        await writeAfter(outdir, byImport);
        return outdir;
      }, emulator.environment),
    );
    try {
      const rest = (await other.plan()).filter(
        ({ change: { actions, importing } }) => !importing || actions[0] !== "no-op",
      );
      // The names of the others are known to Terraform only.
      expect(rest.map(({ address, change }) => [address.split(".")[0], ...change.actions])).toEqual(
        Object.values(SCENES)
          .filter(({ rolePolicy }) => rolePolicy === undefined)
          .map(() => ["aws_iam_role_policy", "create"]),
      );
    } finally {
      await other.close();
    }
  });
});
