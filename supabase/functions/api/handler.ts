/** The API's rooms. Everything they need is handed in, so they run without a network, a database or an environment. */

import { type Door, type DoorDeps, makeDoor } from "../_shared/door.ts";
import { addPayment, type PaymentDeps } from "./payment.ts";
import { addReport, type ReportDeps } from "./report.ts";

/** What the rooms work with. */
export type ApiDeps = PaymentDeps & ReportDeps;

export function makeApi(doorDeps: DoorDeps, deps: ApiDeps): Door {
  const door = makeDoor("api", doorDeps);
  addPayment(door, deps);
  addReport(door, deps);
  return door;
}
