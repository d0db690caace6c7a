import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { bucketName } from "../../../model/arn";
import { objects, own, text } from "../../../readers/declared/json";
import type { EnabledRule } from "../../../readers/account";
import { Unusable } from "../io";
import { whyOf } from "../sources/files";
import { Counting, type Backlog } from "./backlog";

/** What a report of S3 Inventory is: a manifest that names files of comma-separated values without a header. */
interface Inventory {
  readonly bucket: string;
  readonly columns: readonly string[];
  readonly files: readonly string[];
}

const NEEDED = ["Key", "ReplicationStatus"];

/**
 * Counts all objects of a bucket, as a report of S3 Inventory tells them.
 *
 * @param shown The manifest, beside which its files are as S3 delivers them: in the same folder, or in `../data`.
 * @throws {Unusable} Where it is no such report, or lacks the replication status.
 */
export async function countedByInventory(shown: string, cwd: string, rules: readonly EnabledRule[]): Promise<Backlog> {
  const inventory = await inventoryIn(path.resolve(cwd, shown), shown);
  const ofBucket = rules.filter(({ source }) => source.name === inventory.bucket);
  if (ofBucket.length === 0) {
    throw new Unusable(
      `${shown} is of the bucket ${inventory.bucket}, of which no Enabled rule is verified: name it with --bucket.`,
    );
  }
  const counting = new Counting(inventory.bucket, ofBucket);
  for (const file of inventory.files) await countIn(file, inventory.columns, counting);
  return counting.counted(true);
}

async function inventoryIn(file: string, shown: string): Promise<Inventory> {
  const manifest = await manifestIn(file, shown);
  const columns = (text(own(manifest, "fileSchema")) ?? "").split(",").map((name) => name.trim());
  if (own(manifest, "fileFormat") !== "CSV") {
    throw new Unusable(`${shown} is of files in another format than CSV: let S3 Inventory write CSV.`);
  }
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new Unusable(`${shown} has no field ${missing.join(", nor ")}: add it to the fields of the inventory.`);
  }
  const keys = objects(own(manifest, "files")).flatMap((each) => text(own(each, "key")) ?? []);
  return {
    bucket: bucketName(text(own(manifest, "sourceBucket")) ?? ""),
    columns,
    files: keys.map((key) => localFile(key, path.dirname(file), shown)),
  };
}

async function manifestIn(file: string, shown: string): Promise<unknown> {
  const content = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Unusable(`${shown} cannot be read: ${whyOf(error)}.`);
  });
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new Unusable(`${shown} is not a manifest of S3 Inventory: name the manifest.json of a report.`);
  }
}

/** Where a file of a report is that was downloaded with `aws s3 cp --recursive` or `aws s3 sync`, or put beside it. */
function localFile(key: string, folder: string, shown: string): string {
  const name = path.basename(key);
  const found = [folder, path.join(folder, "data"), path.join(folder, "../data")]
    .map((each) => path.join(each, name))
    .find(existsSync);
  if (found === undefined)
    throw new Unusable(`${shown} names ${name}, which is neither beside it nor in ../data: download it too.`);
  return found;
}

async function countIn(file: string, columns: readonly string[], counting: Counting): Promise<void> {
  const raw = createReadStream(file);
  const input = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  const place = (name: string): number => columns.indexOf(name);
  const [key, status, storageClass, latest, marker] = [
    "Key",
    "ReplicationStatus",
    "StorageClass",
    "IsLatest",
    "IsDeleteMarker",
  ].map(place);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const fields = fieldsOf(line);
    const at = (index: number | undefined): string | undefined => (index === undefined ? undefined : fields[index]);
    // Of a versioned bucket only what is there now counts.
    if (line === "" || at(latest) === "false" || at(marker) === "true") continue;
    counting.add({ key: decoded(at(key) ?? ""), status: at(status), storageClass: at(storageClass) });
  }
}

/** The fields of a line: each in quotes, in which a quote is two. */
function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

/** Keys are written as parts of a URL. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}
