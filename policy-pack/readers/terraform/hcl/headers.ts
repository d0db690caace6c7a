/** The line in which a block at the top of a file begins. */
export interface Header {
  /** Its words without quotes: `resource`, `aws_s3_bucket`, `data`. */
  readonly words: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** Comments, heredocs up to their first line's end, quotes, brackets, words and line ends; else single letters. */
const TOKEN =
  /[^\S\n]+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*\n|[\p{ID_Start}_][\p{ID_Continue}-]*|[^]/uy;
/** What is in a quoted text: escapes, the begin of a template, and letters. */
const QUOTED = /\\[^]|\$\$\{|%%\{|[$%]\{|[^]/y;

/** Where the blocks of a file begin. What it makes of a file with errors in it does not matter: that is not read. */
export function headersIn(source: string): readonly Header[] {
  const headers: Header[] = [];
  let words: string[] = [];
  let [depth, line, start] = [0, 1, 1];
  for (const { text, isWord } of tokens(source)) {
    if (isWord && depth === 0) {
      if (words.length === 0) start = line;
      words.push(text.replace(/^"|"$/g, ""));
    }
    if (text === "{" && depth === 0) headers.push({ words, line: start });
    if (depth === 0 && (text === "{" || text === "\n")) words = [];
    if (/^[{[(]$/.test(text)) depth += 1;
    if (/^[}\])]$/.test(text)) depth = Math.max(0, depth - 1);
    line += text.split("\n").length - 1;
  }
  return headers;
}

interface Token {
  readonly text: string;
  readonly isWord: boolean;
}

function* tokens(source: string): Generator<Token> {
  for (let at = 0; at < source.length;) {
    TOKEN.lastIndex = at;
    const [text = "", heredoc] = TOKEN.exec(source) ?? [];
    const end = text === '"' ? endOfQuoted(source, at) : at + text.length;
    const whole = source.slice(at, heredoc === undefined ? end : endOfHeredoc(source, end, heredoc));
    yield { text: whole, isWord: text === '"' || /^[\p{ID_Start}_]/u.test(text) };
    at += whole.length;
  }
}

/** Where a text in quotes ends, with the templates in it, which may have texts in quotes of their own. */
function endOfQuoted(source: string, start: number): number {
  /** What ends each thing that is open: a quote, or the brace of a template or of an object in it. */
  const open = ['"'];
  let at = start + 1;
  while (open.length > 0 && at < source.length) {
    const isText = open.at(-1) === '"';
    QUOTED.lastIndex = at;
    const [token = ""] = isText ? (QUOTED.exec(source) ?? []) : [source[at]];
    at += token.length;
    if (token === open.at(-1)) open.pop();
    else if (isText ? /^[$%]\{$/.test(token) : token === "{") open.push("}");
    else if (!isText && token === '"') open.push('"');
  }
  return at;
}

function endOfHeredoc(source: string, from: number, name: string): number {
  const end = new RegExp(`^[^\\S\\n]*${name}[^\\S\\n]*$`, "gmu");
  end.lastIndex = from;
  const found = end.exec(source);
  return found ? end.lastIndex : source.length;
}
