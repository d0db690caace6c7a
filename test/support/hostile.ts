import { bucketNamed, known, scene, unknownUntilConfigured, type Scene } from "./scene";
import { replicatingTo } from "./pictured";

/** Names that would mean something where they are written, if nobody took care. */
export const HOSTILE = [
  `</script><script>document.title='owned'</script>`,
  `"><img src=x onerror="document.title='owned'">`,
  `' onmouseover='document.title="owned"`,
  "a|b`c`*d*[e](https://evil.example)@everyone #1",
  `end"]; click a href "javascript:alert(1)" %% {}`,
  "\u202Egnp.exe\u0000\u2028",
  "--> </details> <!-- \n\n# big",
  "__proto__",
  "${'`'}<style>*{display:none}</style>",
] as const;

/** A stack whose buckets, Regions and reasons have such names. */
export function hostile(): Scene {
  return scene({
    others: HOSTILE.flatMap((name, index) => [
      replicatingTo(name, `copy of ${name}`, { region: known(index % 2 === 0 ? "eu-west-1" : name) }),
      bucketNamed(`copy of ${name}`, { region: unknownUntilConfigured(name), account: known(name) }),
    ]),
    settings: { exemptions: HOSTILE.map((name) => ({ bucket: name.replaceAll("*", "?"), reason: name })) },
  });
}
