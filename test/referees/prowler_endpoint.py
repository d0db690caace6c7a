"""Judges the buckets at an endpoint with Prowler's own, unmodified check class.

arguments: Region, ...
stdout:    JSON, {"<bucket name>": "PASS" | "FAIL" | "MANUAL"}
"""

import json
import logging
import sys

from prowler.providers.aws.aws_provider import AwsProvider
from prowler.providers.common.models import Audit_Metadata
from prowler.providers.common.provider import Provider

NAME = "s3_bucket_cross_region_replication"

# It asks for the name of the account, which nobody here can tell.
logging.disable(logging.ERROR)
provider = AwsProvider(regions=set(sys.argv[1:]))
provider.audit_metadata = Audit_Metadata(
    services_scanned=1, expected_checks=[NAME], completed_checks=0, audit_progress=0
)
Provider.set_global_provider(provider)

# Importing the check asks AWS for the buckets.
from prowler.providers.aws.services.s3.s3_bucket_cross_region_replication.s3_bucket_cross_region_replication import (  # noqa: E402
    s3_bucket_cross_region_replication,
)

findings = s3_bucket_cross_region_replication().execute()
print(json.dumps({finding.resource_id: finding.status for finding in findings}))
