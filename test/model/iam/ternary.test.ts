import { all, any, lasting, not, type Ternary } from "../../../policy-pack/model/iam/ternary";

const maybe = lasting("not known");

test.each<[readonly Ternary[], Ternary, Ternary]>([
  [[], true, false],
  [[true], true, true],
  [[false], false, false],
  [[maybe], maybe, maybe],
  [[true, false], false, true],
  [[true, maybe], maybe, true],
  [[maybe, false], false, maybe],
  [[true, maybe, false], false, true],
])("%j: all %j, any %j", (values, every, some) => {
  expect(all(values)).toEqual(every);
  expect(any(values)).toEqual(some);
});

test("what is not known stays so", () => {
  expect([true, false, maybe].map(not)).toEqual([false, true, maybe]);
});
