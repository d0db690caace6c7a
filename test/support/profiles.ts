import type { JsonSchema } from "../../policy-pack/options/schema";
import { LEVELS, POLICIES, type PolicyMetadata } from "../../policy-pack/settings";

/** Where the JSON Schema of a policy configuration is, seen from the package's root. */
export const SCHEMA_PAGE = "policy-pack/profiles/schema.json";

/** The JSON Schema of a policy configuration, from the schemas by which options are checked. */
export function schemaPage(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Policy configuration of s3-cross-region-replication",
    type: "object",
    properties: {
      all: { ...LEVEL, description: "The level of every policy that is not configured by itself." },
      ...Object.fromEntries(POLICIES.map((policy) => [policy.id, schemaOf(policy)])),
    },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

const LEVEL = { type: "string", enum: LEVELS };

function schemaOf({ description, enforcement, options }: PolicyMetadata) {
  const level = { ...LEVEL, default: enforcement };
  const own = Object.fromEntries(Object.entries(options).map(([name, { json }]) => [name, closed(json)]));
  return {
    description,
    anyOf: [level, { type: "object", properties: { enforcementLevel: level, ...own }, additionalProperties: false }],
  };
}

/** Keys that an option does not have are mistakes. */
function closed(json: JsonSchema): object {
  const { items, properties, ...rest } = json;
  return {
    ...rest,
    ...(items && { items: closed(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, closed(each)])),
      additionalProperties: false,
    }),
  };
}
