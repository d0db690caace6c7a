import type { PolicyOptions } from "../policy-pack/hosts/cdktf";

// `tsc` checks this file: each line below must not compile.

export const misspelt: readonly PolicyOptions[] = [
  // @ts-expect-error -- a policy
  { "versioning-enable": "advisory" },
  // @ts-expect-error -- a level
  { "versioning-enabled": "advisary" },
  // @ts-expect-error -- an option of a policy without options
  { "versioning-enabled": { enforcementLevel: "advisory", requiredPrefixes: [] } },
  // @ts-expect-error -- an option
  { "destination-allowed": { allowedRegion: ["us-west-2"] } },
  // @ts-expect-error -- an option under the wrong policy
  { "whole-bucket-covered": { requiredPrefixes: ["logs/"] } },
  // @ts-expect-error -- a choice
  { "delete-markers-as-required": { deleteMarkerReplication: "Enable" } },
  // @ts-expect-error -- a shared option
  { scope: { knownDestination: [] } },
  // @ts-expect-error -- a member of an entry
  { scope: { knownDestinations: [{ bucket: "b", versionned: true }] } },
  // @ts-expect-error -- an exemption without a reason
  { scope: { exemptions: [{ bucket: "b" }] } },
];

test("options as they should be compile", () => {
  const options: PolicyOptions = {
    all: "advisory",
    scope: { exemptionsByTag: false, exemptions: [{ bucket: "b", reason: "r" }], enforcementLevel: "mandatory" },
    "destination-allowed": { allowedRegions: ["us-west-2"] },
    "nothing-undetermined": { pending: "each", enforcementLevel: "mandatory" },
  };
  expect(Object.keys(options)).toHaveLength(4);
});
