import type { Placed, RenderedModules } from "./render-modules";
import { providerName } from "./render-modules";
import { renderTerraform } from "./render-terraform";
import { accountOf, type World } from "./world";
import { accountIn, regionIn } from "./oracle";

type Body = Readonly<Record<string, unknown>>;

/** The `terraform.tfstate` that worlds leave behind once their modules are applied. */
export function stateOf(
  worlds: ReadonlyMap<string, { readonly world: World; readonly modules: RenderedModules }>,
): object {
  return {
    version: 4,
    terraform_version: "1.5.0",
    serial: 1,
    lineage: "worlds",
    outputs: {},
    resources: [...worlds.values()].flatMap(({ world, modules }) => resourcesOf(world, modules)),
  };
}

function resourcesOf(world: World, { places }: RenderedModules): readonly Body[] {
  const all = renderTerraform(world, "literal").configuration.resource as Record<string, Record<string, Body>>;
  return Object.entries(all).flatMap(([type, byName]) =>
    Object.entries(byName).flatMap(([name, { provider, ...body }]) => {
      const index = provider === "aws.p0" ? 0 : 1;
      const placed = places.get(`${type}.${name}`) ?? [];
      return placed.map((place) => ({
        mode: "managed",
        module: place.module,
        type,
        name,
        provider: `provider["registry.terraform.io/hashicorp/aws"].${providerName(world, index).slice("aws.".length)}`,
        instances: place.keys.map((key) => ({
          ...(key !== undefined && { index_key: key }),
          schema_version: 0,
          attributes: attributesOf(world, type, name, body, suffixOf(placed, place, key)),
        })),
      }));
    }),
  );
}

/** What tells the names of two instances of a world apart. */
function suffixOf(placed: readonly Placed[], place: Placed, key: Placed["keys"][number]): string {
  const modules = [...new Set(placed.map(({ module }) => module))];
  const index = modules.indexOf(place.module);
  const other = place.keys.indexOf(key);
  return `${index === 0 ? "" : `-m${index}`}${other === 0 ? "" : `-r${other}`}`;
}

function attributesOf(world: World, type: string, name: string, body: Body, suffix: string): Body {
  const iam = (kind: string, own: string): string => {
    const place = Number(/\d+$/.exec(own)?.[0] ?? 0);
    const partition = world.providers[place]?.region.startsWith("cn-") ? "aws-cn" : "aws";
    return `arn:${partition}:iam::${accountOf(world, place)}:${kind}/${own}${suffix}`;
  };
  const text = JSON.stringify(body)
    .replaceAll(/bucket-\d-1234567/g, (found) => `${found}${suffix}`)
    .replaceAll(/\$\{aws_iam_policy\.([\w-]+)\.arn\}/g, (_, own: string) => iam("policy", own))
    .replaceAll(/:role\/(role-\d)"/g, (_, role: string) => `:role/${role}${suffix}"`)
    .replaceAll(
      /"(role|roles|role_name)":(\[?)"(role-\d)"/g,
      (_, setting: string, open: string, role: string) => `"${setting}":${open}"${role}${suffix}"`,
    );
  const written = JSON.parse(text) as Body;
  const index = Number(/\d+/.exec(name)?.[0] ?? 0);
  const bucket = String(written["bucket"]);
  const computed: Readonly<Record<string, () => Body>> = {
    aws_s3_bucket: () => {
      const region = regionIn(world, index);
      return {
        id: bucket,
        arn: `arn:${region.startsWith("cn-") ? "aws-cn" : "aws"}:s3:::${bucket}`,
        region,
        object_lock_enabled: false,
        tags_all: written["tags"] ?? {},
        force_destroy: false,
        grant: [
          { id: `owner-${accountIn(world, index)}`, permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" },
        ],
        ...written,
      };
    },
    aws_iam_role: () => ({
      path: "/",
      ...written,
      name: `${name}${suffix}`,
      id: `${name}${suffix}`,
      arn: iam("role", name),
      max_session_duration: 3600,
      force_detach_policies: false,
    }),
    aws_iam_policy: () => ({
      path: "/",
      ...written,
      name: `${name}${suffix}`,
      id: iam("policy", name),
      arn: iam("policy", name),
    }),
    aws_iam_role_policy: () => ({ name: "own", id: `${name}${suffix}:own` }),
  };
  const more = computed[type]?.() ?? { id: bucket };
  return { ...written, ...more };
}
