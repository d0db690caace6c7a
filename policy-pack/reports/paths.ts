/** A path as URIs and reports of other systems have it. */
export const slashed = (file: string): string => file.replaceAll("\\", "/").replace(/^\.\//, "");
