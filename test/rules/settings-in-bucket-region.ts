import type { SettingResource } from "../../policy-pack/model/graph";
import { bucketNamed, known, replicating, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const beside = (region: SettingResource["region"]) => ({
  settings: [{ address: "versioning", label: "versioning", region }],
});
const ofProvider = (identity: string) => ({ ...unknownUntilApply<string>("of the provider"), identity });

export default table({
  satisfied: {
    "the bucket's versioning is in its Region": scene({ bucket: beside(known("eu-west-1")) }),
    "the replica's versioning is in its Region": scene({ replica: beside(known("us-west-2")) }),
    "both take their Region from one provider": scene({
      bucket: { region: ofProvider("west"), ...beside(ofProvider("west")) },
    }),
    "nothing beside the bucket configures it": scene(),
  },
  violated: {
    "the bucket's versioning is in another Region": scene({ bucket: beside(known("us-east-1")) }),
    "the replica has a Region, and its versioning has that of the provider": scene({
      replica: beside(known("eu-west-1", "from the default provider")),
    }),
    "the versioning of a replica of a bucket elsewhere is in another Region": scene({
      about: "copy",
      others: [
        bucketNamed("copy", {
          tags: known(new Map([["s3-crr:replica-of", known("arn:aws:s3:::somewhere")]])),
          ...beside(known("us-east-1")),
        }),
      ],
    }),
  },
  undetermined: {
    "the Region of the versioning is known on apply": scene({ bucket: beside(unknownUntilApply("known on apply")) }),
    "the bucket and its versioning take their Regions from two providers": scene({
      bucket: { region: ofProvider("west"), ...beside(ofProvider("east")) },
    }),
  },
  silent: {
    "a destination that is a source itself is judged by itself": scene({
      about: "data",
      bucket: { settings: [], replication: known(undefined), configurations: [], policy: known(undefined) },
      replica: {
        replication: known(replicating("replica", [{ destination: known("data") }])),
        configurations: ["replica-replication"],
        ...beside(known("eu-west-1")),
      },
    }),
  },
});
