import type { Bucket } from "../../policy-pack/model/graph";
import { pictureOf, type Picture } from "../../policy-pack/reports/picture";
import type { Fate } from "../../policy-pack/reports/survival";
import { checkedScenes, everyKind, replicatingTo } from "../support/pictured";
import {
  bucketNamed,
  known,
  replicating,
  scene,
  unknownUntilApply,
  unknownUntilConfigured,
  type Scene,
} from "../support/scene";

function picture(of: Scene, before?: Scene): Picture {
  const checked = checkedScenes({ stack: of }, before);
  const [source] = checked.sources;
  if (!source) throw new Error("there is no source");
  return pictureOf(source, checked);
}

const suspended = known({ status: "Suspended", on: "replica" } as const);
const notKnown = unknownUntilApply<string>("the Region of provider other is known only after apply");

describe("arrows", () => {
  const cases: Readonly<Record<string, readonly [Scene, Picture["arrows"]]>> = {
    "the copies arrive": [scene(), [{ from: "data", to: "replica", answer: "satisfied", because: [] }]],
    "the destination is not versioned": [
      scene({ replica: { versioning: suspended } }),
      [{ from: "data", to: "replica", answer: "violated", because: ["destination-versioned"] }],
    ],
    "the destination's versioning is not known": [
      scene({ replica: { versioning: unknownUntilConfigured("versioning is set elsewhere") } }),
      [{ from: "data", to: "replica", answer: "undetermined", because: ["destination-versioned"] }],
    ],
    "the only rule is disabled": [
      scene({ rule: { status: known("Disabled") } }),
      [{ from: "data", to: "replica", answer: "disabled", because: [] }],
    ],
    "one of two copies does not arrive": [
      scene({
        rules: [{}, { destination: known("ohio") }],
        others: [
          bucketNamed("ohio", { region: known("us-east-2"), versioning: known({ status: "Suspended", on: "ohio" }) }),
        ],
      }),
      [
        { from: "data", to: "replica", answer: "satisfied", because: [] },
        { from: "data", to: "ohio", answer: "violated", because: ["destination-versioned"] },
      ],
    ],
    "two rules to one bucket are one arrow": [
      scene({ rules: [{}, { filter: known({ prefix: known("logs/"), tag: known(false), and: known(undefined) }) }] }),
      [{ from: "data", to: "replica", answer: "satisfied", because: [] }],
    ],
    "a rule that may be disabled is not certain": [
      scene({
        rules: [{}, { destination: known("ohio"), status: unknownUntilApply("the status is known only after apply") }],
        others: [bucketNamed("ohio", { region: known("us-east-2") })],
      }),
      [
        { from: "data", to: "replica", answer: "undetermined", because: expect.any(Array) as never },
        { from: "data", to: "ohio", answer: "undetermined", because: expect.any(Array) as never },
      ],
    ],
    "a rule that may reach either of two, which both would do, is certain of neither": [
      scene({
        rules: [{}, { destination: unknownUntilApply("its ARN is known only after apply", ["replica", "ohio"]) }],
        others: [bucketNamed("ohio", { region: known("us-east-2") })],
      }),
      [
        { from: "data", to: "replica", answer: "satisfied", because: [] },
        { from: "data", to: "ohio", answer: "undetermined", because: [] },
      ],
    ],
    "the source is exempt, so nothing about it was judged": [
      scene({ settings: { exemptions: [{ bucket: "data", reason: "a test" }] } }),
      [
        {
          from: "data",
          to: "replica",
          answer: "undetermined",
          because: expect.arrayContaining(["role-can-replicate"]) as never,
        },
      ],
    ],
  };

  test.each(Object.entries(cases))("%s", (_name, [of, expected]) => {
    expect(picture(of).arrows).toEqual(expected);
  });

  test("a destination of which nothing is known is told, and is no arrow", () => {
    const { arrows, buckets } = picture(
      scene({ rule: { destination: unknownUntilApply("its ARN is known only after apply") } }),
    );
    expect([arrows, buckets.get("data")?.reachesUnknown, buckets.get("replica")?.reachesUnknown]).toEqual([
      [],
      true,
      false,
    ]);
  });
});

describe("areas", () => {
  test("accounts, and the Regions in them; what is not known is an area of its own and comes last", () => {
    const { accounts } = picture(everyKind());
    expect(accounts.map(({ name, regions }) => [name, regions.map((region) => [region.name, region.buckets])])).toEqual(
      [
        [
          "111122223333",
          [
            ["eu-west-1", ["data", "bare", "at-home", "home-copy", "unversioned-copy", "away", "scratch"]],
            ["us-west-2", ["replica"]],
            [undefined, ["somewhere"]],
          ],
        ],
        [
          "444455556666",
          [
            ["ap-southeast-2", ["ap-copy"]],
            ["us-east-1", ["suspended", "good-too"]],
          ],
        ],
        [undefined, [[undefined, ["arn:aws:s3:::acme-vault"]]]],
      ],
    );
  });

  test("two Regions that are not known are one area only where they are known to be the same", () => {
    const region = (identity: string): Partial<Bucket> => ({ region: { ...notKnown, identity } });
    const { accounts } = picture(
      scene({ others: [bucketNamed("a", region("x")), bucketNamed("b", region("y")), bucketNamed("c", region("x"))] }),
    );
    expect(accounts[0]?.regions.map(({ buckets }) => buckets)).toEqual([["data"], ["replica"], ["a", "c"], ["b"]]);
  });
});

