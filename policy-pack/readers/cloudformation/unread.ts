import type { Unread } from "../../model/graph";
import { firstOf } from "../../model/prose";
import { mayBeBucket } from "../declared/unread";
import { own, text } from "../declared/json";
import type { Resource } from "./context";
import type { Scope } from "./scope";
import { textsIn } from "./texts";
import { DEPLOY_OTHERS, isCustom, isModule, kindOf, KNOWN_TRANSFORMS, soundsLikeBucket, STACKS_INSIDE } from "./types";

const MOST_NAMED = 5;

const PROCESSED = "Check what `aws cloudformation get-template --template-stage Processed` prints instead.";

/** What a template has that may be a bucket, or may make one, and that is not looked into. */
export function unreadIn(scope: Scope, present: readonly Resource[]): readonly Unread[] {
  return [...macros(scope), ...loops(scope), ...present.flatMap(unreadResource), ...custom(scope, present)];
}

function unreadResource({ id, address, type, scope, body }: Resource): readonly Unread[] {
  const doubt = (why: string, settle?: string): readonly Unread[] => [
    { address, label: address, why, settledBy: "configuration", ...(settle !== undefined && { settle }) },
  ];
  if (STACKS_INSIDE.has(type) && !scope.nested.has(id)) {
    return doubt(
      `${address} is a stack of another template, which is not read`,
      "Name its template by the path of a file, as `aws cloudformation package` takes it, or check that template too.",
    );
  }
  if (DEPLOY_OTHERS.has(type)) {
    return doubt(`${address} is of type ${type}: it deploys a template that is not read`, "Check that template too.");
  }
  if (isModule(type)) {
    return doubt(`${address} is the module ${type}, whose resources are not in the template`, PROCESSED);
  }
  if (kindOf(type) === undefined && (mayBeBucket(type) || soundsLikeBucket(type))) {
    return doubt(`${address} is of type ${type}, which may be an S3 bucket or a setting of one, but it is not read`);
  }
  return createsBucket(type, body) ? doubt(`${address} calls the API of S3, and may create or change a bucket`) : [];
}

/** A custom resource of the AWS CDK that makes one call of an API, which stands in a text. */
function createsBucket(type: string, body: unknown): boolean {
  if (type !== "Custom::AWS") return false;
  const properties = own(body, "Properties");
  const calls = textsIn([own(properties, "Create"), own(properties, "Update")]);
  return /s3/i.test(calls) && /createBucket|CreateBucket|[pP]utBucket(Versioning|Replication)/.test(calls);
}

/** Custom resources can be anything: one sentence for all of them. */
function custom({ stack: { path } }: Scope, present: readonly Resource[]): readonly Unread[] {
  const all = present.filter(({ type }) => isCustom(type) && type !== "Custom::AWS");
  const [first] = all;
  if (!first) return [];
  const names = firstOf(
    all.map(({ address, type }) => `${address} (${type})`),
    MOST_NAMED,
  );
  const why = `${names} ${all.length > 1 ? "are custom resources" : "is a custom resource"}, and may be a bucket or change one`;
  return [
    {
      address: first.address,
      label: path === "" ? first.address : path.slice(0, -1),
      why,
      settledBy: "configuration",
      settle: "If it makes no bucket, there is nothing to do. Otherwise declare that bucket as an AWS::S3::Bucket.",
    },
  ];
}

function macros({ stack: { path, template } }: Scope): readonly Unread[] {
  const written = own(template.data, "Transform");
  const all: readonly unknown[] = Array.isArray(written) ? written : written === undefined ? [] : [written];
  const unknown = all
    .map((each) => text(each) ?? text(own(each, "Name")) ?? "a macro")
    .filter((name) => !KNOWN_TRANSFORMS.has(name));
  const address = path === "" ? "Transform" : `${path}Transform`;
  return unknown.map((name) => ({
    address,
    label: address,
    why: `the transform ${/^[\w:.-]{1,100}$/.test(name) ? name : "of the template"} may add resources, or change those of the template`,
    settledBy: "configuration",
    settle: PROCESSED,
  }));
}

function loops({ openLoops, stack: { path } }: Scope): readonly Unread[] {
  return openLoops.map((name) => ({
    address: `${path}${name}`,
    label: `${path}${name}`,
    why: `which resources ${path}${name} makes is not known`,
    settledBy: "configuration",
    settle: PROCESSED,
  }));
}
