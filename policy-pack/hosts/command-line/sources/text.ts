/**
 * The text in a file. Windows PowerShell writes UTF-16 with a byte order mark where a command's output is redirected, and
 * other programs write UTF-8 with one.
 */
export function decoded(bytes: Uint8Array): string {
  // A TextDecoder takes the mark off.
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return "utf-8";
}

/** Why a text is not JSON, or its value. */
export function parsed(text: string): { readonly value: unknown } | { readonly isCut: boolean } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { isCut: isCut(text, error) };
  }
}

/** Whether a text begins as JSON does and ends too early. */
function isCut(text: string, error: unknown): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  const message = error instanceof Error ? error.message : "";
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return /end of JSON|Unterminated string/.test(message) || Number(position) >= text.trimEnd().length;
}
