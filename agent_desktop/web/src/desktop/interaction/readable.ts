/** Names that were written for machines, as people read them. Pure. */

/** Spaces make the names of flows and nodes readable. */
export function readable(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
