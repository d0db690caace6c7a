/** The differences that are meant, each with its reason. */
export const EXPLAINED = {
  replica: "a replica owes no copy; Prowler fails every bucket without rules",
  "out of its scope": "Prowler does not see buckets of other stacks; here their owner promises what they are",
  "destination unversioned": "S3 refuses an unversioned destination; Prowler does not look at it",
  partition: "S3 does not replicate across partitions; Prowler compares the names of Regions only",
  refused: "S3 refuses the configuration, so Prowler never meets it",
  filter: "rules select a part of the bucket; Prowler does not look at filters, here it is advisory",
  "copies nothing": "the role, the key or the selection lets no object through; Prowler looks at rules only",
  "Object Lock": "S3 asks for Object Lock on both sides; Prowler does not look at it",
  overwritten: "one of two configurations replaces the other, so Prowler meets one",
} as const;
