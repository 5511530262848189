/** What a recording is called: the name in the flow, without where it is kept. Pure. */

/** `/prompts/en/main/welcome.wav` is `main/welcome`. */
export function recordingName(url: string): string {
  const path = url.replace(/[?#].*$/, "").replace(/\.\w+$/, "");
  return path.replace(/^\/?prompts\/[^/]+\//, "");
}
