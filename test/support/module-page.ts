import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { encryptionGrant, grantsFor, replicationGrants } from "../../cdktf-module/permissions";

/** The page's path, relative to the root of the repository. */
export const MODULE_PAGE = "cdktf-module/README.md";

/** The page with its generated parts updated: the props from their doc comments, the role's permissions from the code. */
export function modulePage(written: string): string {
  const parts: Readonly<Record<string, () => readonly string[]>> = { props, role, destination };
  return written.replaceAll(
    /(<!-- generated: (\w+)[^>]*-->\n)[^]*?(\n<!-- end -->)/g,
    (_all, start: string, name: string, end: string) =>
      `${start}<!-- prettier-ignore-start -->\n${(parts[name]?.() ?? []).join("\n")}\n<!-- prettier-ignore-end -->${end}`,
  );
}

const TABLES: readonly (readonly [heading: string, name: string])[] = [
  ["Buckets: `ReplicatedBucket`, and most of these for each replica", "BucketProps"],
  ["Replication: `ReplicatedBucket` and `BucketReplication`", "ReplicationProps"],
  ["Replicas: `replicas[]` and `addReplica`", "ReplicaProps"],
  ["Rules: `replicationRules[]` and `addReplicationRule`", "ReplicationRuleProps"],
  ["Filters: `replicationRules[].filter`", "ReplicationFilterProps"],
  ["`BucketReplication` only", "BucketReplicationProps"],
  ["`ReplicaBucket` only", "ReplicaBucketProps"],
];

function props(): readonly string[] {
  const source = path.resolve("cdktf-module/props.ts");
  const parsed = ts.createSourceFile(source, readFileSync(source, "utf8"), ts.ScriptTarget.Latest, true);
  return TABLES.flatMap(([heading, name]) => {
    const found = parsed.statements.find(
      (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === name,
    );
    if (!found) throw new Error(`props.ts has no interface ${name}`);
    const rows = found.members.filter(ts.isPropertySignature).map((member) => row(member, parsed));
    return ["", `### ${heading}`, "", "| prop | description | default |", "| --- | --- | --- |", ...rows];
  });
}

function row(member: ts.PropertySignature, source: ts.SourceFile): string {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = (comment: ts.JSDoc["comment"]): string =>
    (ts.getTextOfJSDocComment(comment) ?? "").replaceAll(/\s+/g, " ");
  const tag = (name: string): string => text(doc?.tags?.find(({ tagName }) => tagName.text === name)?.comment);
  const given = tag("default").replace(/^- /, "");
  if (member.questionToken && given === "") throw new Error(`${member.name.getText(source)} has no @default`);
  // The parser mistakes the scheme of an @see URL for a name.
  const [see] = /https:\S+/.exec(doc?.getText(source).match(/@see .*/)?.[0] ?? "") ?? [];
  const description = text(doc?.comment) + (see === undefined ? "" : ` [AWS](${see})`);
  const fallback = member.questionToken ? (/^(true|false|".*")$/.test(given) ? `\`${given}\`` : given) : "*required*";
  return `| \`${member.name.getText(source)}\` | ${description} | ${fallback} |`;
}

/** All statements: with KMS, Object Lock, Batch Replication, and a destination in another account. */
function role(): readonly string[] {
  const key = (keyArn: string) => ({ keyArn, region: "REGION", dnsSuffix: "amazonaws.com" });
  const grants = grantsFor({
    sourceArn: "SRC",
    destinations: [{ bucketArn: "DST", changesOwner: true, kms: key("the replica's key") }],
    kms: key("the source's key"),
    objectLock: true,
    batchReplication: true,
  });
  const when: Readonly<Record<string, string>> = {
    OverrideOwner: "with `account`",
    Decrypt: "with SSE-KMS",
    Encrypt1: "with SSE-KMS",
    InitiateReplication: "with `batchReplication`",
  };
  const rows = grants.map(({ statement: { Sid, Action, Resource, Condition }, why }) => {
    const actions = [Action].flat().map((each) => {
      const lock = /Retention|LegalHold/.test(each) ? " (with Object Lock)" : "";
      return `\`${each}\`${lock}`;
    });
    const through = Condition === undefined ? "" : ", only through S3 in the bucket's Region, and only for that bucket";
    return `| ${actions.join(", ")} | ${[Resource].flat().join(", ")}${through} | ${when[Sid] ?? "always"} | ${why} |`;
  });
  return ["", "| actions | on | when | why |", "| --- | --- | --- | --- |", ...rows];
}

/** What the owner of a destination in another account must allow. */
function destination(): readonly string[] {
  const all = [
    ...replicationGrants("DST", "ROLE").map((grant) => ({ policy: "of the bucket", ...grant })),
    { policy: "of its KMS key", ...encryptionGrant("ROLE") },
  ];
  const rows = all.map(({ policy, statement: { Sid, Action, Resource }, why }) => {
    const actions = [Action].flat().map((each) => `\`${each}\``);
    const on = policy === "of the bucket" ? [Resource].flat().join(", ") : "the key";
    return `| ${policy} | \`${Sid}\` | ${actions.join(", ")} | ${on} | ${why} |`;
  });
  return ["", "| policy | statement | actions | on | why |", "| --- | --- | --- | --- | --- |", ...rows];
}
