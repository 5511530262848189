/** Around a wall's board: its title, the time, how old it is, and what is set; the latter goes when nobody touches it. */
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Select } from "../controls/select";
import { useOfServerNow } from "../desktop/context";
import { ThemeSwitch } from "../desktop/settings/theme_switch";
import { clock } from "../i18n/language";
import { LanguageSwitch } from "../i18n/language_switch";
import { useWords } from "../i18n/supervisor_speech";
import { useStore } from "../protocol/store";
import { useAgeS, useIsStale } from "../supervisor/board";
import { useFullScreen } from "./kiosk";
import { everyS, INTERVALS_S } from "./wishes";

const IDLE_MS = 8_000;

interface WallFrameProps {
  title: string;
  place: number;
  count: number;
  onTurn: (by: number) => void;
  children: ReactNode;
}

export function WallFrame({ title, place, count, onTurn, children }: WallFrameProps) {
  const { minute, t } = useWords();
  const isStale = useIsStale();
  const isTouched = useIsTouched();
  const time = useOfServerNow((nowMs) => minute(nowMs));
  return (
    <div className={isStale ? "wall stale" : "wall"} data-testid="wall" data-stale={isStale}>
      <header className="wall-head">
        <h1 data-testid="wall-title">{title}</h1>
        {isStale && <Age />}
        <span className="wall-time clock">{time}</span>
      </header>
      <main className="wall-main">{children}</main>
      <footer className={isTouched ? "wall-foot" : "wall-foot wall-foot-idle"}>
        {count > 1 && (
          <span className="row">
            <Button tone="quiet" icon="resume" className="turn-back" isIconOnly testId="wall-back" onPress={() => onTurn(-1)}>
              {t("wall_back")}
            </Button>
            <span>{t("wall_place", { place: place + 1, count })}</span>
            <Button tone="quiet" icon="resume" isIconOnly testId="wall-next" onPress={() => onTurn(1)}>
              {t("wall_next")}
            </Button>
          </span>
        )}
        <span className="grow" />
        <Settings />
      </footer>
    </div>
  );
}

function Age() {
  const { t } = useWords();
  const ageS = useAgeS() ?? 0;
  return (
    <p className="wall-age" role="status" data-testid="wall-age">
      <Icon name="clock" /> {t("live_old", { age: clock(ageS * 1_000) })}
    </p>
  );
}

function Settings() {
  const { t } = useWords();
  const [isFull, changeFull] = useFullScreen();
  const every = useStore(everyS);
  const choices = INTERVALS_S.map((s) => ({ id: String(s), label: s === 0 ? t("wall_no_turn") : t("wall_every", { s }) }));
  return (
    <>
      <Select
        label={t("wall_turn")}
        isLabelUnseen
        choices={choices}
        value={String(every)}
        testId="wall-every"
        onChange={(id) => everyS.set(INTERVALS_S.find((s) => String(s) === id) ?? 20)}
      />
      <LanguageSwitch />
      <ThemeSwitch />
      <Button tone="quiet" icon="elsewhere" testId="wall-full" onPress={changeFull}>
        {t(isFull ? "wall_leave_full" : "wall_full")}
      </Button>
    </>
  );
}

/** Whether somebody has moved a pointer, pressed a key or has the focus in the page lately. */
function useIsTouched(): boolean {
  const [isTouched, setTouched] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setTouched(false), IDLE_MS);
    const touched = () => {
      clearTimeout(timer);
      setTouched(true);
      timer = setTimeout(() => setTouched(false), IDLE_MS);
    };
    const kinds = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
    for (const kind of kinds) addEventListener(kind, touched);
    return () => {
      clearTimeout(timer);
      for (const kind of kinds) removeEventListener(kind, touched);
    };
  }, []);
  return isTouched;
}
