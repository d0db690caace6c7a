import { parseArn, roleName } from "../../model/arn";
import { answerTo, type Answer } from "./answer";
import type { Session } from "./session";

/** What AWS has told about a role. */
export interface RoleAnswers {
  readonly arn: string;
  readonly role: Answer<{ readonly trust?: string; readonly boundary?: string }>;
  /** The inline policies. */
  readonly inline: Answer<readonly Answer<string>[]>;
  /** The ARNs of those that are attached. */
  readonly attached: Answer<readonly string[]>;
}

const MISSING = ["NoSuchEntity", "NoSuchEntityException"];

class NoSuchRole extends Error {
  override readonly name = "NoSuchEntity";
}

/** Asks all that is to be known about a role. */
export async function askRole({ iam, account }: Session, arn: string): Promise<RoleAnswers> {
  const RoleName = roleName(arn);
  if (parseArn(arn)?.account !== account) return foreign(arn);
  const about = { on: arn, missing: MISSING };
  const [role, inline, attached] = await Promise.all([
    answerTo({
      ...about,
      permission: "iam:GetRole",
      ask: async () => {
        const { Role } = await iam.getRole({ RoleName });
        // One of the same name and another path has another ARN, which S3 does not assume.
        if (Role?.Arn !== arn) throw new NoSuchRole();
        const boundary = Role.PermissionsBoundary?.PermissionsBoundaryArn;
        const trust = decoded(Role.AssumeRolePolicyDocument);
        return { ...(trust !== undefined && { trust }), ...(boundary !== undefined && { boundary }) };
      },
    }),
    answerTo({
      ...about,
      permission: "iam:ListRolePolicies",
      ask: async () => {
        const names = await paged(
          (Marker) => iam.listRolePolicies({ RoleName, Marker }),
          (page) => page.PolicyNames,
        );
        return Promise.all(
          names.map((PolicyName) =>
            answerTo({
              ...about,
              permission: "iam:GetRolePolicy",
              ask: async () => decoded((await iam.getRolePolicy({ RoleName, PolicyName })).PolicyDocument),
            }),
          ),
        );
      },
    }),
    answerTo({
      ...about,
      permission: "iam:ListAttachedRolePolicies",
      ask: async () => {
        const all = await paged(
          (Marker) => iam.listAttachedRolePolicies({ RoleName, Marker }),
          (page) => page.AttachedPolicies,
        );
        return all.flatMap(({ PolicyArn }) => PolicyArn ?? []);
      },
    }),
  ]);
  return { arn, role, inline, attached };
}

/** Asks for the default version of a managed policy, of the account or of AWS. */
export function askPolicy({ iam }: Session, PolicyArn: string): Promise<Answer<string>> {
  return answerTo({
    on: PolicyArn,
    permission: "iam:GetPolicy and iam:GetPolicyVersion",
    missing: MISSING,
    ask: async () => {
      const VersionId = (await iam.getPolicy({ PolicyArn })).Policy?.DefaultVersionId;
      return decoded((await iam.getPolicyVersion({ PolicyArn, VersionId })).PolicyVersion?.Document);
    },
  });
}

/** The policies that a role has attached, and the one that bounds it. */
export function policiesOf({ role, attached }: RoleAnswers): readonly string[] {
  const boundary = role.is === "told" ? role.value?.boundary : undefined;
  return [...(attached.is === "told" ? (attached.value ?? []) : []), ...(boundary === undefined ? [] : [boundary])];
}

/** The role of another account is not asked for: IAM answers about the own account alone. */
function foreign(arn: string): RoleAnswers {
  const denied = { is: "denied", permission: "iam:GetRole", on: arn } as const;
  return { arn, role: denied, inline: denied, attached: denied };
}

/** IAM writes documents as parts of a URL. */
function decoded(document: string | undefined): string | undefined {
  if (document === undefined) return undefined;
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

/** The items of all pages. */
async function paged<Page extends Paged, Item>(
  next: (marker: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await next(marker);
    for (const each of itemsOf(page) ?? []) all.push(each);
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return all;
}

interface Paged {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}
