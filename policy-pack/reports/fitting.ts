/**
 * The longest of some texts that fits: the one made of the first `count` of all things, for the largest count.
 *
 * @param write The text of the first so many. It grows with their number.
 */
export function longestFitting(all: number, write: (count: number) => string, fits: (text: string) => boolean): string {
  let [most, tooMany] = [0, all + 1];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(write(middle))) most = middle;
    else tooMany = middle;
  }
  return write(most);
}
