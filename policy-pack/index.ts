import { PolicyPack } from "@pulumi/policy";
import { policies } from "./hosts/pulumi/policies";

new PolicyPack("s3-cross-region-replication", {
  description: "Every S3 bucket is versioned and replicated to another Region, proven before deployment.",
  displayName: "S3 cross-Region replication",
  provider: "aws",
  tags: ["s3", "replication", "disaster-recovery"],
  policies: policies(),
});
