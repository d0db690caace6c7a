import { bucketName, isBucketName, parseAccountRegionalName, parseArn } from "../../model/arn";
import { known, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Address, Bucket, Reference } from "../../model/graph";
import type { Vocabulary } from "../../model/vocabulary";
import { promiseFor, type SharedOptions } from "../../options";

/** A bucket outside the stack has no address but its ARN; a bare name leaves its partition open. */
export const elsewhereAddress = (text: string): Address =>
  `arn:${parseArn(text)?.partition ?? "*"}:s3:::${bucketName(text)}`;

/** The buckets that rules of the stack name and the stack does not contain. */
export class Elsewhere {
  readonly buckets = new Map<Address, Bucket>();

  constructor(private readonly options: SharedOptions) {}

  /** The address of a rule's destination; one outside the stack becomes a bucket of its own. */
  address(reference: Reference, words: Vocabulary): Address {
    if (reference.in === "stack") return reference.address;
    const address = elsewhereAddress(reference.name);
    if (!this.buckets.has(address)) this.buckets.set(address, this.bucket(address, reference.name, words));
    return address;
  }

  private bucket(address: Address, text: string, words: Vocabulary): Bucket {
    const name = bucketName(text);
    const partition = parseArn(text)?.partition;
    const promise = promiseFor(name, this.options);
    const proven = parseAccountRegionalName(name);
    // What is no name may be anything, a secret too.
    const label = isBucketName(name) ? name : "a bucket without a valid name";
    const which = isBucketName(name) ? `bucket ${name}` : label;
    const settle =
      partition === undefined || !isBucketName(name)
        ? "write the destination as the ARN of a bucket"
        : `"scope": { "knownDestinations": [{ "bucket": "${name}", "region": "<its Region>", "versioned": true, "allowsReplication": true }] }`;
    const open = <T>(what: string): Fact<T> =>
      unknownUntilConfigured(`${which} is not in this stack, so ${what}`, settle);
    const promised = <T>(value: T | undefined, what: string): Fact<T> =>
      value === undefined ? open(what) : known(value, promise?.from ?? "by your configuration");
    return {
      address,
      label,
      words,
      evaluated: false,
      name: known(name),
      region: proven
        ? known(proven.region, "by its name")
        : promised(promise?.region, "its Region is not known (an ARN contains none)"),
      ...(partition !== undefined && { partition }),
      account: proven ? known(proven.account, "by its name") : promised(promise?.account, "its account is not known"),
      creation: {
        region: open("where it was created is not known"),
        account: open("who created it is not known"),
        namespace: known(undefined),
        isDone: true,
      },
      versioning: promised(
        promise?.versioned === undefined
          ? undefined
          : ({ status: promise.versioned ? "Enabled" : "Unversioned", on: address } as const),
        "its versioning is not known",
      ),
      replication: unknownUntilConfigured(`${which} is not in this stack`),
      settings: [],
      configurations: [],
      possibleConfigurations: [],
      encryption: unknownUntilConfigured(`${which} is not in this stack`),
      objectLock: promised(promise?.objectLock, "its Object Lock is not known"),
      objectOwnership: unknownUntilConfigured(`${which} is not in this stack`),
      failureNotice: unknownUntilConfigured(`${which} is not in this stack`),
      policy: open("whether its policy lets the role replicate is not known"),
      ...(promise?.allowsReplication && { allowsReplication: true }),
      ...(promise?.grants && { grants: promise.grants }),
      tags: unknownUntilConfigured(`${which} is not in this stack`),
      requestPayer: unknownUntilConfigured(`${which} is not in this stack`),
      noncurrentExpirationDays: unknownUntilConfigured(`${which} is not in this stack`),
    };
  }
}
