import type { Bucket } from "../../policy-pack/model/graph";
import type { Checked, CheckedSource } from "../../policy-pack/reports";
import { configurationFrom } from "../../policy-pack/settings";
import { judgedWith } from "./judged";
import { bucketNamed, known, replicating, scene, unknownUntilApply, unknownUntilConfigured, type Scene } from "./scene";

/** A run over scenes, by their names, with nothing configured but what the scenes ask for. */
export function checkedScenes(scenes: Readonly<Record<string, Scene>>, before?: Scene): Checked {
  const sources = Object.entries(scenes).map(([label, each]) => sourceOf(label, each));
  return {
    tool: { name: "s3-cross-region-replication", version: "0.0.0" },
    sources: before ? sources.map((source) => ({ ...source, before: sourceOf("before", before) })) : sources,
    unreadable: [],
    levels: configurationFrom({}).levels,
    problems: [],
  };
}

function sourceOf(label: string, { graph, settings }: Scene): CheckedSource {
  return {
    path: `${label}.json`,
    kind: "Terraform plan",
    label,
    judgement: judgedWith(graph, settings),
    graph,
    notes: [],
    nameOf: (address) => graph.buckets.get(address)?.label ?? address,
    where: () => undefined,
  };
}

/** A bucket that replicates to another, as the scene's `data` does to `replica`. */
export function replicatingTo(name: string, destination: string, differences: Partial<Bucket> = {}): Bucket {
  return bucketNamed(name, {
    replication: known(replicating(name, [{ destination: known(destination) }])),
    configurations: [`${name}-replication`],
    ...differences,
  });
}

const otherAccount = known<string | undefined>("444455556666");

/** The good scene and one bucket of every other kind: `what falls short` is its name. */
export const everyKind = (differences: Partial<Bucket> = {}): Scene =>
  scene({
    bucket: differences,
    others: [
      bucketNamed("bare"),
      replicatingTo("at-home", "home-copy"),
      bucketNamed("home-copy"),
      replicatingTo("unversioned-copy", "suspended"),
      bucketNamed("suspended", {
        region: known("us-east-1"),
        versioning: known({ status: "Suspended", on: "suspended" }),
        account: otherAccount,
      }),
      replicatingTo("away", "arn:aws:s3:::acme-vault"),
      bucketNamed("scratch"),
      replicatingTo("somewhere", "replica", {
        region: unknownUntilApply("the Region of provider other is known only after apply"),
      }),
      replicatingTo("good-too", "ap-copy", { region: known("us-east-1"), account: otherAccount }),
      bucketNamed("ap-copy", { region: known("ap-southeast-2"), account: otherAccount }),
    ],
    elsewhere: [
      bucketNamed("arn:aws:s3:::acme-vault", {
        label: "arn:aws:s3:::acme-vault",
        evaluated: false,
        name: known("acme-vault"),
        region: unknownUntilConfigured("bucket acme-vault is not in this stack, so its Region is not known"),
        account: unknownUntilConfigured("bucket acme-vault is not in this stack, so its account is not known"),
        versioning: unknownUntilConfigured("bucket acme-vault is not in this stack, so its versioning is not known"),
      }),
    ],
    settings: { exemptions: [{ bucket: "scratch", reason: "holds nothing that cannot be built again" }] },
  });

/** Pairs of a source and its replica, every tenth of which is not right. */
export function manyPairs(pairs: number): Scene {
  const regions = ["eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2"] as const;
  const others = Array.from({ length: pairs }, (_, index) => {
    const [from, to] = [regions[index % 3] ?? "", regions[(index % 3) + 1] ?? ""];
    const [name, copy] = [`team-${index}-orders`, `team-${index}-orders-replica`];
    const isOff = index % 10 === 7;
    return [
      replicatingTo(name, copy, { region: known(from) }),
      bucketNamed(copy, {
        region: known(to),
        ...(isOff && { versioning: known({ status: "Suspended", on: copy } as const) }),
      }),
    ];
  });
  const good = scene({ others: others.flat() });
  return good;
}
