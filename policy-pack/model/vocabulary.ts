/** How the users of one source write things: a message speaks to whoever reads it. */
export interface Vocabulary {
  /** The source: the command line explains a cure in the words of each. */
  readonly source: "pulumi" | "aws-native" | "terraform" | "cloudformation" | "account";
  /** It tells what is deployed, and no program is judged: nothing lies ahead. */
  readonly isDeployed?: true;
  /**
   * A setting, from its neutral name: `rules[0].destination.bucket` is `rule[0].destination.bucket` in Terraform and
   * `ReplicationConfiguration.Rules[0].Destination.Bucket` in CloudFormation.
   */
  readonly setting: (path: string) => string;
  /** What a person does to enable a bucket's versioning: a whole sentence. */
  readonly enableVersioning: string;
  /** What a person does about a setting that was read back from AWS, where the source may show that alone: one line. */
  readonly readBack?: string;
  /** Why two resources of which no Region is known are in one; left out, that one provider has both. */
  readonly oneRegion?: string;
  /** What a person does so that a destination is in another Region, where it is not a setting: a whole sentence. */
  readonly elsewhere?: string;
  /** What a person does so that a replication configuration is created after versioning: a whole sentence. */
  readonly waitForVersioning: string;
}
