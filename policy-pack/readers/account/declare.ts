import { parseArn, roleName } from "../../model/arn";
import type { DeclaredProvider, DeclaredResource } from "../declared/resource";
import { Unknown, type Block, type Value } from "../declared/value";
import { settingOf, unknownOf } from "./answer";
import type { BucketAnswers, Found, Notification } from "./buckets";
import { ACCOUNT } from "./dialect";
import type { AccountAnswers } from "./gather";
import type { KeyAnswers } from "./keys";
import { neutral } from "./neutral";
import type { RoleAnswers } from "./roles";

/** What AWS has told, as the resources that it tells of. */
export function declaredIn(answers: AccountAnswers): readonly DeclaredResource[] {
  const { partition, buckets, destinations, roles, policies, keys, alarms } = answers;
  return [
    ...[...buckets, ...destinations].flatMap((each) => bucketResources(each, partition)),
    ...roles.map(roleResource),
    ...Object.entries(policies).map(([arn, policy]) =>
      resource({ kind: "policy", address: arn, label: arn, type: "AWS::IAM::ManagedPolicy" }, [
        ["arn", arn],
        ["policy", settingOf(policy, (text) => text)],
      ]),
    ),
    ...keys.flatMap(keyResources),
    ...alarms.flatMap(({ region, dimensions }) => {
      const named = (index: number, settings: readonly Entry[]): DeclaredResource =>
        resource(
          {
            kind: "alarm",
            address: `alarm ${region} ${index}`,
            label: `an alarm in ${region}`,
            type: "AWS::CloudWatch::Alarm",
          },
          settings,
        );
      // Alarms that may not be read may be about any bucket.
      if (dimensions.is !== "told") return [named(0, [["metricName", unknownOf(dimensions)]])];
      return (dimensions.value ?? []).map((each, index) =>
        named(index, [
          ["metricName", "OperationsFailedReplication"],
          ["dimensions", new Map<string, Value>(each)],
        ]),
      );
    }),
  ];
}

type Entry = readonly [string, Value];
type Head = Pick<DeclaredResource, "kind" | "address" | "label" | "type"> &
  Partial<Pick<DeclaredResource, "shape" | "provider" | "isMissing">>;

function resource(head: Head, settings: readonly Entry[]): DeclaredResource {
  const present = new Map(settings.filter(([, value]) => value !== undefined));
  return {
    shape: "provider",
    ...head,
    settings: present,
    isDeployed: true,
    dependencies: [],
    references: new Map(),
    words: ACCOUNT,
  };
}

function bucketResources(answers: BucketAnswers, partition: string): readonly DeclaredResource[] {
  const { name, region } = answers;
  const arn = `arn:${partition}:s3:::${name}`;
  const head = { kind: "bucket", address: arn, label: name, type: "AWS::S3::Bucket", shape: "api" } as const;
  // A rule that names it leads to a bucket elsewhere, which is known to be none.
  if (region.is === "missing") return [];
  const { versioning, replication, encryption, objectLock, ownership, policy, tags, payer, lifecycle, notification } =
    answers;
  const block = (key: string, value: Value): Block => new Map([[key, value]]);
  return [
    resource({ ...head, provider: providerOf(answers) }, [
      ["arn", arn],
      ["bucketName", name],
      ["versioningConfiguration", settingOf(versioning, (status) => block("status", status))],
      ["replicationConfiguration", settingOf(replication, neutral)],
      [
        "bucketEncryption",
        settingOf(encryption, (rules) => block("serverSideEncryptionConfiguration", neutral(rules))),
      ],
      ["objectLockConfiguration", settingOf(objectLock, neutral)],
      // Whether there is one at all may be what is not known.
      ["objectLockEnabled", objectLock.is === "told" ? undefined : unknownOf(objectLock)],
      ["ownershipControls", settingOf(ownership, (value) => block("rules", [block("objectOwnership", value)]))],
      ["policy", settingOf(policy, (text) => text)],
      ["tags", settingOf(tags, neutral)],
      ["requestPayer", settingOf(payer, (text) => text)],
      ["lifecycleConfiguration", settingOf(lifecycle, (rules) => block("rules", neutral(rules)))],
    ]),
    resource(
      {
        kind: "notification",
        address: `${arn} notification`,
        label: `the notifications of ${name}`,
        type: "AWS::S3::Bucket",
      },
      [
        ["bucket", name],
        ...(notification.is === "told"
          ? notificationSettings(notification.value)
          : ([["topics", unknownOf(notification)]] as const)),
      ],
    ),
  ];
}

