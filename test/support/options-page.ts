import type { JsonSchema } from "../../policy-pack/options/schema";
import { POLICIES } from "../../policy-pack/settings";

/** Where the table of options is, seen from the package's root. */
export const OPTIONS_PAGE = "docs/options.md";

const START = "<!-- generated: options, by `npm run docs` from the schemas by which options are checked -->";
const END = "<!-- end -->";

/** The page with its table of options made anew, from the schemas by which options are checked. */
export function optionsPage(written: string): string {
  const [before = "", rest] = written.split(`${START}\n`);
  const [, after] = rest?.split(`\n${END}`) ?? [];
  if (after === undefined) throw new Error(`${OPTIONS_PAGE} has no part between ${START} and ${END}`);
  const table = ["<!-- prettier-ignore-start -->", ...optionsTable(), "<!-- prettier-ignore-end -->"].join("\n");
  return `${before}${START}\n${table}\n${END}${after}`;
}

/** Every option of every policy, with the members of its entries. */
export function optionsTable(): readonly string[] {
  const rows = POLICIES.flatMap(({ id, options }) =>
    Object.entries(options).flatMap(([name, { json }]) => rowsOf(`\`${id}\``, name, json)),
  );
  return ["| policy | option | type | what it says |", "| --- | --- | --- | --- |", ...rows];
}

/** The options of one policy, for its own page. */
export function optionsOf(options: (typeof POLICIES)[number]["options"]): readonly string[] {
  const rows = Object.entries(options).flatMap(([name, { json }]) => rowsOf(undefined, name, json));
  return rows.length === 0 ? [] : ["| option | type | what it says |", "| --- | --- | --- |", ...rows];
}

function rowsOf(policy: string | undefined, name: string, json: JsonSchema): readonly string[] {
  const cells = [`\`${name}\``, typeOf(json), `${json.description}${defaultOf(json)}`];
  const members = json.items?.properties ?? {};
  const required = json.items?.required ?? [];
  return [
    `| ${[...(policy === undefined ? [] : [policy]), ...cells].join(" | ")} |`,
    ...Object.entries(members).flatMap(([key, member]) =>
      rowsOf(
        policy === undefined ? undefined : "",
        `${name.replace(/\?$/, "")}[].${key}${required.includes(key) ? "" : "?"}`,
        member,
      ),
    ),
  ];
}

function typeOf({ type, items, enum: all }: JsonSchema): string {
  if (all) return all.map((each) => `\`"${each}"\``).join(", ");
  return type === "array" ? `list of ${items?.type ?? ""}s` : type;
}

function defaultOf({ default: initial }: JsonSchema): string {
  return initial === undefined || Array.isArray(initial) ? "" : ` Default: \`${JSON.stringify(initial)}\`.`;
}
