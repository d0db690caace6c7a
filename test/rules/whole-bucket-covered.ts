import type { ReplicationFilter } from "../../policy-pack/model/graph";
import { bucketNamed, known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const filter = (differences: Partial<ReplicationFilter>) => ({
  filter: known<ReplicationFilter>({
    prefix: known(undefined),
    tag: known(false),
    and: known(undefined),
    ...differences,
  }),
});
const prefix = (text: string) => filter({ prefix: known(text) });
const near = bucketNamed("near");
const disabled = { status: known("Disabled") };

export default table({
  satisfied: {
    "a rule with an empty filter": scene(),
    "a rule of the first version, without a filter and without a prefix": scene({
      rule: { filter: known(undefined), deleteMarkerReplication: known(undefined) },
    }),
    "a rule for everything beside one for a prefix": scene({ rules: [prefix("logs/"), {}] }),
    "the rule's prefix contains the only one that is required": scene({
      rule: prefix("logs/"),
      settings: { requiredPrefixes: ["logs/2026/"] },
    }),
    "each required prefix has a rule": scene({
      rules: [prefix("logs/"), prefix("data/")],
      settings: { requiredPrefixes: ["logs/", "data/"] },
    }),
  },
  violated: {
    "the only rule is for a prefix": scene({ rule: prefix("logs/") }),
    "the only rule is for a tag": scene({ rule: filter({ tag: known(true) }) }),
    "the only rule is for a prefix and a tag": scene({
      rule: filter({ and: known({ prefix: known("logs/"), tags: known(1) }) }),
    }),
    "the rule for everything is Disabled": scene({ rules: [{ ...disabled }, prefix("logs/")] }),
    "the rule for everything stays in the Region": scene({
      rules: [{ destination: known("near") }, prefix("logs/")],
      others: [near],
    }),
    "a required prefix is not contained in the rule's, but the other way round": scene({
      rule: prefix("logs/2026/"),
      settings: { requiredPrefixes: ["logs/"] },
    }),
    "the prefix of a rule of the first version": scene({
      rule: { filter: known(undefined), prefix: known("logs/"), deleteMarkerReplication: known(undefined) },
    }),
  },
  undetermined: {
    "the rule's prefix is known on apply": scene({
      rule: filter({ prefix: unknownUntilApply("known only after apply") }),
    }),
    "whether the rule for everything is Enabled is known on apply": scene({
      rules: [{ status: unknownUntilApply("known only after apply", ["Enabled", "Disabled"]) }, prefix("logs/")],
    }),
  },
  silent: {
    "nothing crosses Regions: covered by `destination-in-another-region`": scene({
      rule: { ...prefix("logs/"), destination: known("near") },
      others: [near],
    }),
    "there is no replication: covered by `replication-enabled`": scene({ bucket: { replication: known(undefined) } }),
  },
  also: { "the rule for everything stays in the Region": ["replication-enabled"] },
});
