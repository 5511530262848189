/** The page's sound devices: which there are, which are chosen. Owns asking the browser and the remembered choice. */
import { keptStore } from "../protocol/kept";
import { createStore } from "../protocol/store";
import { type Device, type DeviceKind, deviceIdOf, readLabels } from "./device_choice";

/** What is plugged in, as far as the browser tells: names come with the permission for the microphone. */
export const devices = createStore<readonly Device[]>([]);
export const chosenLabels = keptStore("devices", readLabels);

/** Looks again, now and whenever something is plugged in or out. */
export function followDevices(): void {
  const media = typeof navigator === "undefined" ? undefined : navigator.mediaDevices;
  if (media === undefined) return;
  media.addEventListener("devicechange", () => void lookForDevices());
  void lookForDevices();
}

export async function lookForDevices(): Promise<void> {
  const found = await navigator.mediaDevices.enumerateDevices();
  devices.set(found.map(({ deviceId, kind, label }) => ({ deviceId, kind, label })));
}

export function chooseDevice(kind: DeviceKind, label: string | null): void {
  const { [kind]: _before, ...rest } = chosenLabels.get();
  chosenLabels.set(label === null ? rest : { ...rest, [kind]: label });
}

/** The id of the chosen device; empty for what the system takes. */
export function deviceId(kind: DeviceKind): string {
  return deviceIdOf(kind, chosenLabels.get(), devices.get());
}

/** Calls back when another device is meant, by choice or because one came or went; returns how to stop that. */
export function onDevice(kind: DeviceKind, changed: (id: string) => void): () => void {
  let last = deviceId(kind);
  const look = () => {
    const now = deviceId(kind);
    if (now === last) return;
    last = now;
    changed(now);
  };
  const leave = [devices.subscribe(look), chosenLabels.subscribe(look)];
  return () => {
    for (const each of leave) each();
  };
}

interface Sink {
  setSinkId?: (id: string) => Promise<void>;
}

/** Sends sound to the chosen device, now and at each change, until the returned function is called. */
export function followSink(sink: object, kind: "speaker" | "ringer"): () => void {
  const { setSinkId } = sink as Sink;
  if (setSinkId === undefined) return () => {};
  const apply = (id: string) => {
    // A device that has gone a moment ago: the system's own is heard until the next look.
    setSinkId.call(sink, id).catch(() => {});
  };
  if (deviceId(kind) !== "") apply(deviceId(kind));
  return onDevice(kind, apply);
}
