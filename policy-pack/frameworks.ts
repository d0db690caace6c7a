/** What a control is called in a framework; Pulumi takes one of them for each policy, and the rest as tags. */
export interface Control {
  readonly name: string;
  readonly framework: {
    readonly name: string;
    readonly version: string;
    readonly reference: string;
    readonly specification: string;
  };
  /** Ids by framework. A framework that is left out has no requirement that anybody maps to this control. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/**
 * The control that the pack is for. The mappings are those of Security Hub, cdk-nag, AWS Guard Rules Registry, Prowler and
 * Steampipe, where these name it.
 */
export const CROSS_REGION_REPLICATION: Control = {
  name: "Cross-Region replication",
  framework: {
    name: "AWS Security Hub",
    version: "not versioned",
    reference: "S3.7",
    specification: "S3 general purpose buckets should use cross-Region replication",
  },
  ids: {
    "security-hub": ["S3.7", "PCI.S3.3"],
    "aws-config": ["s3-bucket-cross-region-replication-enabled"],
    prowler: ["s3_bucket_cross_region_replication"],
    checkov: ["CKV_AWS_144"],
    "nist-800-53-r5": [
      "AU-9(2)",
      "CM-6a",
      "CM-9b",
      "CP-1(2)",
      "CP-2(5)",
      "CP-6a",
      "CP-6(1)",
      "CP-6(2)",
      "CP-9a",
      "CP-9b",
      "CP-9c",
      "CP-10",
      "CP-10(2)",
      "SC-5(2)",
      "SC-36(2)",
      "SI-13(5)",
    ],
    "nist-800-53-r4": ["AU-9(2)", "CP-9(b)", "CP-10", "SC-5", "SC-36"],
    "nist-800-171-r2": ["3.3.1", "3.8.9", "3.13.2"],
    "nist-csf-1.1": ["ID.BE-5", "PR.DS-4", "PR.IP-4", "PR.PT-5", "RC.RP-1"],
    "nist-csf-2.0": ["ID.AM-07", "PR.IR-02", "PR.IR-03", "RC.RP-02"],
    "pci-dss-3.2.1": ["2.2", "10.5.3"],
    hipaa: ["164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)"],
    "fedramp-moderate": ["AU-9(2)", "CP-9(b)", "CP-10", "SC-5"],
    "iso-27001-2022": ["A.8.14"],
    "soc-2": ["A1.2", "CC7.4"],
    "cis-controls-v8": ["11.4"],
    "kisa-isms-p": ["2.9.2"],
    dora: ["Art. 12"],
    "bsi-c5-2025": ["PS-02.01B", "PS-02.01AS", "PS-02.02AS"],
    "finos-ccc": ["Core.CN08.AR01", "Core.CN08.AR02"],
    "well-architected": ["REL-9"],
  },
};

export const VERSIONING: Control = {
  name: "Versioning",
  framework: {
    name: "AWS Security Hub",
    version: "not versioned",
    reference: "S3.14",
    specification: "S3 general purpose buckets should have versioning enabled",
  },
  ids: {
    "security-hub": ["S3.14"],
    prowler: ["s3_bucket_object_versioning"],
    checkov: ["CKV_AWS_21"],
    "iso-27001-2022": ["A.8.3", "A.8.10"],
    "soc-2": ["CC7.4"],
    "pci-dss-4.0": ["10.3.4.9"],
    "mitre-attack": ["T1485", "T1486"],
  },
};

export const TRUSTED_DESTINATIONS: Control = {
  name: "Trusted destinations",
  framework: {
    name: "FINOS Common Cloud Controls",
    version: "2025.10",
    reference: "Core.CN10.AR01",
    specification: "Data is replicated only to destinations that are explicitly trusted",
  },
  ids: { "finos-ccc": ["Core.CN10.AR01"] },
};

/** Each control once, in the order of the rules page. */
export const CONTROLS: readonly Control[] = [CROSS_REGION_REPLICATION, VERSIONING, TRUSTED_DESTINATIONS];

/** The ids as Pulumi's tags: `nist-800-53-r5:CP-6(1)`. */
export function tagsOf(control: Control | undefined): readonly string[] {
  return Object.entries(control?.ids ?? {}).flatMap(([framework, ids]) => ids.map((id) => `${framework}:${id}`));
}
