/**
 * A part of a page that is loaded when it is first seen. Owns what shows until it is there, and when it does not
 * come: the center may be away, or be another one whose files have other names. Nothing else is harmed by that.
 */
import { createElement, type FunctionComponent, use, useEffect, useState } from "react";
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import { IsOnline } from "../context";
import { PartMissing } from "./part_missing";

type Load<P> = () => Promise<FunctionComponent<P>>;

const parts: (() => Promise<unknown>)[] = [];

/** Loads every part that has not been seen yet, one after the other: later the center may be away. */
export async function loadAhead(): Promise<void> {
  for (const load of parts) await load().catch(() => {});
}

/** Shown in the place where the part will be. */
export function latePart<P extends object>(load: Load<P>): FunctionComponent<P> {
  const late = lately(load);
  return function LatePart(props: P) {
    const { t } = useSpeech();
    const { part, isMissing, again } = useLate(late);
    if (part !== null) return createElement(part, props);
    if (isMissing) return <PartMissing onTryAgain={again} />;
    return (
      <p className="faint" aria-busy="true">
        {t("loading_part")}
      </p>
    );
  };
}

/** A part that is a dialog of its own: nothing shows until it is there, and a dialog says when it does not come. */
export function lateDialog<P extends { onClose: () => void }>(load: Load<P>): FunctionComponent<P> {
  const late = lately(load);
  return function LateDialog(props: P) {
    const { t } = useSpeech();
    const { part, isMissing, again } = useLate(late);
    if (part !== null) return createElement(part, props);
    if (!isMissing) return null;
    return (
      <Dialog title={t("part_missing_title")} isOpen onClose={props.onClose} testId="part-missing-dialog">
        <PartMissing onTryAgain={again} />
      </Dialog>
    );
  };
}

interface Late<P> {
  part: FunctionComponent<P> | null;
  load: () => Promise<void>;
}

function lately<P>(load: Load<P>): Late<P> {
  const late: Late<P> = {
    part: null,
    load: async () => {
      late.part ??= await load();
    },
  };
  parts.push(late.load);
  return late;
}

/** Whoever cannot have the part tries again when asked to, and when the center is there again. */
function useLate<P>(late: Late<P>): { part: FunctionComponent<P> | null; isMissing: boolean; again: () => void } {
  const isOnline = use(IsOnline);
  const [attempt, setAttempt] = useState(0);
  const [missedAt, setMissedAt] = useState<string | null>(null);
  const [, setLoaded] = useState(false);
  const asked = `${isOnline} ${attempt}`;
  useEffect(() => {
    if (late.part !== null) return;
    let isCurrent = true;
    late.load().then(
      () => isCurrent && setLoaded(true),
      () => isCurrent && setMissedAt(asked),
    );
    return () => {
      isCurrent = false;
    };
  }, [late, asked]);
  return { part: late.part, isMissing: missedAt === asked, again: () => setAttempt((count) => count + 1) };
}
