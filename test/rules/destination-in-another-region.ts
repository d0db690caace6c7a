import type { Fact } from "../../policy-pack/model/fact";
import { bucketNamed, known, scene, unknownUntilApply, unknownUntilConfigured } from "../support/scene";
import { table } from "../support/table";

const ohio = bucketNamed("ohio", { region: known("us-east-2") });

/** A Region that is not known, and the same wherever this provider is used. */
const ofProvider = (identity: string): Fact<string> => ({
  ...unknownUntilConfigured("from the environment"),
  identity,
});

export default table({
  satisfied: {
    "the copy is in another Region": scene(),
    "one rule stays at home and another leaves": scene({ rules: [{ destination: known("data") }, {}] }),
    "which of two buckets it is cannot be known yet, and both are in another Region": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "ohio"]) },
      others: [ohio],
    }),
    "which Region the bucket is in cannot be known yet, and the copy is in another either way": scene({
      bucket: { region: unknownUntilApply("known only after apply", ["eu-west-1", "eu-west-2"]) },
    }),
    "another Region of China": scene({
      bucket: { region: known("cn-north-1") },
      replica: { region: known("cn-northwest-1") },
    }),
    "a bucket of another stack whose Region is promised": scene({
      rule: { destination: known("promised") },
      elsewhere: [bucketNamed("promised", { evaluated: false, region: known("us-west-2", "by your configuration") })],
      replica: { evaluated: false },
    }),
  },
  violated: {
    "the copy stays at home": scene({ replica: { region: known("eu-west-1") } }),
    "every rule stays at home": scene({
      rules: [{ destination: known("near") }, { destination: known("near") }],
      others: [bucketNamed("near")],
      replica: { evaluated: false },
    }),
    "the bucket replicates to itself": scene({ rule: { destination: known("data") }, replica: { evaluated: false } }),
    "the copy is a bucket elsewhere in another partition, as its ARN says": scene({
      rule: { destination: known("arn:aws-cn:s3:::acme-dr") },
      elsewhere: [
        bucketNamed("arn:aws-cn:s3:::acme-dr", {
          evaluated: false,
          partition: "aws-cn",
          region: unknownUntilConfigured("not in this stack"),
          allowsReplication: true,
        }),
      ],
    }),
    "the copy is in another partition": scene({ replica: { region: known("cn-north-1") } }),
    "both take their Region from one provider that does not tell it": scene({
      bucket: { region: ofProvider("provider") },
      replica: { region: ofProvider("provider") },
    }),
    "which of two buckets it is cannot be known yet, and both are at home": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["near", "nearer"]) },
      others: [bucketNamed("near"), bucketNamed("nearer")],
      replica: { evaluated: false },
    }),
    "the rule that leaves is Disabled": scene({
      rules: [{ destination: known("data") }, { status: known("Disabled") }],
      replica: { evaluated: false },
    }),
  },
  undetermined: {
    "the destination is a bucket of another stack": scene({
      rule: { destination: known("elsewhere") },
      elsewhere: [bucketNamed("elsewhere", { evaluated: false, region: unknownUntilConfigured("not in this stack") })],
      replica: { evaluated: false },
    }),
    "which of two buckets it is cannot be known yet, and one is at home": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "data"]) },
    }),
    "the destination is known on apply": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply") },
    }),
    "the destination's Region comes from another provider's environment": scene({
      bucket: { region: ofProvider("one") },
      replica: { region: ofProvider("another") },
    }),
    "the Region is not one that AWS has published": scene({ replica: { region: known("us-wset-2") } }),
    "the rule that leaves may be Disabled": scene({
      rule: { status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]) },
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
    "no rule is Enabled: covered by `replication-enabled`": scene({ rule: { status: known("Disabled") } }),
    "the destination is deleted: covered by `destination-versioned`": scene({
      rule: { destination: known("deleted") },
      elsewhere: [bucketNamed("deleted", { evaluated: false, isMissing: true })],
    }),
  },
  also: {
    // The destination is no replica, so it owes a copy itself.
    "the copy stays at home": ["replication-enabled"],
    "every rule stays at home": ["replication-enabled"],
    "the copy is in another partition": ["replication-enabled"],
    "the copy is a bucket elsewhere in another partition, as its ARN says": ["replication-enabled"],
    "both take their Region from one provider that does not tell it": ["replication-enabled"],
    "which of two buckets it is cannot be known yet, and both are at home": ["replication-enabled"],
  },
});
