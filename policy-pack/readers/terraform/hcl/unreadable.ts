/** Why a folder is not read: one sentence, with the place and what to do. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
