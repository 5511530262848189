/** What an agent sets for this workplace: devices and a test of them, the look, notifications. */
import { useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Select } from "../../controls/select";
import { useSpeech } from "../../i18n/language";
import { choicesOf, DEVICE_KINDS, type DeviceKind } from "../../media/device_choice";
import { chooseDevice, chosenLabels, devices } from "../../media/devices";
import { ringOnce } from "../../media/tones";
import { useStore } from "../../protocol/store";
import type { AgentPhone } from "../phone/agent_phone";
import { askForNotifications, notificationState } from "../offers/notification";
import { TestCall } from "./test_call";
import { LevelMeterBar } from "./level_bar";
import { theme, THEMES } from "./theme";
import "./settings.css";

interface SettingsProps {
  isOpen: boolean;
  phone: AgentPhone;
  onClose: () => void;
}

export function SettingsDialog({ isOpen, phone, onClose }: SettingsProps) {
  const { t } = useSpeech();
  return (
    <Dialog title={t("settings")} isOpen={isOpen} onClose={onClose} testId="settings-dialog">
      <Devices phone={phone} />
      <Look />
      <Notifications />
    </Dialog>
  );
}

function Devices({ phone }: { phone: AgentPhone }) {
  const { t } = useSpeech();
  useEffect(() => {
    // Names come with the permission, and the meter needs the microphone itself.
    void phone.microphone.open();
  }, [phone]);
  return (
    <section className="stack" aria-label={t("devices")}>
      <h3>{t("devices")}</h3>
      {DEVICE_KINDS.map((kind) => (
        <DeviceChoice key={kind} kind={kind} />
      ))}
      <LevelMeterBar microphone={phone.microphone} />
      <div className="row wrap">
        <TestCall microphone={phone.microphone} />
        <Button icon="speaker" testId="test-ring" onPress={ringOnce}>
          {t("test_ring")}
        </Button>
      </div>
    </section>
  );
}

function DeviceChoice({ kind }: { kind: DeviceKind }) {
  const { t } = useSpeech();
  const found = choicesOf(kind, useStore(devices));
  const chosen = useStore(chosenLabels)[kind];
  const isGone = chosen !== undefined && !found.some(({ label }) => label === chosen);
  const choices = [
    { id: "", label: t("device_system") },
    ...found.map(({ label }) => ({ id: label, label })),
    ...(isGone ? [{ id: chosen, label: t("device_gone", { device: chosen }) }] : []),
  ];
  return (
    <Select
      label={t(`device_${kind}`)}
      choices={choices}
      value={chosen ?? ""}
      onChange={(label) => chooseDevice(kind, label === "" ? null : label)}
      testId={`device-${kind}`}
      className="wide-field"
    />
  );
}

function Look() {
  const { t } = useSpeech();
  const chosen = useStore(theme);
  return (
    <section className="stack" aria-label={t("look")}>
      <h3>{t("look")}</h3>
      <Select
        label={t("theme")}
        choices={THEMES.map((id) => ({ id, label: t(`theme_${id}`) }))}
        value={chosen}
        onChange={(id) => theme.set(THEMES.find((each) => each === id) ?? "system")}
        testId="theme-choice"
        className="wide-field"
      />
    </section>
  );
}

function Notifications() {
  const { t } = useSpeech();
  const [state, setState] = useState(notificationState);
  return (
    <section className="stack" aria-label={t("notifications")}>
      <h3>{t("notifications")}</h3>
      <p className="faint">{t(`notifications_${state}`)}</p>
      {state === "default" && (
        <div className="row">
          <Button testId="allow-notifications" onPress={() => void askForNotifications().then(setState)}>
            {t("notifications_allow")}
          </Button>
        </div>
      )}
    </section>
  );
}
