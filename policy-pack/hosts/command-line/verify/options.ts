import { InvalidArgumentError } from "commander";
import type { ReportingOptions } from "../check";

/** What `s3-crr verify` was asked for. */
export interface VerifyOptions extends ReportingOptions {
  readonly bucket?: readonly string[];
  readonly all?: true;
  readonly region?: readonly string[];
  readonly profile?: string;
  readonly destinationProfile?: string;
  readonly config?: string;
  readonly policyProfile?: string;
  readonly policy?: true;
  readonly promises?: true;
  readonly resume?: string;
  readonly health: boolean;
  /** Milliseconds. */
  readonly since: number;
  readonly sinceDeploy?: string;
  readonly canary?: true;
  /** Milliseconds. */
  readonly canaryTimeout: number;
  readonly backlog?: true;
  /** Objects. */
  readonly sample: number;
  readonly inventory?: string;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 7 * 86_400_000],
]);

/** Milliseconds of "90s", "15m", "12h", "7d" or "2w". */
export function duration(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNITS.get(unit) ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new InvalidArgumentError("It is a number with its unit: 90s, 15m, 12h, 7d or 2w.");
}

/** A whole number of at least 1. */
export function count(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number from 1 to 99999.");
}

/** "7 days", "1 hour", "90 seconds". */
export function spelled(milliseconds: number): string {
  const [unit, length] = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ].find((each): each is [string, number] => milliseconds % Number(each[1]) === 0) ?? ["second", 1_000];
  const count = Math.round(milliseconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** For an option that may be given several times. */
export const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
