import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { objectsIn, statementsToReplicate, TRUST_POLICY } from "./replication-role";

// As much of AWS as `s3-crr verify` asks, over HTTP, so that the AWS SDK itself is asked: its protocols, its retries and
// its errors are real.

type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

export interface CloudBucket {
  readonly region: string;
  /** @default the account of the first credentials */
  readonly owner?: string;
  /** Its policy lets every account read it. */
  readonly isShared?: true;
  readonly versioning?: "Enabled" | "Suspended";
  readonly replication?: Xml;
  readonly encryption?: Xml;
  readonly objectLock?: Xml;
  /** `null` is a bucket from before 2023. */
  readonly ownership?: string | null;
  readonly policy?: object;
  readonly tags?: Readonly<Record<string, string>>;
  /** What comes of objects that are put into it. @default "COMPLETED" */
  readonly copies?: "COMPLETED" | "FAILED" | "PENDING";
  readonly objects?: readonly StoredObject[];
}

export interface StoredObject {
  readonly key: string;
  readonly status?: string;
  readonly storageClass?: string;
  readonly size?: number;
  readonly modified?: string;
}

export interface Cloud {
  readonly buckets: Readonly<Record<string, CloudBucket>>;
  readonly roles?: Readonly<
    Record<
      string,
      {
        readonly trust: object;
        readonly inline?: object;
        readonly attached?: readonly string[];
        readonly boundary?: string;
      }
    >
  >;
  /** Managed policies by their ARNs. */
  readonly policies?: Readonly<Record<string, object>>;
  /** Keys by their ARNs. */
  readonly keys?: Readonly<
    Record<string, { readonly enabled?: boolean; readonly policy?: object; readonly grants?: readonly object[] }>
  >;
  /** Values of metrics: "eu-west-1 OperationsFailedReplication". */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
  /** Sources that have an alarm, by Region. */
  readonly alarms?: Readonly<Record<string, readonly string[]>>;
  /** Permissions that are denied: everywhere, or "s3:GetBucketPolicy acme-data". */
  readonly denied?: readonly string[];
  /** The first so many requests to S3 are told to slow down. */
  readonly throttled?: number;
  /** Regions that the account has not enabled. */
  readonly disabled?: readonly string[];
}

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

export interface Running {
  /** Each request, as "GetBucketPolicy acme-data eu-west-1". */
  readonly requests: readonly string[];
  /** The objects that are there now: "acme-data key". */
  readonly objects: () => readonly string[];
}

