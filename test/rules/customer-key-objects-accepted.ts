import { bucketNamed, known, scene, unknownUntilApply, unknownUntilConfigured } from "../support/scene";
import { table } from "../support/table";

const accepting = (on: string, accepts: boolean | "on apply") => ({
  encryption: known({
    algorithm: "AES256",
    key: known(undefined),
    bucketKey: known(false),
    allowsCustomerKeys: accepts === "on apply" ? unknownUntilApply<boolean>("known on apply") : known(accepts),
    on,
  }),
});

export default table({
  satisfied: {
    "both sides accept SSE-C uploads": scene({ bucket: accepting("data", true), replica: accepting("replica", true) }),
  },
  violated: {
    "the source alone accepts SSE-C uploads": scene({ bucket: accepting("data", true) }),
  },
  undetermined: {
    "whether the source accepts SSE-C uploads is known on apply": scene({ bucket: accepting("data", "on apply") }),
    "whether the destination accepts SSE-C uploads is known on apply": scene({
      bucket: accepting("data", true),
      replica: accepting("replica", "on apply"),
    }),
    "what the destination accepts is known on apply": scene({
      bucket: accepting("data", true),
      replica: { encryption: unknownUntilApply("known on apply") },
    }),
  },
  silent: {
    "neither side accepts SSE-C uploads, as in every new bucket": scene(),
    "the replica alone accepts SSE-C uploads": scene({ replica: accepting("replica", true) }),
    "the destination is in another stack, which judges it": scene({
      bucket: accepting("data", true),
      rule: { destination: known("elsewhere") },
      elsewhere: [
        bucketNamed("elsewhere", {
          region: known("us-west-2"),
          allowsReplication: true,
          encryption: unknownUntilConfigured("not in this stack"),
        }),
      ],
    }),
  },
});
