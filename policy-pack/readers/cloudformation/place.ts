import { dnsSuffixOf, partitionOf } from "../../model/region";
import type { DeclaredProvider } from "../declared/resource";
import { unknownText } from "../declared/unknowns";
import type { Value } from "../declared/value";

/** Where and for whom a stack is deployed, as far as it is known. */
export interface Environment {
  readonly region?: string;
  readonly account?: string;
}

/**
 * A place that stacks share. A template has one Region and one account: which they are may not be known, and all that is
 * deployed to the place has the same.
 */
export interface Place {
  readonly declared: DeclaredProvider;
  /** The pseudo parameters that depend on it. */
  readonly pseudo: ReadonlyMap<string, Value>;
}

interface Named {
  /** Of the stack whose place it is; nothing, where there is one place alone. */
  readonly name: string;
  readonly label: string;
  /** What a person does to say which Region and which account it is. */
  readonly setRegion: string;
  readonly setAccount: string;
}

/** What the account of a resource is called where nothing but the credentials tells it: the same in a text is the same. */
const THEIR_ACCOUNT = "the account of the credentials";

/** Whose credentials deploy a stack nobody knows; those of another place may be others. */
const credentialsOf = (place: string): readonly (readonly [string, Value])[] =>
  place === "" ? [] : [["profile", `of ${place}`]];

export function placeOf({ name, label, setRegion, setAccount }: Named, { region, account }: Environment): Place {
  const of = name === "" ? "" : ` of ${name}`;
  const unknown = (what: string, why: string, settle: string): Value =>
    unknownText(`${what}${of}`, { why, settledBy: "configuration", settle });
  const noRegion = (what: string): Value =>
    unknown(what, `the Region of ${label} is not known: a template is deployed to any`, setRegion);
  const partition = region === undefined ? undefined : partitionOf(region);
  const declared: DeclaredProvider = {
    address: `place${of}`,
    label,
    settings: new Map<string, Value>([
      ["region", region ?? noRegion("AWS::Region")],
      ...(account === undefined ? credentialsOf(name) : [["allowedAccountIds", [account]] as const]),
    ]),
    setRegion,
    setAccount,
  };
  return {
    declared,
    pseudo: new Map<string, Value>([
      ["AWS::Region", region ?? noRegion("AWS::Region")],
      ["AWS::Partition", partition ?? noRegion("AWS::Partition")],
      ["AWS::URLSuffix", region === undefined ? noRegion("AWS::URLSuffix") : dnsSuffixOf(region)],
      [
        "AWS::AccountId",
        account ??
          unknownText(name === "" ? THEIR_ACCOUNT : `AWS::AccountId${of}`, {
            why: `the account of ${label} is that of the credentials`,
            settledBy: "configuration",
            settle: setAccount,
          }),
      ],
    ]),
  };
}
