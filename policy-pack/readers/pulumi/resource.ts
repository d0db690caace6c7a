/** A resource of a Pulumi stack as plain data: no proxies, no SDK objects. Unknown values are the sentinel strings. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What AnalyzeStack sees: the outputs. At preview these are the inputs, and unknowns where the provider computes. */
  readonly props: Props;
  /** What the program set, where Analyze has seen this resource in the same run. */
  readonly inputs?: Props;
  readonly provider?: { readonly urn: string; readonly name: string; readonly props: Props };
  readonly dependencies: readonly string[];
  /** The resources that each top-level property refers to. There is no finer index than the top level. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export type Props = Readonly<Record<string, unknown>>;
