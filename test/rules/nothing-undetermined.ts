import {
  bucketNamed,
  known,
  policyOf,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  versioned,
} from "../support/scene";
import { table } from "../support/table";

const elsewhere = bucketNamed("elsewhere", { evaluated: false, region: unknownUntilConfigured("not in this stack") });

export default table({
  satisfied: {
    "everything is known": scene(),
    "everything is known, and something is wrong": scene({ bucket: { versioning: versioned("data", "Suspended") } }),
    "what is not known makes no difference": scene({
      rule: { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "ohio"]) },
      others: [bucketNamed("ohio", { region: known("us-east-2"), versioning: versioned("ohio") })],
      role: { policies: [policyOf("role-policy", [{ Action: "*", Resource: "*" }])] },
    }),
  },
  violated: {
    "only configuration can settle the destination's Region": scene({
      rule: { destination: known("elsewhere") },
      elsewhere: [elsewhere],
      replica: { evaluated: false },
    }),
    "one thing settles on apply and another does not": scene({
      bucket: { versioning: unknownUntilApply("known only after apply") },
      rule: { destination: known("elsewhere") },
      elsewhere: [elsewhere],
      replica: { evaluated: false },
    }),
  },
  undetermined: {
    "all that is not known settles on apply": scene({
      bucket: { versioning: unknownUntilApply("known only after apply") },
    }),
  },
  silent: { "the bucket is proven to be a replica": scene({ about: "replica" }) },
});
