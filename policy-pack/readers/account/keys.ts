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
  const policy: Answer<string> =
    key.is === "told"
      ? await answerTo({
          on,
          missing,
          permission: "kms:GetKeyPolicy",
          ask: async () => (await kms.getKeyPolicy({ KeyId: id, PolicyName: "default" })).Policy,
        })
      : key;
  return { named, region: where, key, policy };
}

const asResource = (named: string): string => (named.startsWith("alias/") ? named : `key/${named}`);
