import { known, scene, unknownUntilApply } from "../support/scene";
import { table } from "../support/table";

const asked = { settings: { allowedStorageClasses: ["STANDARD", "STANDARD_IA"] } };

export default table({
  satisfied: {
    "copies keep the class of each object": scene(asked),
    "copies have a class that is allowed": scene({ ...asked, rule: { storageClass: known("STANDARD_IA") } }),
  },
  violated: {
    "copies have another class": scene({ ...asked, rule: { storageClass: known("ONEZONE_IA") } }),
  },
  undetermined: {
    "the class is known on apply": scene({ ...asked, rule: { storageClass: unknownUntilApply("known after apply") } }),
  },
  silent: { "the organization allows any": scene({ rule: { storageClass: known("ONEZONE_IA") } }) },
});
