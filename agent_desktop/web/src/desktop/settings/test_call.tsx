/** Hearing oneself as others do: the microphone is recorded for a few seconds and played back. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { Microphone } from "../../media/microphone";
import { playOwnVoice } from "../../media/own_voice";

export function TestCall({ microphone }: { microphone: Microphone }) {
  const { t } = useSpeech();
  const [phase, setPhase] = useState<"idle" | "recording" | "playing">("idle");
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    await microphone.open();
    const track = microphone.current;
    if (track === null) return;
    const control = new AbortController();
    running.current = control;
    await playOwnVoice(track, setPhase, control.signal);
    setPhase("idle");
  };
  const press = () => {
    if (phase === "idle") void start();
    else running.current?.abort();
  };
  return (
    <>
      <Button icon={phase === "idle" ? "phone" : "close"} testId="test-call" onPress={press}>
        {t(phase === "idle" ? "test_call" : "test_call_stop")}
      </Button>
      <span role="status" className="faint" data-testid="test-call-phase" data-phase={phase}>
        {phase !== "idle" && t(`test_call_${phase}`)}
      </span>
    </>
  );
}
