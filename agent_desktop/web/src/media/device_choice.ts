/**
 * Which of several devices is meant. Pure. Devices are remembered by their label: ids change between browsers and when
 * site data is cleared, the name on the headset does not.
 */

export const DEVICE_KINDS = ["microphone", "speaker", "ringer"] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A label by kind; an absent one means what the system takes. */
export type DeviceLabels = Partial<Record<DeviceKind, string>>;

export interface Device {
  deviceId: string;
  kind: string;
  label: string;
}

/** The devices of a kind that can be chosen: those that have a name, each once. */
export function choicesOf(kind: DeviceKind, devices: readonly Device[]): readonly Device[] {
  const wanted = kind === "microphone" ? "audioinput" : "audiooutput";
  const seen = new Set<string>();
  return devices.filter((device) => {
    // The browser's own entries stand for another one and change with the system.
    const isOwn = device.deviceId === "default" || device.deviceId === "communications" || device.deviceId === "";
    if (device.kind !== wanted || device.label === "" || isOwn || seen.has(device.label)) return false;
    seen.add(device.label);
    return true;
  });
}

/** The id of the chosen device as long as it is plugged in; empty for what the system takes. */
export function deviceIdOf(kind: DeviceKind, chosen: DeviceLabels, devices: readonly Device[]): string {
  const label = chosen[kind];
  if (label === undefined) return "";
  return choicesOf(kind, devices).find((device) => device.label === label)?.deviceId ?? "";
}

/** What a stored value says about devices; anything else is no choice. */
export function readLabels(stored: unknown): DeviceLabels {
  if (typeof stored !== "object" || stored === null) return {};
  const labels: DeviceLabels = {};
  for (const kind of DEVICE_KINDS) {
    const label = (stored as Record<string, unknown>)[kind];
    if (typeof label === "string" && label !== "") labels[kind] = label;
  }
  return labels;
}
