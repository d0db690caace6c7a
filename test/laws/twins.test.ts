import * as fc from "fast-check";
import type { Fact } from "../../policy-pack/model/fact";
import { bucketAt, type Bucket, type Reference, type ReplicationGraph } from "../../policy-pack/model/graph";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readTemplates } from "../../policy-pack/readers/cloudformation";
import { readStack } from "../../policy-pack/readers/pulumi";
import { readConfigurations } from "../../policy-pack/readers/terraform";
import { render } from "../worlds/render";
import { forCloudFormation, renderCloudFormation, stacksOf } from "../worlds/render-cloudformation";
import { renderTerraform } from "../worlds/render-terraform";
import { normal, NOTHING_HIDDEN, world, type World } from "../worlds/world";

// One story told to both readers gives one graph. Addresses and labels are each reader's own; all else is compared, by the
// names that S3 knows.

const value = <T>(fact: Fact<T>): T | { readonly unknown: string } => (fact.known ? fact.value : { unknown: fact.why });

function story(graph: ReplicationGraph): unknown {
  const nameOf = (bucket: Bucket): unknown => value(bucket.name);
  const named = (reference: Reference | undefined): unknown =>
    reference?.in === "stack" ? graph.roles.get(reference.address)?.label : reference?.name;
  const buckets = [...graph.buckets.values()].map((bucket) => {
    const { region, account, objectLock, objectOwnership, requestPayer, tags } = bucket;
    const replication = value(bucket.replication);
    const encryption = value(bucket.encryption);
    return {
      name: nameOf(bucket),
      region: value(region),
      account: value(account),
      objectLock: value(objectLock),
      objectOwnership: value(objectOwnership),
      requestPayer: value(requestPayer),
      tags: tags.known ? [...tags.value].map(([key, tag]) => [key, value(tag)]) : "unknown",
      versioning: bucket.versioning.known ? bucket.versioning.value.status : "unknown",
      encryption:
        "unknown" in encryption
          ? "unknown"
          : [
              encryption.algorithm,
              named(value(encryption.key) as Reference | undefined),
              value(encryption.allowsCustomerKeys),
            ],
      configurations: bucket.configurations.length,
      replication:
        replication === undefined || "unknown" in replication
          ? replication && "unknown"
          : {
              role: replication.role.known && replication.role.value.in,
              rules:
                replication.rules.known &&
                replication.rules.value.map(({ destination, replicaKey, filter, ...settings }) => ({
                  ...Object.fromEntries(
                    Object.entries(settings).map(([key, fact]) => [
                      key,
                      typeof fact === "number" ? fact : value(fact as Fact<unknown>),
                    ]),
                  ),
                  destination: destination.known && nameOf(bucketAt(graph, destination.value)),
                  replicaKey: named(value(replicaKey) as Reference | undefined),
                  prefix: filter.known && filter.value && [value(filter.value.prefix), value(filter.value.tag)],
                  and:
                    filter.known && filter.value?.and.known && filter.value.and.value
                      ? [value(filter.value.and.value.prefix), value(filter.value.and.value.tags)]
                      : undefined,
                })),
            },
    };
  });
  // What a policy says is judged in soundness.test.ts: each renders it in its own order.
  const roles = [...graph.roles.values()].map(({ name, trust, policies }) => [
    value(name),
    trust.known && trust.value?.text,
    policies.filter(({ known }) => known).length,
  ]);
  const keys = [...graph.keys.values()].map(({ region, account, enabled, policy }) => [
    value(region),
    value(account),
    value(enabled),
    // As an object or as a text, one says what the other does.
    policy.known && policy.value && (JSON.parse(policy.value.text) as unknown),
  ]);
  const elsewhere = [...graph.elsewhere.values()].map((bucket) => [
    nameOf(bucket),
    value(bucket.region),
    value(bucket.versioning),
    value(bucket.objectLock),
  ]);
  const grants = graph.keyGrants.map(({ operations, isConstrained }) => [
    operations.known && operations.value.map(value),
    value(isConstrained),
  ]);
  const sorted = (all: readonly unknown[]): readonly string[] => all.map((each) => JSON.stringify(each)).sort();
  return { buckets: sorted(buckets), roles, keys: sorted(keys), grants: sorted(grants), elsewhere: sorted(elsewhere) };
}

test("one story told to both readers gives one graph", () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const whole: World = normal({
        ...drawn,
        buckets: drawn.buckets.map((each) => ({ ...each, shape: each.shape === "native" ? "side" : each.shape })),
      });
      const pulumi = render(whole, NOTHING_HIDDEN);
      const terraform = renderTerraform(whole, "literal");
      const options = { ...DEFAULT_OPTIONS, knownDestinations: terraform.knownDestinations };
      expect(story(readConfigurations({ stack: terraform.configuration }, options).graph)).toEqual(
        story(readStack(pulumi.stack, options)),
      );
    }),
    { numRuns: 1_000 },
  );
});

test("one story told as a Pulumi program and as CloudFormation stacks gives one graph", () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const whole = forCloudFormation(drawn);
      const pulumi = render(whole, NOTHING_HIDDEN);
      const templates = renderCloudFormation(whole, "literal");
      const options = { ...DEFAULT_OPTIONS, knownDestinations: templates.knownDestinations };
      expect(story(readTemplates(stacksOf(whole, templates), options).graph)).toEqual(
        story(readStack(pulumi.stack, options)),
      );
    }),
    { numRuns: 1_000 },
  );
});
