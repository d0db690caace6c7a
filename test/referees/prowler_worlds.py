"""Judges worlds with Prowler's own, unmodified check class, in process and without AWS.

stdin:  JSON lines, each {"buckets": [{"name", "region", "versioning", "rules": [{"id", "status", "destination"}]}]}
stdout: JSON lines, each {"<bucket name>": "PASS" | "FAIL" | "MANUAL"}
"""

import json
import sys
import types

import prowler.providers.aws.services.s3.s3_service as service

# The check reads its buckets from a client that would ask AWS for them when it is imported: this one has ours.
client = types.SimpleNamespace(buckets={})
module = types.ModuleType("prowler.providers.aws.services.s3.s3_client")
module.s3_client = client
sys.modules[module.__name__] = module

from prowler.providers.aws.services.s3.s3_bucket_cross_region_replication.s3_bucket_cross_region_replication import (  # noqa: E402
    s3_bucket_cross_region_replication,
)

check = s3_bucket_cross_region_replication()
for line in sys.stdin:
    client.buckets = {}
    for bucket in json.loads(line)["buckets"]:
        arn = f"arn:aws:s3:::{bucket['name']}"
        client.buckets[arn] = service.Bucket(
            arn=arn,
            name=bucket["name"],
            region=bucket["region"],
            versioning=bucket["versioning"],
            replication_rules=[service.ReplicationRule(**rule) for rule in bucket["rules"]],
        )
    print(json.dumps({finding.resource_id: finding.status for finding in check.execute()}))
