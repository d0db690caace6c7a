/** Why the operating system refuses something, for the end of a sentence. */
export function whyOf(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return (typeof code === "string" ? REASONS.get(code) : undefined) ?? `the system says ${String(code)}`;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of the path is not a folder"],
  ["ENOSPC", "the disk is full"],
  ["EROFS", "the disk is read-only"],
  ["ELOOP", "its symbolic links lead in a circle"],
  ["ENAMETOOLONG", "the name is too long"],
  ["EMFILE", "too many files are open"],
]);
