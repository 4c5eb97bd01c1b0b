/** What Paddle calls. Everything it needs is handed in. */

import { type Door, type DoorDeps, makeDoor } from "../_shared/door.ts";
import { addWebhook, type WebhookDeps } from "./webhook.ts";

export function makePaddle(doorDeps: DoorDeps, deps: WebhookDeps): Door {
  const door = makeDoor("paddle", doorDeps);
  addWebhook(door, deps);
  return door;
}
