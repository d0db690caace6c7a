import {
  compile,
  examples,
  literally,
  matching,
  nameText,
  notMatching,
  oneText,
  Texts,
} from "../../../policy-pack/model/iam/match";
import { wildcard } from "./wildcard";
import { placeholder } from "../../../policy-pack/model/text";

const ID = placeholder("copy.id");
const OTHER = placeholder("other.id");

const all = (text: string, more: 0 | 1 = 0): Texts => new Texts(text, { more });
const plain = (value: unknown): unknown => (typeof value === "boolean" ? value : "doubt");

describe("wildcard", () => {
  test.each([
    ["data", "data", true],
    ["data", "datas", false],
    ["data", "Data", false],
    ["*", "", true],
    ["*", "anything/at:all", true],
    ["d*a", "da", true],
    ["d*a", "data", true],
    ["d*a", "datas", false],
    ["d?ta", "data", true],
    ["d?ta", "dta", false],
    ["??", "a", false],
    ["*a*b", "xaxb", true],
    ["*a*b", "xbxa", false],
    ["a**b", "ab", true],
    ["a.c", "abc", false],
    ["[a]", "a", false],
    ["a\\*", "a\\b", true],
    ["", "", true],
    ["", "a", false],
    ["?", "😀", true],
    ["line*", "line\nbreak", true],
    ["*", `x${ID}`, true],
    ["x?", `x${ID}`, false],
  ])("%j and %j: %j", (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  test("what would backtrack for ages is read once", () => {
    // To go back once more for each star would never end.
    expect(wildcard(`${"*a".repeat(30)}*b`)("a".repeat(3_000))).toBe(false);
  });
});

describe("one text", () => {
  test.each([
    ["the same placeholder", `arn:aws:s3:::${ID}/*`, `arn:aws:s3:::${ID}/x`, true],
    ["another placeholder", `arn:aws:s3:::${OTHER}/*`, `arn:aws:s3:::${ID}/x`, "doubt"],
    ["a star over a placeholder", "arn:aws:s3:::acme-*/*", `arn:aws:s3:::acme-copy-${ID}/x`, true],
    ["a prefix that differs", "arn:aws:s3:::other-*", `arn:aws:s3:::acme-copy-${ID}/x`, false],
    ["a prefix that may go on so", "arn:aws:s3:::acme-copy-7*", `arn:aws:s3:::acme-copy-${ID}/x`, "doubt"],
    ["an end that differs", "arn:aws:s3:::*/y", `arn:aws:s3:::acme-copy-${ID}/x`, false],
    ["? and a placeholder", "a?", `a${ID}`, "doubt"],
    ["the objects of a bucket, and the bucket", `arn:aws:s3:::${ID}/*`, `arn:aws:s3:::${ID}`, false],
    ["a literal name that it may be", "arn:aws:s3:::data", `arn:aws:s3:::${ID}`, "doubt"],
    ["a placeholder in the pattern alone", `arn:aws:s3:::${ID}/*`, "arn:aws:s3:::data/x", "doubt"],
    ["a placeholder in the pattern alone, and another end", `arn:aws:s3:::${ID}/a`, "arn:aws:s3:::data/b", false],
    ["a placeholder that is all of the pattern", ID, "arn:aws:s3:::data", "doubt"],
    ["text around one placeholder", `a-${ID}-b`, `a-${ID}-b`, true],
    ["two placeholders in another order", `${ID}${OTHER}`, `${OTHER}${ID}`, "doubt"],
  ])("%s", (_name, pattern, text, expected) => {
    const { every, some } = matching([compile(pattern)], oneText(text));
    expect([every, some].map(plain)).toEqual([expected, expected]);
    const inverse = notMatching([compile(pattern)], oneText(text));
    expect(plain(inverse.every)).toBe(typeof expected === "boolean" ? !expected : expected);
  });

  test("a placeholder that stands for a name holds no slash", () => {
    const bucket = `arn:aws:s3:::acme-${ID}`;
    expect(plain(matching([compile("arn:aws:s3:::acme-*/*")], oneText(bucket)).every)).toBe("doubt");
    expect(matching([compile("arn:aws:s3:::acme-*/*")], nameText(bucket)).every).toBe(false);
  });

  test("a pattern without wildcards takes a star for a star", () => {
    expect(matching([literally("a*")], oneText("ab")).every).toBe(false);
    expect(matching([literally("a*")], oneText("a*")).every).toBe(true);
  });

  test("a doubt says what it is about, as a person writes it", () => {
    expect(matching([compile("data")], oneText(`x${ID}`)).every).toBe(false);
    expect(matching([compile("xy")], oneText(`x${ID}`)).every).toEqual({
      reason: 'whether "xy" in a policy means x<copy.id> is known only after apply',
      settledBy: "apply",
    });
  });
});

describe("all texts that begin with one", () => {
  test.each([
    ["a star", ["data/*"], all("data/", 1), true, true],
    ["a star before it ends", ["data*"], all("data/", 1), true, true],
    ["a part of them", ["data/logs/*"], all("data/", 1), false, true],
    ["all and more", ["data/*"], all("data/logs/"), true, true],
    ["others", ["data/secret/*"], all("data/logs/"), false, false],
    ["by their end", ["*.tmp"], all("data/", 1), false, true],
    ["by what is within", ["data/*/secret/*"], all("data/logs/"), false, true],
    ["by what is within, which they have already", ["data/*/secret/*"], all("data/a/secret/"), true, true],
    ["one of them", ["data/x"], all("data/", 1), false, true],
    ["the one that nothing follows", ["data/logs/"], all("data/logs/"), false, true],
    ["nothing follows, and something has to", ["data/"], all("data/", 1), false, false],
    ["one character at least", ["data/?*"], all("data/", 1), true, true],
    ["one character at least, and none has to follow", ["data/?*"], all("data/"), false, true],
    ["none, one and more", ["data/", "data/?", "data/??*"], all("data/"), true, true],
    ["none and more than one", ["data/", "data/??*"], all("data/"), false, true],
    ["each letter, which is not each character", ["data/a*", "data/b*", "data/c*"], all("data/", 1), false, true],
    ["nothing", [], all("data/"), false, false],
    ["the same placeholder", [`${ID}/*`], all(`${ID}/`, 1), true, true],
    ["another placeholder", [`${OTHER}/*`], all(`${ID}/`, 1), "doubt", "doubt"],
    ["a part, whatever the placeholder is", ["a*/secret/*"], all(`a-${ID}/`, 1), "doubt", true],
    ["others, whatever the placeholder is", ["b*"], all(`a-${ID}/`, 1), false, false],
  ])("%s", (_name, patterns, texts, every, some) => {
    const found = matching(patterns.map(compile), texts);
    expect([found.every, found.some].map(plain)).toEqual([every, some]);
  });

  test("examples are some of them, with one for each pattern", () => {
    const texts = all("data/", 1);
    const patterns = ["data/logs/*", "other/*", "*secret?"].map(compile);
    const found = examples(texts, patterns).map(({ symbols }) => symbols.join(""));
    expect(found).toContain("data/logs/");
    expect(found).toContain("data/secret\uFDD2");
    expect(found.every((each) => each.startsWith("data/") && each !== "data/")).toBe(true);
  });
});
