import {
  bucketNamed,
  known,
  policyOf,
  replicating,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  type Allowed,
} from "../support/scene";
import { placeholder } from "../../policy-pack/model/text";
import type { Bucket } from "../../policy-pack/model/graph";
import { table } from "../support/table";

/** A bucket that replicates nothing, and its policy. */
const guarded = (policy: Bucket["policy"]) => scene({ about: "lone", others: [bucketNamed("lone", { policy })] });
const withStatement = (statement: Partial<Allowed>) =>
  guarded(policyOf("policy", [{ Principal: "*", Action: "s3:ReplicateObject", Resource: "*", ...statement }]));
const withText = (text: string) => guarded(known({ text, on: "policy" }));

export default table({
  satisfied: {
    "a rule is Enabled": scene(),
    "one rule is Disabled and another is Enabled": scene({
      rules: [{ id: known("paused"), status: known("Disabled") }, {}],
    }),
    "one rule's status is known on apply and another is Enabled": scene({
      rules: [{ status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]) }, {}],
    }),
  },
  violated: {
    "there is no replication configuration": scene({ bucket: { replication: known(undefined), configurations: [] } }),
    "the only rule is Disabled": scene({ rule: { status: known("Disabled") } }),
    "all rules are Disabled": scene({ rules: [{ status: known("Disabled") }, { status: known("Disabled") }] }),
    "the configuration has no rules": scene({ rules: [] }),
    "the bucket is only the destination of a rule inside its Region": scene({
      about: "replica",
      replica: { region: known("eu-west-1") },
    }),
    "the bucket is only the destination of a Disabled rule": scene({
      about: "replica",
      rule: { status: known("Disabled") },
    }),
    "the bucket is a destination, and its own rule is Disabled": scene({
      about: "replica",
      replica: {
        replication: known(replicating("replica", [{ destination: known("data"), status: known("Disabled") }])),
      },
    }),
    "its policy denies replication to it": withStatement({ Effect: "Deny" }),
    "its policy allows everything but replication to it": withStatement({
      NotAction: "s3:ReplicateObject",
      Action: undefined,
    } as unknown as Partial<Allowed>),
    "its policy is known on apply": guarded(unknownUntilApply("known only after apply")),
  },
  undetermined: {
    "its policy allows replication to it, so it may be the replica of a bucket elsewhere": withStatement({}),
    "its policy allows replication to it, in other letters": withStatement({ Action: ["S3:replicateobject"] }),
    "its policy is not a policy": withText("not a policy"),
    "its policy is a list": withText("[]"),
    "a statement of its policy is not a statement": withText('{"Statement":[null]}'),
    "the Effect of a statement of its policy is known on apply": withStatement({
      Effect: placeholder("effect") as "Allow",
    }),
    "one of two rules that each replicate to one of two buckets may be Disabled": scene({
      about: "replica",
      configuration: { oneEach: ["ohio", "replica"] },
      rules: [
        { destination: unknownUntilApply("known only after apply", ["ohio", "replica"]) },
        {
          destination: unknownUntilApply("known only after apply", ["ohio", "replica"]),
          status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]),
        },
      ],
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    }),
    "the only rule's status is known on apply": scene({
      rule: { status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]) },
    }),
    "the rules are known on apply": scene({ configuration: { rules: unknownUntilApply("known only after apply") } }),
    "a replication configuration may belong to this bucket or to another": scene({
      bucket: {
        replication: unknownUntilApply("whose it is is known only after apply", [undefined, replicating("data", [{}])]),
      },
    }),
    "replication is seen in the outputs only": scene({
      bucket: { replication: unknownUntilConfigured("seen in its outputs only") },
    }),
    "the bucket may be the replica of another, and which one is known on apply": scene({
      about: "archive",
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "archive"]) },
      others: [bucketNamed("archive", { region: known("us-east-1") })],
    }),
    "some rule of the stack may reach any bucket": scene({
      about: "archive",
      rule: { destination: unknownUntilApply("its ARN is known only after apply") },
      others: [bucketNamed("archive", { region: known("us-east-1") })],
    }),
  },
  silent: {
    "of two rules each replicates to one of two buckets, it is not known which": scene({
      about: "replica",
      configuration: { oneEach: ["ohio", "replica"] },
      rules: [0, 1].map(() => ({
        destination: unknownUntilApply("known only after apply", ["ohio", "replica"]),
      })),
      others: [bucketNamed("ohio", { region: known("us-east-2") })],
    }),
    "the bucket is proven to be a replica": scene({ about: "replica" }),
    "the bucket is the replica of one source for certain and of another perhaps": scene({
      about: "replica",
      others: [
        bucketNamed("second", {
          replication: known(
            replicating("second", [{ destination: unknownUntilApply("known only after apply", ["replica", "data"]) }]),
          ),
        }),
      ],
    }),
  },
  also: {
    "the bucket is only the destination of a rule inside its Region": ["destination-in-another-region"],
  },
});
