import type { Arrow } from "../picture";
import type { Mark } from "../words";
import { Markup, markup } from "./markup";

/** The symbols, each with its own shape: drawn, because no font is sure to have them. */
const SHAPES: Readonly<Record<Mark | "disabled", string>> = {
  satisfied: '<path d="m4.6 9.3 3 3 5.8-6.4" />',
  violated: '<path d="m5.6 5.6 6.8 6.8m0-6.8-6.8 6.8" />',
  undetermined: '<path d="M6.5 6.9a2.5 2.4 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6" /><path d="M9 13.3v.2" />',
  none: '<path d="M5.5 9h7" />',
  disabled: '<path d="M7 6v6m4-6v6" />',
};

const symbol = (name: string, shape: string): string =>
  `<symbol id="mark-${name}" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="var(--card)" stroke="currentcolor" stroke-width="1.5"/><g fill="none" stroke="currentcolor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shape}</g></symbol>`;

const head = (name: string): string =>
  `<marker id="head-${name}" class="${name}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5 9.5 5 0 9.5z" fill="currentcolor"/></marker>`;

/** What the rest of the page draws with. */
export const SYMBOLS = new Markup(
  `<svg class="hidden" aria-hidden="true"><defs>${Object.entries(SHAPES)
    .map(([name, shape]) => `${symbol(name, shape)}${head(name)}`)
    .join("")}</defs></svg>`,
);

/** A symbol beside words that say the same. */
export const mark = (name: Mark | "disabled"): Markup =>
  markup`<svg class="mark ${name}" aria-hidden="true"><use href="#mark-${name}"/></svg>`;

export const ARROW_WORDS: Readonly<Record<Arrow["answer"], string>> = {
  satisfied: "copies arrive: proven",
  violated: "copies do not arrive, or not all of them",
  undetermined: "not known",
  disabled: "disabled",
};

/** How arrows look, and what that means. */
export function legend(): Markup {
  const arrows = Object.entries(ARROW_WORDS).map(
    ([name, words]) =>
      markup`<li><svg class="dash ${name}" aria-hidden="true"><line class="${name}" x1="0" y1="9" x2="44" y2="9" stroke="currentcolor" stroke-width="2" marker-end="url(#head-${name})"/><use href="#mark-${name}" x="12" width="18" height="18"/></svg>${words}</li>`,
  );
  return markup`<ul class="legend" aria-label="What arrows mean">${arrows}</ul>`;
}
