/** The rooms of signing in. Everything they need is handed in, so they run without a network or a database. */

import { type Door, type DoorDeps, makeDoor } from "../_shared/door.ts";
import { addPassword, type PasswordDeps } from "./password.ts";
import { addRegister, type RegisterDeps } from "./register.ts";
import { addSession, type SessionDeps } from "./session.ts";

/** What the rooms work with. */
export type AuthDeps = RegisterDeps & SessionDeps & PasswordDeps;

export function makeAuth(doorDeps: DoorDeps, deps: AuthDeps): Door {
  const door = makeDoor("auth", doorDeps);
  addRegister(door, deps);
  addSession(door, deps);
  addPassword(door, deps);
  return door;
}