/** Runs with AWS behind it, and puts the environment back. The access key is the account, as emulators have it. */
export async function withCloud<T>(cloud: Cloud, use: (running: Running) => Promise<T>): Promise<T> {
  const served = new Served(cloud);
  const server = createServer((request, response) => void served.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_REGION: "eu-west-1",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  try {
    return await use(served);
  } finally {
    for (const key of Object.keys(process.env)) if (!(key in before)) Reflect.deleteProperty(process.env, key);
    Object.assign(process.env, before);
    await closed(server);
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Reply {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly account: string;
  readonly region: string;
  readonly body: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
}

class Served implements Running {
  readonly requests: string[] = [];
  private throttled: number;
  private readonly stored = new Map<string, StoredObject & { readonly tags?: string }>();

  constructor(private readonly cloud: Cloud) {
    this.throttled = cloud.throttled ?? 0;
    for (const [bucket, { objects = [] }] of Object.entries(cloud.buckets)) {
      for (const each of objects) this.stored.set(`${bucket} ${each.key}`, each);
    }
  }

  objects = (): readonly string[] => [...this.stored.keys()];

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const credential = /Credential=(\d+)\/\d+\/([\w-]+)\/([\w-]+)\//.exec(request.headers.authorization ?? "");
    const [, account = "", region = "", service = ""] = credential ?? [];
    const call: Call = {
      account,
      region,
      body: Buffer.concat(chunks).toString("utf8"),
      url: new URL(request.url ?? "/", "http://aws"),
      headers: request.headers,
    };
    const { status = 200, body = "", headers = {} } = this.reply(service, request.method ?? "GET", call);
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  }

  private reply(service: string, method: string, call: Call): Reply {
    if (service === "s3") return this.s3(method, call);
    if (service === "kms") return this.kms(call);
    if (service === "monitoring") return this.cloudwatch(call);
    const parameters = new URLSearchParams(call.body);
    const action = parameters.get("Action") ?? "";
    this.requests.push(action);
    if (action === "GetCallerIdentity") {
      return query(action, { Account: call.account, Arn: `arn:aws:iam::${call.account}:user/reader`, UserId: "A" });
    }
    if (this.isDenied(`iam:${action}`)) return queryError(403, "AccessDenied");
    return this.iam(action, parameters);
  }

  private isDenied(permission: string, on = ""): boolean {
    const { denied = [] } = this.cloud;
    return denied.includes(permission) || denied.includes(`${permission} ${on}`);
  }

  private s3(method: string, call: Call): Reply {
    const { url, region } = call;
    const [, name = "", ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const what = [...url.searchParams.keys()].find((each) => QUESTIONS.has(each)) ?? "";
    const operation =
      key !== "" ? `${method}Object` : name === "" ? "ListBuckets" : (QUESTIONS.get(what)?.name ?? `${method}Bucket`);
    this.requests.push(`${operation} ${name} ${region}`);
    if (this.throttled > 0) {
      this.throttled -= 1;
      return s3Error(503, "SlowDown");
    }
    if (name === "") return this.listBuckets(call);
    const bucket = this.cloud.buckets[name];
    if (!bucket) return s3Error(404, "NoSuchBucket");
    const header = { "x-amz-bucket-region": bucket.region };
    if (this.cloud.disabled?.includes(bucket.region) && operation !== "HEADBucket") return s3Error(400, "InvalidToken");
    const owner = bucket.owner ?? ACCOUNT;
    if (operation === "HEADBucket") {
      const expected = call.headers["x-amz-expected-bucket-owner"];
      const refused =
        (owner !== call.account && !bucket.isShared) ||
        this.isDenied("s3:ListBucket", name) ||
        (expected !== undefined && expected !== owner);
      if (refused) return { status: 403, headers: header };
      return bucket.region === region ? { headers: header } : { status: 301, headers: header };
    }
    if (bucket.region !== region) return { ...s3Error(301, "PermanentRedirect"), headers: header };
    if (owner !== call.account && !bucket.isShared) return s3Error(403, "AccessDenied");
    if (key !== "") return this.object(method, name, bucket, key, call);
    if (what === "versions") return this.versions(name, url);
    if (what === "list-type") return this.list(name, url);
    const question = QUESTIONS.get(what);
    if (!question) return s3Error(501, "NotImplemented");
    if (this.isDenied(question.permission, name)) return s3Error(403, "AccessDenied");
    const body = question.answer(bucket);
    return typeof body === "string" && /^\w+$/.test(body) ? s3Error(404, body) : { body };
  }

  private listBuckets({ account }: Call): Reply {
    if (this.isDenied("s3:ListAllMyBuckets")) return s3Error(403, "AccessDenied");
    const own = Object.entries(this.cloud.buckets).filter(([, { owner = ACCOUNT }]) => owner === account);
    return {
      body: xml("ListAllMyBucketsResult", {
        Buckets: { Bucket: own.map(([Name, { region }]) => ({ Name, BucketRegion: region })) },
      }),
    };
  }

  private object(method: string, name: string, bucket: CloudBucket, key: string, { body, headers }: Call): Reply {
    const id = `${name} ${key}`;
    if (method === "PUT") {
      if (this.isDenied("s3:PutObject", name)) return s3Error(403, "AccessDenied");
      const status = bucket.copies ?? "COMPLETED";
      const [prefix] = key.split("s3-crr-canary-");
      const tags = headers["x-amz-tagging"];
      if (tags !== undefined) this.requests.push(`${this.requests.pop() ?? ""} ${prefix ?? ""} ${String(tags)}`);
      this.stored.set(id, { key, status, size: Number(headers["x-amz-decoded-content-length"] ?? body.length) });
      for (const [copy, size] of status === "COMPLETED" ? this.destinations(bucket, body.length) : []) {
        this.stored.set(`${copy} ${key}`, { key, status: "REPLICA", size });
      }
      return { headers: { "x-amz-version-id": "v1", etag: '"1"' } };
    }
    if (method === "DELETE") {
      if (this.isDenied("s3:DeleteObjectVersion", name)) return s3Error(403, "AccessDenied");
      this.stored.delete(id);
      return { status: 204 };
    }
    const found = this.stored.get(id);
    if (!found) return { status: 404 };
    return {
      headers: {
        "content-length": String(found.size ?? 0),
        etag: '"1"',
        "x-amz-version-id": "v1",
        ...(found.status !== undefined && { "x-amz-replication-status": found.status }),
        ...(found.storageClass !== undefined && { "x-amz-storage-class": found.storageClass }),
      },
    };
  }

  private destinations({ replication }: CloudBucket, size: number): readonly (readonly [string, number])[] {
    return [...JSON.stringify(replication ?? {}).matchAll(/"Bucket":"arn:aws:s3:::([^"]+)"/g)].map(([, name = ""]) => [
      name,
      size,
    ]);
  }

  private in(name: string, url: URL): readonly StoredObject[] {
    const prefix = `${name} ${url.searchParams.get("prefix") ?? ""}`;
    return [...this.stored].filter(([id]) => id.startsWith(prefix)).map(([, each]) => each);
  }

  private versions(name: string, url: URL): Reply {
    return {
      body: xml("ListVersionsResult", {
        IsTruncated: false,
        Version: this.in(name, url).map(({ key }) => ({ Key: key, VersionId: "v1", IsLatest: true })),
      }),
    };
  }

  private list(name: string, url: URL): Reply {
    return {
      body: xml("ListBucketResult", {
        IsTruncated: false,
        Contents: this.in(name, url).map(
          ({ key, size = 1, storageClass = "STANDARD", modified = "2026-01-01T00:00:00Z" }) => ({
            Key: key,
            Size: size,
            StorageClass: storageClass,
            LastModified: modified,
          }),
        ),
      }),
    };
  }

  private iam(action: string, parameters: URLSearchParams): Reply {
    const RoleName = parameters.get("RoleName") ?? "";
    const role = this.cloud.roles?.[RoleName];
    const encoded = (document: object): string => encodeURIComponent(JSON.stringify(document));
    if (action === "GetPolicy") return query(action, { Policy: { DefaultVersionId: "v1" } });
    if (action === "GetPolicyVersion") {
      const policy = this.cloud.policies?.[parameters.get("PolicyArn") ?? ""];
      return policy ? query(action, { PolicyVersion: { Document: encoded(policy) } }) : queryError(404, "NoSuchEntity");
    }
    if (!role) return queryError(404, "NoSuchEntity");
    if (action === "GetRole") {
      const boundary =
        role.boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: role.boundary } };
      const Arn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
      return query(action, { Role: { RoleName, Arn, AssumeRolePolicyDocument: encoded(role.trust), ...boundary } });
    }
    if (action === "ListRolePolicies") {
      return query(action, { PolicyNames: { member: role.inline ? ["inline"] : [] }, IsTruncated: false });
    }
    if (action === "GetRolePolicy")
      return query(action, { RoleName, PolicyName: "inline", PolicyDocument: encoded(role.inline ?? {}) });
    const attached = (role.attached ?? []).map((PolicyArn) => ({ PolicyArn, PolicyName: "attached" }));
    return query(action, { AttachedPolicies: { member: attached }, IsTruncated: false });
  }

  private kms({ headers, body }: Call): Reply {
    const action = String(headers["x-amz-target"]).replace("TrentService.", "");
    this.requests.push(action);
    if (this.isDenied(`kms:${action}`)) return jsonError("AccessDeniedException");
    const { KeyId } = JSON.parse(body) as { readonly KeyId: string };
    const [arn, key] =
      Object.entries(this.cloud.keys ?? {}).find(([each]) => each === KeyId || each.endsWith(`/${KeyId}`)) ?? [];
    if (arn === undefined || !key) return jsonError("NotFoundException");
    const { enabled = true, policy = OWN_KEY_POLICY, grants = [] } = key;
    // One grant a page.
    if (action === "ListGrants") {
      const { Marker = "0" } = JSON.parse(body) as { readonly Marker?: string };
      const next = Number(Marker) + 1;
      const more = next < grants.length ? { Truncated: true, NextMarker: String(next) } : { Truncated: false };
      return json({ Grants: grants.slice(next - 1, next), ...more });
    }
    return json(
      action === "DescribeKey"
        ? { KeyMetadata: { KeyId: arn.split("/").at(-1), Arn: arn, Enabled: enabled } }
        : { Policy: JSON.stringify(policy) },
    );
  }

  private cloudwatch({ headers, body, region }: Call): Reply {
    const action = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
    this.requests.push(`${action} ${region}`);
    if (this.isDenied(`cloudwatch:${action}`)) return jsonError("AccessDenied");
    if (action === "DescribeAlarms") {
      const MetricAlarms = (this.cloud.alarms?.[region] ?? []).map((source) => ({
        MetricName: "OperationsFailedReplication",
        Dimensions: Object.entries({ SourceBucket: source, DestinationBucket: "acme-replica", RuleId: "rule" }).map(
          ([Name, Value]) => ({ Name, Value }),
        ),
      }));
      return json({ MetricAlarms });
    }
    const { MetricDataQueries } = JSON.parse(body) as {
      readonly MetricDataQueries: readonly {
        readonly Id: string;
        readonly MetricStat: { readonly Metric: { readonly MetricName: string } };
      }[];
    };
    return json({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const Values = this.cloud.metrics?.[`${region} ${MetricStat.Metric.MetricName}`] ?? [];
        return { Id, Values, Timestamps: Values.map((_, index) => 1_780_000_000 - index * 3_600) };
      }),
    });
  }
}

