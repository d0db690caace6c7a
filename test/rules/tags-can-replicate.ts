import {
  known,
  policyOf,
  READ_OBJECTS,
  READ_RULES,
  scene,
  unknownUntilApply,
  WRITE_COPIES,
  type Allowed,
} from "../support/scene";
import { table } from "../support/table";

const TAGS = "s3:GetObjectVersionTagging";
const ANNOTATIONS = "s3:GetObjectVersionAnnotationForReplication";

type Differences = Parameters<typeof scene>[0];

const may = (statements: readonly Allowed[], more: Differences = {}) =>
  scene({ ...more, role: { policies: [policyOf("role-policy", statements)] } });
const reading = (...actions: readonly string[]): Allowed => ({ ...READ_OBJECTS, Action: actions });
const without = (action: string): Allowed => reading(...READ_OBJECTS.Action.filter((each) => each !== action));
const denying = (Action: string) =>
  scene({
    replica: {
      policy: policyOf("replica-policy", [
        { Effect: "Deny", Principal: "*", Action, Resource: "arn:aws:s3:::replica/*" },
      ]),
    },
  });

export default table({
  satisfied: {
    "the role may read tags and annotations": scene(),
    "the role may read everything": may([READ_RULES, reading("s3:Get*"), WRITE_COPIES]),
    "the destination denies tagging, which replication does not ask for": denying("s3:PutObjectTagging"),
  },
  violated: {
    "the role may not read tags": may([READ_RULES, without(TAGS), WRITE_COPIES]),
    "the role may not read annotations": may([READ_RULES, without(ANNOTATIONS), WRITE_COPIES]),
    "the role may read the tags of some objects": may([
      READ_RULES,
      without(TAGS),
      { Action: TAGS, Resource: "arn:aws:s3:::data/logs/*" },
      WRITE_COPIES,
    ]),
    "the source denies to read the tags of some objects": scene({
      bucket: {
        policy: policyOf("data-policy", [
          { Effect: "Deny", Principal: "*", Action: TAGS, Resource: "arn:aws:s3:::data/*.secret" },
        ]),
      },
    }),
    "the destination denies annotations": denying("s3:ReplicateObjectAnnotation"),
  },
  undetermined: {
    "the role's policy is known on apply": scene({
      role: { policies: [unknownUntilApply("its policy is known only after apply")] },
    }),
    "the destination denies annotations, and whether anything is copied is known on apply": scene({
      replica: {
        policy: policyOf("replica-policy", [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:ReplicateObjectAnnotation",
            Resource: "arn:aws:s3:::replica/*",
          },
        ]),
      },
      role: { policies: [unknownUntilApply("its policy is known only after apply")] },
    }),
    "a condition that is not judged": may([
      READ_RULES,
      without(TAGS),
      { Action: TAGS, Resource: "arn:aws:s3:::data/*", Condition: { StringEquals: { "aws:SourceIp": "10.0.0.1" } } },
      WRITE_COPIES,
    ]),
  },
  silent: {
    "the role may copy nothing: covered by `role-can-replicate`": scene({ role: { policies: [] } }),
    "S3 cannot assume the role: covered by `role-can-replicate`": scene({ role: { trust: known(undefined) } }),
    "the role is not in the stack: covered by `role-can-replicate`": scene({
      configuration: { role: known({ in: "elsewhere", name: "arn:aws:iam::111122223333:role/theirs" }) },
    }),
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
  },
  failureReasons: {
    "the role may not read tags": ["SrcGetTaggingNotPermitted"],
    "the role may read the tags of some objects": ["SrcGetTaggingNotPermitted"],
    "the source denies to read the tags of some objects": ["SrcGetTaggingNotPermitted"],
  },
});
