import { answerTo, type Answer } from "./answer";
import type { Session } from "./session";

/** What AWS has told about the alarms of one Region. */
export interface AlarmAnswers {
  readonly region: string;
  /** The sources whose failed copies have an alarm. */
  readonly sources: Answer<readonly string[]>;
}

/** The metric of copies that failed, in the Region of their source. */
const FAILED = "OperationsFailedReplication";

export async function askAlarms(session: Session, region: string): Promise<AlarmAnswers> {
  const cloudwatch = session.cloudwatch(region);
  const sources = await answerTo({
    on: "*",
    permission: "cloudwatch:DescribeAlarms",
    ask: async () => {
      const found: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await cloudwatch.describeAlarms({ AlarmTypes: ["MetricAlarm"], MaxRecords: 100, NextToken });
        for (const { MetricName, Dimensions = [] } of page.MetricAlarms ?? []) {
          const source = Dimensions.find(({ Name }) => Name === "SourceBucket")?.Value;
          if (MetricName === FAILED && source !== undefined) found.push(source);
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
  });
  return { region, sources };
}