test("what each bucket is", () => {
  const kinds = [...picture(everyKind()).buckets.values()].map(({ bucket, kind }) => [bucket.label, kind]);
  expect(Object.fromEntries(kinds)).toEqual({
    data: "copied",
    replica: "replica",
    bare: "findings",
    "at-home": "findings",
    "home-copy": "findings",
    "unversioned-copy": "findings",
    // It is a replica, and it is where the finding of unversioned-copy is mended.
    suspended: "faulty replica",
    away: "undetermined",
    scratch: "exempt",
    somewhere: "pending",
    "good-too": "copied",
    "ap-copy": "replica",
    "arn:aws:s3:::acme-vault": "elsewhere",
  });
  expect(picture(scene({ others: [bucketNamed("old", { evaluated: false })] })).buckets.get("old")?.kind).toBe(
    "not judged",
  );
});

describe("if a Region is lost", () => {
  const fates = (of: Scene, region: string): Readonly<Record<string, readonly [Fate, readonly string[]]>> =>
    Object.fromEntries(
      (picture(of).losses.find((loss) => loss.region === region)?.outcomes ?? []).map(({ bucket, fate, because }) => [
        bucket.label,
        [fate, because],
      ]),
    );

  test("each Region has its answer, and a bucket that may be in it is in each", () => {
    expect(picture(everyKind()).losses.map(({ region }) => region)).toEqual([
      "ap-southeast-2",
      "eu-west-1",
      "us-east-1",
      "us-west-2",
    ]);
    expect(fates(everyKind(), "eu-west-1")).toMatchObject({
      bare: ["gone", ["replication-enabled"]],
      "at-home": ["gone", ["destination-in-another-region"]],
      "unversioned-copy": ["gone", ["destination-versioned", "role-can-replicate"]],
      away: ["not known", expect.arrayContaining(["destination-in-another-region"])],
      somewhere: ["not known", expect.any(Array)],
      scratch: ["exempt", ["holds nothing that cannot be built again"]],
      data: ["survives", []],
    });
    expect(Object.keys(fates(everyKind(), "us-west-2"))).toEqual(["somewhere", "replica"]);
    expect(fates(everyKind(), "us-west-2")["replica"]).toEqual(["copy", []]);
  });

  const cases: Readonly<Record<string, readonly [Scene, Fate]>> = {
    "a working copy is proven": [scene(), "survives"],
    "only what an organization wants is violated": [
      scene({ settings: { allowedRegions: ["eu-central-1"] } }),
      "survives",
    ],
    "a part is not selected": [
      scene({ rule: { filter: known({ prefix: known("logs/"), tag: known(false), and: known(undefined) }) } }),
      "gone",
    ],
    "the role may not write": [scene({ role: { policies: [] } }), "gone"],
    "the role is not known": [
      scene({ configuration: { role: known({ in: "elsewhere", name: "arn:aws:iam::111122223333:role/r" }) } }),
      "not known",
    ],
    "it is exempt": [scene({ settings: { exemptions: [{ bucket: "data", reason: "a test" }] } }), "exempt"],
    "it is exempt from a rule that matters": [
      scene({ settings: { exemptions: [{ bucket: "data", reason: "r", rules: ["role-can-replicate"] }] } }),
      "not known",
    ],
    "it is exempt from a rule that does not": [
      scene({ settings: { exemptions: [{ bucket: "data", reason: "r", rules: ["role-least-privileged"] }] } }),
      "survives",
    ],
    "it has no copy, and may be elsewhere": [
      scene({ bucket: { region: notKnown, replication: known(undefined) } }),
      "not known",
    ],
    "it was not judged in this run": [scene({ bucket: { evaluated: false } }), "not known"],
  };

  test.each(Object.entries(cases))("%s", (_name, [of, expected]) => {
    const region = of.graph.buckets.get("data")?.region.known ? "eu-west-1" : "us-west-2";
    expect(fates(of, region)["data"]?.[0]).toBe(expected);
  });
});

describe("what a change does", () => {
  const told = (after: Scene, before?: Scene): unknown =>
    picture(after, before).changes?.map(({ bucket, before: was, after: is, fixed, broken }) => [
      bucket.label,
      was,
      is,
      ...fixed.map((rule) => `fixes ${rule}`),
      ...broken.map((rule) => `breaks ${rule}`),
    ]);

  test("nothing is told where it is not known what was there", () => {
    expect(told(scene())).toBeUndefined();
  });

  test("nothing changes", () => {
    expect(told(scene(), scene())).toEqual([]);
  });

  test("a verdict, a bucket that is new and one that is removed", () => {
    const before = scene({ replica: { versioning: suspended }, others: [bucketNamed("old")] });
    expect(told(scene({ others: [bucketNamed("new")] }), before)).toEqual([
      ["data", "findings", "copied", "fixes destination-versioned"],
      ["new", undefined, "findings"],
      ["old", "findings", undefined],
    ]);
  });

  test("one of two defects is fixed, and one is new", () => {
    const before = scene({ replica: { versioning: suspended } });
    const after = scene({ role: { policies: [] } });
    expect(told(after, before)).toEqual([
      ["data", "findings", "findings", "fixes destination-versioned", "breaks role-can-replicate"],
    ]);
  });

  test("a bucket that has moved in the program is the same bucket", () => {
    const moved = bucketNamed("bare", { address: "module.store.bare", label: "module.store.bare" });
    expect(told(scene({ others: [moved] }), scene({ others: [bucketNamed("bare")] }))).toEqual([]);
  });
});

test("both of two buckets that replicate to each other survive", () => {
  const both = scene({
    replica: {
      replication: known(replicating("replica", [{ destination: known("data") }])),
      configurations: ["replica-replication"],
    },
    others: [replicatingTo("third", "replica")],
  });
  const { arrows } = picture(both);
  expect(arrows.map(({ from, to, answer }) => [from, to, answer])).toEqual([
    ["data", "replica", "satisfied"],
    ["replica", "data", "satisfied"],
    ["third", "replica", "satisfied"],
  ]);
});