/** What each question to a bucket asks for, by its part of the URL: a document, or the error for nothing. */
const QUESTIONS: ReadonlyMap<
  string,
  { readonly name: string; readonly permission: string; readonly answer: (bucket: CloudBucket) => string }
> = new Map(
  Object.entries({
    versioning: question("GetBucketVersioning", ({ versioning }) =>
      xml("VersioningConfiguration", versioning ? { Status: versioning } : {}),
    ),
    replication: question("GetReplicationConfiguration", ({ replication }) =>
      replication === undefined
        ? "ReplicationConfigurationNotFoundError"
        : xml("ReplicationConfiguration", replication),
    ),
    encryption: question("GetEncryptionConfiguration", ({ encryption }) =>
      xml("ServerSideEncryptionConfiguration", {
        Rule: encryption ?? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
      }),
    ),
    "object-lock": question("GetBucketObjectLockConfiguration", ({ objectLock }) =>
      objectLock === undefined ? "ObjectLockConfigurationNotFoundError" : xml("ObjectLockConfiguration", objectLock),
    ),
    ownershipControls: question("GetBucketOwnershipControls", ({ ownership = "BucketOwnerEnforced" }) =>
      ownership === null
        ? "OwnershipControlsNotFoundError"
        : xml("OwnershipControls", { Rule: { ObjectOwnership: ownership } }),
    ),
    policy: question("GetBucketPolicy", ({ policy }) => (policy ? JSON.stringify(policy) : "NoSuchBucketPolicy")),
    tagging: question("GetBucketTagging", ({ tags }) =>
      tags
        ? xml("Tagging", { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } })
        : "NoSuchTagSet",
    ),
    requestPayment: question("GetBucketRequestPayment", () =>
      xml("RequestPaymentConfiguration", { Payer: "BucketOwner" }),
    ),
    lifecycle: question("GetLifecycleConfiguration", () => "NoSuchLifecycleConfiguration"),
    notification: question("GetBucketNotification", () => xml("NotificationConfiguration", {})),
    versions: question("ListBucketVersions", () => ""),
    "list-type": question("ListBucket", () => ""),
  }),
);

