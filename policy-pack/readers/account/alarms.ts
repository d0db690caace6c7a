import { answerTo, type Answer } from "./answer";
import type { Session } from "./session";

/** What AWS has told about the alarms of one Region. */
export interface AlarmAnswers {
  readonly region: string;
  /** The dimensions, by name and value, of each alarm on failed copies. */
  readonly dimensions: Answer<readonly (readonly (readonly [string, string])[])[]>;
}

/** The metric of copies that failed, in the Region of their source. */
const FAILED = "OperationsFailedReplication";

export async function askAlarms(session: Session, region: string): Promise<AlarmAnswers> {
  const cloudwatch = session.cloudwatch(region);
  const dimensions = await answerTo({
    on: "*",
    permission: "cloudwatch:DescribeAlarms",
    ask: async () => {
      const found: (readonly [string, string])[][] = [];
      let NextToken: string | undefined;
      do {
        const page = await cloudwatch.describeAlarms({ AlarmTypes: ["MetricAlarm"], MaxRecords: 100, NextToken });
        for (const { MetricName, Dimensions = [] } of page.MetricAlarms ?? []) {
          if (MetricName !== FAILED) continue;
          found.push(
            Dimensions.flatMap(({ Name, Value }) =>
              Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
            ),
          );
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
  });
  return { region, dimensions };
}
