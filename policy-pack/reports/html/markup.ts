import { clean } from "../../model/prose";
import { shown } from "../../model/text";

/** HTML that is written as it is. */
export class Markup {
  constructor(readonly html: string) {}
}

type Part = Markup | string | number | undefined | readonly Part[];

/** HTML with texts in it, which anyone may have written: whatever is no `Markup` is escaped. */
export function markup(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({ raw: template }, ...parts.map(written)));
}

function written(part: Part): string {
  if (part instanceof Markup) return part.html;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return (part ?? []).map(written).join("");
}

/** A text for an element or an attribute in quotes: without control characters and direction marks. */
export function escaped(text: string): string {
  return clean(shown(text)).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Sentences, with what stands between backticks as code. */
export function prose(text: string): Markup {
  const parts = escaped(text).split("&#96;");
  // One without its partner is a backtick.
  const isPaired = parts.length % 2 === 1;
  const inCode = (part: string, index: number): string => (index % 2 === 1 ? `<code>${part}</code>` : part);
  return new Markup(isPaired ? parts.map(inCode).join("") : parts.join("&#96;"));
}
