/** Something that the center has written down, in a component: loaded when it is first needed, and again when asked. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../controls/button";
import { codedKey, useSpeech } from "../i18n/language";
import type { Answer, Refused } from "../protocol/http";

export type Loaded<T> =
  | { phase: "loading" }
  | { phase: "ready"; value: T; isOld: boolean }
  | { phase: "failed"; refused: Refused };

export interface Loading<T> {
  loaded: Loaded<T>;
  /** Asks again; meanwhile what was there stays. */
  reload: () => void;
  /** Takes a value that has come another way. */
  set: (value: T) => void;
}

/** What `load` answers for a key; null asks for nothing. Another key throws the value away. */
export function useLoaded<T>(key: string | null, load: (key: string) => Promise<Answer<T>>): Loading<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ phase: "loading" });
  const [asked, setAsked] = useState(0);
  const loading = useRef(load);
  loading.current = load;
  useEffect(() => setLoaded({ phase: "loading" }), [key]);
  useEffect(() => {
    if (key === null) return;
    let isCurrent = true;
    setLoaded((old) => (old.phase === "ready" ? { ...old, isOld: true } : { phase: "loading" }));
    void loading.current(key).then((answer) => {
      if (!isCurrent) return;
      setLoaded(
        answer.ok ? { phase: "ready", value: answer.value, isOld: false } : { phase: "failed", refused: answer },
      );
    });
    return () => {
      isCurrent = false;
    };
  }, [key, asked]);
  const reload = useCallback(() => setAsked((count) => count + 1), []);
  const set = useCallback((value: T) => setLoaded({ phase: "ready", value, isOld: false }), []);
  return { loaded, reload, set };
}

/** The words for why the center refused. */
export function useReason(): (refused: Pick<Refused, "code">) => string {
  const { t } = useSpeech();
  return ({ code }) => t(codedKey("error", code, "error_other"), { code });
}

interface LoadedPartProps<T> {
  loading: Loading<T>;
  children: (value: T) => ReactNode;
}

/** Shows what was loaded, that it is being loaded, or why it is not there. */
export function LoadedPart<T>({ loading: { loaded, reload }, children }: LoadedPartProps<T>) {
  const { t } = useSpeech();
  const reason = useReason();
  switch (loaded.phase) {
    case "ready":
      return children(loaded.value);
    case "loading":
      return (
        <p className="faint" aria-busy="true">
          {t("loading_part")}
        </p>
      );
    case "failed":
      return (
        <div className="stack" role="alert">
          <p className="problem">{t("load_failed", { reason: reason(loaded.refused) })}</p>
          <div className="row">
            <Button onPress={reload}>{t("try_again")}</Button>
          </div>
        </div>
      );
  }
}
