import type { GrantListEntry, KMS } from "@aws-sdk/client-kms";
import { parseArn } from "../../model/arn";
import { answerTo, type Answer } from "./answer";
import type { Session } from "./session";

/** What AWS has told about a KMS key, asked for by its ID, its ARN, or an alias of it. */
export interface KeyAnswers {
  /** How it was asked for. */
  readonly named: string;
  readonly region: string;
  readonly key: Answer<{ readonly id: string; readonly arn: string; readonly isEnabled: boolean }>;
  readonly policy: Answer<string>;
  readonly grants: Answer<readonly GrantAnswer[]>;
}

/** A grant of a key. */
export interface GrantAnswer {
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly isConstrained: boolean;
}

/** @param region That of what uses the key; an ARN tells its own. */
export async function askKey(session: Session, named: string, region: string): Promise<KeyAnswers> {
  const where = parseArn(named)?.region ?? region;
  const kms = session.kms(where);
  const on = parseArn(named) ? named : `arn:${session.partition}:kms:${where}:${session.account}:${asResource(named)}`;
  const missing = ["NotFoundException"];
  const key = await answerTo({
    on,
    missing,
    permission: "kms:DescribeKey",
    ask: async () => {
      const { KeyMetadata } = await kms.describeKey({ KeyId: named });
      const { KeyId: id, Arn: arn, Enabled = false } = KeyMetadata ?? {};
      return id === undefined || arn === undefined ? undefined : { id, arn, isEnabled: Enabled };
    },
  });
  const id = key.is === "told" ? key.value?.id : undefined;
  const further = async <T>(permission: string, ask: () => Promise<T | undefined>): Promise<Answer<T>> =>
    key.is === "told" ? answerTo({ on, missing, permission, ask }) : key;
  const policy = await further(
    "kms:GetKeyPolicy",
    async () => (await kms.getKeyPolicy({ KeyId: id, PolicyName: "default" })).Policy,
  );
  const grants = await further("kms:ListGrants", () => grantsOf(kms, id));
  return { named, region: where, key, policy, grants };
}

async function grantsOf(kms: KMS, KeyId: string | undefined): Promise<readonly GrantAnswer[]> {
  const found: GrantAnswer[] = [];
  let Marker: string | undefined;
  do {
    const page = await kms.listGrants({ KeyId, Limit: MOST_AT_ONCE, Marker });
    for (const each of page.Grants ?? []) found.push(grantIn(each));
    Marker = page.Truncated === true ? page.NextMarker : undefined;
  } while (Marker !== undefined);
  return found;
}

/** Of KMS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html. */
const MOST_AT_ONCE = 100;

const grantIn = ({ GranteePrincipal = "", Operations = [], Constraints }: GrantListEntry): GrantAnswer => ({
  grantee: GranteePrincipal,
  operations: Operations,
  isConstrained: Constraints !== undefined && Object.keys(Constraints).length > 0,
});

const asResource = (named: string): string => (named.startsWith("alias/") ? named : `key/${named}`);
