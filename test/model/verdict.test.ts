import {
  known,
  limitedTo,
  mapFact,
  oneOf,
  unknownUntilApply,
  unknownUntilConfigured,
} from "../../policy-pack/model/fact";
import {
  every,
  failingAs,
  given,
  notApplicable,
  satisfied,
  some,
  undetermined,
  violated,
  type Verdict,
} from "../../policy-pack/model/verdict";

const S = satisfied;
const V = violated("wrong");
const U = undetermined({ reason: "not known", settledBy: "apply" });
const N = notApplicable;
const letter = ({ answer }: Verdict): string =>
  ({ satisfied: "S", violated: "V", undetermined: "U", "not-applicable": "N" })[answer];

const VERDICTS: Readonly<Record<string, Verdict>> = { S, V, U, N };
const of = (letters: string): Verdict[] => Array.from(letters).map((each) => VERDICTS[each] ?? N);

test.each([
  // one violation fails; otherwise one unknown is doubt; what has nothing to say does not count
  ["", "S"],
  ["S", "S"],
  ["SS", "S"],
  ["SV", "V"],
  ["SU", "U"],
  ["UV", "V"],
  ["N", "N"],
  ["NS", "S"],
  ["NV", "V"],
  ["NU", "U"],
])("every of %s is %s", (verdicts, answer) => {
  expect(letter(every(of(verdicts)))).toBe(answer);
  expect(letter(every(of(verdicts).reverse()))).toBe(answer);
});

test.each([
  // one success is enough; otherwise one unknown is doubt
  ["", "V"],
  ["S", "S"],
  ["SV", "S"],
  ["SU", "S"],
  ["UV", "U"],
  ["VV", "V"],
  ["N", "V"],
  ["NS", "S"],
  ["NU", "U"],
])("some of %s is %s", (verdicts, answer) => {
  expect(letter(some(of(verdicts), "none"))).toBe(answer);
  expect(letter(some(of(verdicts).reverse(), "none"))).toBe(answer);
});

test.each([
  // agreement settles an unknown; a candidate of which nothing can be said is doubt
  ["S", "S"],
  ["SS", "S"],
  ["VV", "V"],
  ["SV", "U"],
  ["SU", "U"],
  ["VU", "U"],
  ["NV", "U"],
  ["NS", "S"],
  ["N", "N"],
  ["NU", "U"],
])("given candidates that answer %s it is %s", (verdicts, answer) => {
  const among = Array.from(verdicts).map((_, index) => index);
  const judged = given(unknownUntilApply("not known", among), (index) => of(verdicts)[index] ?? N);
  expect(letter(judged)).toBe(answer);
});

test("an unknown without candidates is never judged", () => {
  const judge = jest.fn(() => S);
  expect(given(unknownUntilConfigured("not known", "write it down"), judge)).toEqual(
    undetermined({ reason: "not known", settledBy: "configuration", settle: "write it down" }),
  );
  expect(given({ known: false, why: "no candidate", settledBy: "apply", among: [] }, judge)).toMatchObject({
    answer: "undetermined",
  });
  expect(judge).not.toHaveBeenCalled();
});

test("what several rules say alike is said once, and what none of them can do is one thing to mend", () => {
  expect(every([V, V, violated("other")])).toMatchObject({ findings: [{ reason: "wrong" }, { reason: "other" }] });
  expect(some([violated("One.", "a"), violated("Two.", "b")], "none")).toEqual(violated("One. Two.", "a"));
  expect(some([], "Nothing there.")).toEqual(violated("Nothing there."));
});

test("what S3 would report stays with its finding, and with one that tells several", () => {
  const [unread, unwritten] = (["SrcGetObjectNotPermitted", "DstPutObjectNotPermitted"] as const).map((reason) =>
    failingAs(violated(`${reason}.`), reason),
  );
  const all = [unread, unwritten].filter((each) => each !== undefined);
  expect(every([...all, V])).toMatchObject({
    findings: [
      { failureReasons: ["SrcGetObjectNotPermitted"] },
      { failureReasons: ["DstPutObjectNotPermitted"] },
      { reason: "wrong" },
    ],
  });
  expect(some([...all, V], "none")).toMatchObject({
    findings: [{ failureReasons: ["SrcGetObjectNotPermitted", "DstPutObjectNotPermitted"] }],
  });
  expect([S, N, U].map((each) => failingAs(each, "DstBucketUnversioned"))).toEqual([S, N, U]);
});

test("facts keep how they were proven, and lose their identity when converted", () => {
  expect(mapFact(known(1, "by its name"), String)).toEqual(known("1", "by its name"));
  expect(mapFact({ known: false, why: "w", settledBy: "apply", among: [1, 2], identity: "i" }, String)).toEqual({
    known: false,
    why: "w",
    settledBy: "apply",
    among: ["1", "2"],
  });
});

test("candidates are added only where apply brings one of them", () => {
  expect(limitedTo(unknownUntilApply("w"), [1, 2])).toMatchObject({ among: [1, 2] });
  expect(limitedTo(unknownUntilApply("w", [3]), [1, 2])).toMatchObject({ among: [3] });
  expect(limitedTo(unknownUntilConfigured("not a text"), [1, 2])).not.toHaveProperty("among");
});

test("one of several facts", () => {
  const doubt = { why: "two", settledBy: "apply" } as const;
  expect(oneOf([known(1)], doubt)).toEqual(known(1));
  expect(oneOf([known(1), unknownUntilApply("w", [2])], doubt)).toEqual({ known: false, ...doubt, among: [1, 2] });
  expect(oneOf([known(1), unknownUntilApply("w")], doubt)).toEqual({ known: false, ...doubt });
});
