import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { grantsOf } from "../../cdktf-module/permissions";

/** Where the page is, seen from the package's root. */
export const MODULE_PAGE = "cdktf-module/README.md";

/** The page with its generated parts made anew: the props from their doc comments, what the role may do from the code. */
export function modulePage(written: string): string {
  const parts: Readonly<Record<string, () => readonly string[]>> = { props, role };
  return written.replaceAll(
    /(<!-- generated: (\w+)[^>]*-->\n)[^]*?(\n<!-- end -->)/g,
    (_all, start: string, name: string, end: string) =>
      `${start}<!-- prettier-ignore-start -->\n${(parts[name]?.() ?? []).join("\n")}\n<!-- prettier-ignore-end -->${end}`,
  );
}

const TABLES: readonly (readonly [heading: string, file: string, name: string])[] = [
  ["A bucket: `ReplicatedBucket`, and most of it each replica", "props", "BucketProps"],
  ["The replication: `ReplicatedBucket` and `BucketReplication`", "props", "ReplicationProps"],
  ["A replica: `replicas[]` and `addReplica`", "props", "ReplicaProps"],
  ["A rule: `replicationRules[]` and `addReplicationRule`", "props", "ReplicationRuleProps"],
  ["`BucketReplication` besides", "bucket-replication", "BucketReplicationProps"],
  ["`ReplicaBucket` besides", "replica-bucket", "ReplicaBucketProps"],
];

function props(): readonly string[] {
  return TABLES.flatMap(([heading, file, name]) => {
    const source = path.resolve(`cdktf-module/${file}.ts`);
    const parsed = ts.createSourceFile(source, readFileSync(source, "utf8"), ts.ScriptTarget.Latest, true);
    const found = parsed.statements.find(
      (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === name,
    );
    if (!found) throw new Error(`${file}.ts has no interface ${name}`);
    const rows = found.members.filter(ts.isPropertySignature).map((member) => row(member, parsed));
    return ["", `### ${heading}`, "", "| prop | what it says | default |", "| --- | --- | --- |", ...rows];
  });
}

function row(member: ts.PropertySignature, source: ts.SourceFile): string {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = (comment: ts.JSDoc["comment"]): string =>
    (ts.getTextOfJSDocComment(comment) ?? "").replaceAll(/\s+/g, " ");
  const tag = (name: string): string => text(doc?.tags?.find(({ tagName }) => tagName.text === name)?.comment);
  const given = tag("default").replace(/^- /, "");
  if (member.questionToken && given === "") throw new Error(`${member.name.getText(source)} has no @default`);
  // The parser takes the scheme of an @see address for the name of what is seen.
  const [see] = /https:\S+/.exec(doc?.getText(source).match(/@see .*/)?.[0] ?? "") ?? [];
  const told = text(doc?.comment) + (see === undefined ? "" : ` [AWS](${see})`);
  const fallback = member.questionToken ? (/^(true|false|".*")$/.test(given) ? `\`${given}\`` : given) : "*required*";
  return `| \`${member.name.getText(source)}\` | ${told} | ${fallback} |`;
}

/** Every statement there can be: KMS, Object Lock, and a destination in another account. */
function role(): readonly string[] {
  const key = (keyArn: string) => ({ keyArn, region: "REGION", dnsSuffix: "amazonaws.com" });
  const grants = grantsOf({
    sourceArn: "SRC",
    destinations: [{ bucketArn: "DST", changesOwner: true, kms: key("the replica's key") }],
    kms: key("the source's key"),
    objectLock: true,
    batchReplication: true,
  });
  const when: Readonly<Record<string, string>> = {
    ChangeOwner: "with `account`",
    Decrypt: "with SSE-KMS",
    Encrypt1: "with SSE-KMS",
    InitiateReplication: "with `batchReplication`",
  };
  const rows = grants.map(({ statement: { Sid, Action, Resource, Condition }, why }) => {
    const actions = [Action].flat().map((each) => {
      const lock = /Retention|LegalHold/.test(each) ? " (with Object Lock)" : "";
      return `\`${each}\`${lock}`;
    });
    const through = Condition === undefined ? "" : ", only through S3 in the bucket's Region and for that bucket";
    return `| ${actions.join(", ")} | ${[Resource].flat().join(", ")}${through} | ${when[Sid] ?? "always"} | ${why} |`;
  });
  return ["", "| actions | on | when | why |", "| --- | --- | --- | --- |", ...rows];
}
