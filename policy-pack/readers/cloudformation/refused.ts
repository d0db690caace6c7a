/** Why a template is not read: whole sentences, with what to do. */
export class Refused extends Error {
  override readonly name = "Refused";
}
