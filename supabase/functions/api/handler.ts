/** The API's rooms. Everything they need is handed in, so they run without a network, a database or an environment. */

import { type Door, type DoorDeps, makeDoor } from "../_shared/door.ts";
import { addVersionedNames } from "./aliases.ts";
import { addDescription, type DescriptionDeps } from "./description.ts";
import { addHistory } from "./history.ts";
import { addKeys } from "./keys.ts";
import { addPayment, type PaymentDeps } from "./payment.ts";
import { addReport, type ReportDeps } from "./report.ts";
import { addSigning } from "./signing.ts";
import { addSubmit } from "./submit.ts";
import { addCredentials, addTargets } from "./targets.ts";
import { addTests } from "./tests.ts";
import { addUploads, type UploadDeps } from "./uploads.ts";
import { addUser } from "./user.ts";

/** What the rooms work with. */
export type ApiDeps = DescriptionDeps & PaymentDeps & ReportDeps & UploadDeps;

export function makeApi(doorDeps: DoorDeps, deps: ApiDeps): Door {
  const door = makeDoor("api", doorDeps);
  addDescription(door, deps);
  addHistory(door);
  addKeys(door);
  addPayment(door, deps);
  addReport(door, deps);
  addSigning(door);
  addSubmit(door, deps);
  addTargets(door);
  addCredentials(door);
  addTests(door);
  addUploads(door, deps);
  addUser(door);
  addVersionedNames(door);
  return door;
}
