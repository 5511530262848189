/** What a screen that nobody touches needs: it stays awake, fills the screen, and comes back by itself. */
import { useEffect, useRef, useState } from "react";
import type { BoardClient } from "../protocol/board_client";
import { usePart } from "../protocol/store";
import { isOutdated } from "./boards";

/** A ticket that came too late, or a wall that somebody makes again under its name: nobody is there to load the page. */
const AGAIN_AFTER_MS = 60_000;

/** Keeps the screen awake for as long as the page is seen. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    const take = () => {
      if (document.visibilityState !== "visible" || (lock !== null && !lock.released)) return;
      // Refused, for instance at a low battery: the wall goes on, and asks again when it is next seen.
      navigator.wakeLock.request("screen").then(
        (taken) => (lock = taken),
        () => {},
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}

/** Whether the page fills the screen, and what changes that. */
export function useFullScreen(): [boolean, () => void] {
  const [isFull, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  const change = () => {
    const done = isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => {});
  };
  return [isFull, change];
}

/** Loads the page anew once an engine of another build answers. */
export function useReloadOnNewBuild(client: BoardClient): void {
  const build = usePart(client.store, (state) => state.build);
  const first = useRef("");
  useEffect(() => {
    if (first.current === "") first.current = build;
    if (isOutdated(first.current, build)) location.reload();
  }, [build]);
}

/** Tries again after a while where the center has sent the wall away. */
export function useComeBack(client: BoardClient): void {
  const isRefused = usePart(client.store, ({ link }) => link.phase === "refused" || link.phase === "stopped");
  useEffect(() => {
    if (!isRefused) return;
    const timer = setTimeout(() => client.start(), AGAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, isRefused]);
}
