import { objects, own, text } from "../json";

/** What `terraform init` has downloaded, by the names of the calls that lead to it: `store.inner`. */
export type Manifest = ReadonlyMap<string, DownloadedModule>;

interface DownloadedModule {
  readonly source: string;
  readonly version: string | undefined;
  /** Relative to the folder of the root module. */
  readonly folder: string;
}

/** `.terraform/modules/modules.json`. */
export function manifestOf(json: unknown): Manifest {
  return new Map(
    objects(own(json, "Modules")).flatMap((each): [string, DownloadedModule][] => {
      const [key, source, folder] = ["Key", "Source", "Dir"].map((name) => text(own(each, name)));
      return key === undefined || source === undefined || folder === undefined
        ? []
        : [[key, { source, folder, version: text(own(each, "Version")) }]];
    }),
  );
}

/** Where a module is that is not local; `undefined` where it is not downloaded, or something else was. */
export function downloaded(
  manifest: Manifest,
  key: string,
  { source, version }: { readonly source: string; readonly version: string | undefined },
): string | undefined {
  const found = manifest.get(key);
  const isSame = found && plainSource(found.source) === plainSource(source) && isVersion(found.version, version);
  return isSame ? found.folder : undefined;
}

/** A source without what Terraform adds to it: `git::https://github.com/acme/store.git`. */
function plainSource(source: string): string {
  return source
    .replace(/^git::/, "")
    .replace(/^(https:\/\/|ssh:\/\/git@|git@)/, "")
    .replace(/^registry\.terraform\.io\//, "")
    .replace(/^(github\.com|bitbucket\.org):/, "$1/")
    .replace(/\.git(?=$|\/\/|\?)/, "");
}

/** Whether a version is what a constraint by a single version asks for; of ranges, that `terraform init` knows. */
function isVersion(found: string | undefined, asked: string | undefined): boolean {
  const [, exact] = /^\s*=?\s*(\d[\w.+-]*)\s*$/.exec(asked ?? "") ?? [];
  return exact === undefined || exact === found;
}
