import { describe, expect, it } from "vitest";
import { choicesOf, deviceIdOf, readLabels } from "./device_choice";

const device = (deviceId: string, kind: string, label: string) => ({ deviceId, kind, label });
const ALL = [
  device("default", "audioinput", "Default - Headset"),
  device("a1", "audioinput", "Headset"),
  device("a2", "audioinput", "Webcam"),
  device("o1", "audiooutput", "Headset"),
  device("o2", "audiooutput", "Desk loudspeaker"),
  device("o3", "audiooutput", "Desk loudspeaker"),
  device("", "audiooutput", ""),
];

describe("sound devices", () => {
  it("are chosen among those that have a name, each once", () => {
    expect(choicesOf("microphone", ALL).map(({ label }) => label)).toEqual(["Headset", "Webcam"]);
    expect(choicesOf("ringer", ALL).map(({ deviceId }) => deviceId)).toEqual(["o1", "o2"]);
  });

  it("are remembered by their label, and the system's takes over while one is unplugged", () => {
    expect(deviceIdOf("ringer", { ringer: "Desk loudspeaker" }, ALL)).toBe("o2");
    expect(deviceIdOf("ringer", { ringer: "Gone" }, ALL)).toBe("");
    expect(deviceIdOf("speaker", {}, ALL)).toBe("");
  });

  it("take nothing from a storage that holds something else", () => {
    expect(readLabels({ microphone: "Headset", speaker: 4, ringer: "" })).toEqual({ microphone: "Headset" });
    expect(readLabels(null)).toEqual({});
    expect(readLabels("Headset")).toEqual({});
  });
});
