/** Who is signed in on a supervisor's page, and what that person may do. The center decides; here it only shows. */
import { createContext, use } from "react";
import type { Identity, Scope } from "../protocol/http";

export const MeContext = createContext<Identity | null>(null);

/** The person who is signed in. */
export function useMe(): Identity {
  const me = use(MeContext);
  if (me === null) throw new Error("a part of the page stands outside of the sign-in");
  return me;
}

/** Whose rows somebody may do this with. Pure. */
export function scopeFor(me: Pick<Identity, "permissions">, permission: string): Scope {
  return me.permissions?.[permission] ?? "none";
}

/** Whether the person who is signed in may do this at all. */
export function useMay(): (permission: string) => boolean {
  const me = useMe();
  return (permission) => scopeFor(me, permission) !== "none";
}
