import { mapFact, type Fact } from "../../model/fact";
import type { PolicyDocument } from "../../model/graph";
import { isEvaluated, notEvaluated, type DeclaredResource } from "./resource";
import { Setting } from "./setting";

/** The policy in a setting. A text of which parts are not known yet is one: they are placeholders in it. */
export function documentIn(resource: DeclaredResource, setting: Setting): Fact<PolicyDocument | undefined> {
  const document = setting.document();
  const on = resource.address;
  if (!document.known && document.identity !== undefined && isJson(document.identity)) {
    return { known: true, value: { text: document.identity, on } };
  }
  return mapFact(document, (text) => (text ? { text, on } : undefined));
}

export function documentOf(resource: DeclaredResource, property: string): Fact<PolicyDocument | undefined> {
  if (!isEvaluated(resource)) return notEvaluated(resource);
  return documentIn(resource, Setting.of(resource, property));
}

/** Whether a text with placeholders is a document all the same: a placeholder in the place of all of it is none. */
function isJson(text: string): boolean {
  return text.trimStart().startsWith("{");
}
