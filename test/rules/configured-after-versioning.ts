import { ACCOUNT } from "../../policy-pack/readers/account";
import { known, replicating, scene, unknownUntilApply, versioned } from "../support/scene";
import { table } from "../support/table";

/** Versioning is set by resources of their own. */
const sides = {
  bucket: { versioning: versioned("data-versioning") },
  replica: { versioning: versioned("replica-versioning") },
};
const waiting = (...addresses: readonly string[]) => ({ dependencies: { "data-replication": addresses } });

export default table({
  satisfied: {
    "both versionings are in the buckets themselves": scene(),
    "the configuration depends on both versioning resources": scene({
      ...sides,
      ...waiting("data-versioning", "replica-versioning"),
    }),
    "it depends on them through another resource": scene({
      ...sides,
      dependencies: { "data-replication": ["component"], component: ["data-versioning", "replica-versioning"] },
    }),
    "the destination is not versioned: covered by `destination-versioned`": scene({
      ...sides,
      replica: { versioning: versioned("replica-versioning", "Suspended") },
      ...waiting("data-versioning"),
    }),
    "resources that depend on each other in a circle": scene({
      ...sides,
      dependencies: { "data-replication": ["a"], a: ["b", "data-versioning", "replica-versioning"], b: ["a"] },
    }),
    "it depends on both, and on something whose dependencies are not told": scene({
      ...sides,
      ...waiting("local.bucket", "data-versioning", "replica-versioning"),
    }),
  },
  violated: {
    "it does not depend on the source's versioning": scene({ ...sides, ...waiting("replica-versioning") }),
    "it does not depend on the destination's versioning": scene({ ...sides, ...waiting("data-versioning") }),
    "replication in the bucket itself, which is there before the resource that sets its versioning": scene({
      bucket: {
        versioning: versioned("data-versioning"),
        replication: known(replicating("data", [{}], { address: "data" })),
      },
    }),
  },
  undetermined: {
    "it depends on something whose dependencies are not told": scene({ ...sides, ...waiting("local.bucket") }),
    "it depends on one of the two, and on something whose dependencies are not told": scene({
      ...sides,
      ...waiting("data-versioning", "module.copy"),
    }),
    "it depends through another resource on something whose dependencies are not told": scene({
      ...sides,
      dependencies: { "data-replication": ["component"], component: ["data-versioning", "local.bucket"] },
    }),
    "which versioning resource it is, is known on apply": scene({
      ...sides,
      bucket: {
        versioning: unknownUntilApply("known only after apply", [
          { status: "Enabled", on: "data-versioning" },
          { status: "Enabled", on: "other-versioning" },
        ]),
      },
      ...waiting("data-versioning", "replica-versioning"),
    }),
  },
  silent: {
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
    "both are deployed": scene({ bucket: { words: ACCOUNT } }),
  },
});
