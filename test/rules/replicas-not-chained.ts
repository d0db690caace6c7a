import type { Bucket } from "../../policy-pack/model/graph";
import { bucketNamed, known, replicating, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

/** The replica replicates on to `last`. */
const chained: { readonly replica: Partial<Bucket>; readonly others: readonly Bucket[] } = {
  replica: { replication: known(replicating("replica", [{ destination: known("last") }])) },
  others: [bucketNamed("last", { region: known("us-east-1") })],
};

export default table({
  satisfied: {
    "a two-way pair": scene({
      replica: { replication: known(replicating("replica", [{ destination: known("data") }])) },
    }),
    "the last bucket is a direct destination too": scene({ ...chained, rules: [{}, { destination: known("last") }] }),
    "the rule from the middle bucket on is Disabled": scene({
      replica: {
        replication: known(
          replicating("replica", [
            { destination: known("data") },
            { destination: known("last"), status: known("Disabled") },
          ]),
        ),
      },
      others: [bucketNamed("last", { evaluated: false })],
    }),
  },
  violated: { "copies stop in the middle": scene(chained) },
  undetermined: {
    "where the middle bucket replicates to is known on apply": scene({
      replica: {
        replication: known(
          replicating("replica", [{ destination: unknownUntilApply("known only after apply", ["last", "data"]) }]),
        ),
      },
      others: chained.others,
    }),
    "whether the rule to the last bucket is Enabled is known on apply": scene({
      ...chained,
      rules: [
        {},
        { destination: known("last"), status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]) },
      ],
    }),
    "whether the last bucket is a direct destination too is known on apply": scene({
      ...chained,
      rules: [{}, { destination: unknownUntilApply("known only after apply", ["last", "replica"]) }],
    }),
  },
  silent: { "the destination does not replicate": scene() },
});
