export { promiseFor, type Promised } from "./promises";
export {
  DEFAULT_OPTIONS,
  type Exemption,
  type KnownDestination,
  type SharedConfiguration,
  type SharedOptions,
  type SharedWithRules,
} from "./shared";
