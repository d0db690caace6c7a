import { listed } from "../../model/prose";
import { at, object, objects, own, text, texts, type JsonObject } from "../declared/json";

/** What other tools are told in a resource's metadata to say nothing about, by their own names for it. */
const TOOLS: readonly { readonly tool: string; readonly idsIn: (metadata: JsonObject) => readonly unknown[] }[] = [
  { tool: "cfn_nag", idsIn: (metadata) => ids(at(metadata, "cfn_nag", "rules_to_suppress")) },
  { tool: "Checkov", idsIn: (metadata) => ids(at(metadata, "checkov", "skip")) },
  { tool: "cdk-nag", idsIn: (metadata) => ids(at(metadata, "cdk_nag", "rules_to_suppress")) },
  { tool: "cfn-lint", idsIn: (metadata) => texts(at(metadata, "cfn-lint", "config", "ignore_checks")) },
];

const ids = (all: unknown): readonly unknown[] => objects(all).map((each) => own(each, "id"));

/** One sentence about what a bucket's metadata tells other tools to leave out: it is shown, and not obeyed. */
export function suppressionNote(label: string, body: JsonObject): readonly string[] {
  const metadata = object(own(body, "Metadata"));
  const all = TOOLS.flatMap(({ tool, idsIn }) => {
    // An id is a name; whatever else is written there is not printed.
    const names = idsIn(metadata).filter((id): id is string => /^[\w.:-]{1,100}$/.test(text(id) ?? ""));
    return names.length > 0 ? [`${tool} (${listed(names.slice(0, MOST))})`] : [];
  });
  return all.length === 0
    ? []
    : [
        `${label} has suppressions for ${listed(all)}, which do not count here. To exempt it, set the tag \`s3-crr:exempt-reason\`.`,
      ];
}

const MOST = 10;