function notificationSettings(told: Notification | undefined): readonly Entry[] {
  const receivers = (events: readonly (readonly string[])[] = []): Value =>
    events.map((each): Block => new Map([["events", each]]));
  return [
    ["eventbridge", told?.eventbridge],
    ["topics", receivers(told?.topics)],
    ["queues", receivers(told?.queues)],
    ["lambdaFunctions", receivers(told?.lambdaFunctions)],
  ];
}

/** Where a bucket is and whose it is: what a provider is for a resource of a program. */
function providerOf({ name, region, account }: Found): DeclaredProvider {
  const owner = settingOf(account, (id): Value => [id]);
  return {
    address: `AWS, for ${name}`,
    label: "AWS",
    settings: new Map<string, Value>([
      ["region", settingOf(region, (where) => where)],
      [
        "allowedAccountIds",
        owner instanceof Unknown
          ? new Unknown({ ...owner.about, why: `which account ${name} belongs to is not known` })
          : owner,
      ],
    ]),
    setRegion: `allow s3:ListBucket on ${name} to whoever runs this`,
    setAccount: "give --destination-profile the credentials of its account",
  };
}

function roleResource({ arn, role, inline, attached }: RoleAnswers): DeclaredResource {
  const name = roleName(arn);
  const isMissing = role.is === "missing";
  const head = { kind: "role", address: arn, label: name, type: "AWS::IAM::Role" } as const;
  return resource({ ...head, ...(isMissing && { isMissing }) }, [
    ["arn", arn],
    ["name", name],
    ...(isMissing
      ? []
      : ([
          ["assumeRolePolicy", settingOf(role, ({ trust }) => trust)],
          ["permissionsBoundary", settingOf(role, ({ boundary }) => boundary)],
          [
            "inlinePolicies",
            settingOf(inline, (all) =>
              all.map((each): Block => new Map([["policy", settingOf(each, (text) => text)]])),
            ),
          ],
          ["managedPolicyArns", settingOf(attached, (arns) => arns)],
        ] as const)),
  ]);
}

function keyResources({ named, region, key, policy, grants }: KeyAnswers): readonly DeclaredResource[] {
  const told = key.is === "told" ? key.value : undefined;
  const arn = told?.arn ?? (parseArn(named) ? named : undefined);
  const address = arn ?? `${named} in ${region}`;
  const provider: DeclaredProvider = {
    address: `AWS in ${region}`,
    label: "AWS",
    settings: new Map([["region", region]]),
    setRegion: "",
    setAccount: "",
  };
  const isAlias = named.includes("alias/");
  const what = `KMS key ${named}`;
  const keyResource = resource({ kind: "key", address, label: address, type: "AWS::KMS::Key", provider }, [
    ["keyId", told?.id ?? (isAlias ? undefined : named)],
    ["arn", arn],
    ["isEnabled", key.is === "told" ? told?.isEnabled : unknownOf(key, what)],
    ["policy", settingOf(policy, (text) => text, what)],
  ]);
  const all = [keyResource, ...grantResources(grants, address, provider, what)];
  if (!isAlias) return all;
  const aliasName = named.slice(named.indexOf("alias/"));
  const alias = resource(
    { kind: "alias", address: `${aliasName} in ${region}`, label: aliasName, type: "AWS::KMS::Alias", provider },
    [
      ["name", aliasName],
      ["arn", parseArn(named) ? named : undefined],
      ["targetKeyId", told?.id ?? (key.is === "told" ? undefined : unknownOf(key, what))],
    ],
  );
  return told ? [...all, alias] : [alias];
}

function grantResources(
  grants: KeyAnswers["grants"],
  key: string,
  provider: DeclaredProvider,
  what: string,
): readonly DeclaredResource[] {
  const grant = (index: number, grantee: Value, operations: Value, constraints: Value): DeclaredResource => {
    const label = `a grant of ${key}`;
    return resource({ kind: "key-grant", address: `${label} ${index}`, label, type: "AWS::KMS::Grant", provider }, [
      ["keyId", key],
      ["granteePrincipal", grantee],
      ["operations", operations],
      ["constraints", constraints],
    ]);
  };
  if (grants.is !== "told") {
    // Grants that may not be read may be for any role.
    const unread = unknownOf(grants, what);
    return [grant(0, unread, unread, unread)];
  }
  return (grants.value ?? []).map(({ grantee, operations, isConstrained }, index) =>
    grant(index, grantee, operations, isConstrained ? [new Map()] : []),
  );
}