function question(name: string, answer: (bucket: CloudBucket) => string) {
  return { name, permission: `s3:${name}`, answer };
}

const OWN_KEY_POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" }],
};

/** An element; a list is the same element again and again. */
function xml(name: string, value: Xml): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((each: Xml) => xml(name, each)).join("");
  const inside =
    typeof value === "object"
      ? Object.entries(value)
          .map(([key, inner]) => xml(key, inner))
          .join("")
      : String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${inside}</${name}>`;
}

const s3Error = (status: number, code: string): Reply => ({
  status,
  body: xml("Error", { Code: code, Message: "refused" }),
});

const query = (action: string, result: Xml): Reply => ({
  body: xml(`${action}Response`, { [`${action}Result`]: result }),
});

const queryError = (status: number, code: string): Reply => ({
  status,
  body: xml("ErrorResponse", { Error: { Code: code, Message: "refused" } }),
});

const json = (data: object): Reply => ({
  body: JSON.stringify(data),
  headers: { "content-type": "application/x-amz-json-1.0" },
});

const jsonError = (type: string): Reply => ({ ...json({ __type: type, message: "refused" }), status: 400 });

/** A bucket with its copy in another Region, and all that the replication needs: each case changes one thing. */
export function goodCloud(changes: Partial<Cloud> = {}): Cloud {
  return {
    buckets: { "acme-data": SOURCE, "acme-dr": REPLICA },
    roles: { crr: ROLE },
    ...changes,
  };
}

export const RULE = {
  ID: "all",
  Status: "Enabled",
  Priority: 1,
  Filter: {},
  DeleteMarkerReplication: { Status: "Disabled" },
  Destination: {
    Bucket: "arn:aws:s3:::acme-dr",
    Metrics: { Status: "Enabled" },
  },
} as const satisfies Xml;

export const SOURCE: CloudBucket = {
  region: "eu-west-1",
  versioning: "Enabled",
  replication: { Role: `arn:aws:iam::${ACCOUNT}:role/crr`, Rule: RULE },
};

export const REPLICA: CloudBucket = { region: "us-west-2", versioning: "Enabled" };

export const ROLE = {
  trust: TRUST_POLICY,
  inline: {
    Version: "2012-10-17",
    Statement: statementsToReplicate("arn:aws:s3:::acme-data", "arn:aws:s3:::acme-dr", objectsIn),
  },
};
