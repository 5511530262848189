/**
 * The agent's phones in this tab: the built-in one and, where there is an account, a SIP phone. Owns which tab is
 * the phone, when a call is taken without a click, and muting as the engine says; shows nothing.
 */
import { isToneCheck } from "../../media/settings";
import { Microphone } from "../../media/microphone";
import { PhoneLine } from "../../media/phone_line";
import type { DesktopClient } from "../../protocol/desktop_client";
import type { View } from "../../protocol/desktop_frames";
import { agentPhoneTicket, sipAccount } from "../../protocol/http";
import { isInCall } from "../../protocol/line_state";
import { createStore } from "../../protocol/store";
import { hasCall, ON_THE_PHONE, isAccepted, newMute } from "./accepted";
import { PhoneTabs } from "./phone_tabs";
import { SipPhone } from "./sip_phone";

export type PhonePlace = "waiting" | "here" | "elsewhere";

/** How long a ringing call waits for the view to say that it was accepted. */
const ACCEPTED_WITHIN_MS = 2_000;
const GIVEN_AWAY_MS = 1_000;

export class AgentPhone {
  readonly microphone = new Microphone();
  readonly place = createStore<PhonePlace>("waiting");
  readonly line: PhoneLine;
  readonly sip: SipPhone;
  private view: View | null = null;
  private ringingSinceMs = 0;
  private release: (() => void) | null = null;
  private isWanted = false;
  private waiting: AbortController | null = null;
  private readonly tabs: PhoneTabs;

  constructor(
    private readonly client: DesktopClient,
    private readonly agentId: string,
  ) {
    this.line = new PhoneLine(this.microphone, `cic.desktop.leg.${agentId}`, agentPhoneTicket);
    this.sip = new SipPhone(
      this.microphone,
      sipAccount,
      (interactionId) => isAccepted(client.store.get().view, interactionId, ON_THE_PHONE),
      () => hasCall(client.store.get().view),
    );
    this.tabs = new PhoneTabs(agentId, () => this.giveAway());
    client.store.subscribe(() => this.onDesktop());
    this.line.store.subscribe(() => this.onLine());
  }

  /** True while a call stands on one of this tab's phones. */
  isInCall(): boolean {
    return isInCall(this.line.store.get()) || this.sip.store.get().status !== "idle";
  }

  /** Asks the window that is the phone to leave it to this one; in a call it does not. */
  takeHere(): void {
    this.tabs.askFor();
  }

  private giveAway(): void {
    if (this.place.get() !== "here" || this.isInCall()) return;
    this.stop();
    // Stands in line again, behind the window that asked.
    setTimeout(() => {
      if (this.client.store.get().link.phase === "online") this.want();
    }, GIVEN_AWAY_MS);
  }

  /** Ends being the phone, whatever stands. */
  stop(): void {
    this.isWanted = false;
    this.waiting?.abort();
    this.waiting = null;
    this.release?.();
    this.release = null;
  }

  private onDesktop(): void {
    const { link, view } = this.client.store.get();
    const mute = newMute(this.view, view, this.line.store.get().interactionId);
    const sipMute = newMute(this.view, view, this.sip.store.get().interactionId);
    this.view = view;
    if (mute !== null) this.line.setMuted(mute);
    if (sipMute !== null) this.sip.setMuted(sipMute);
    this.answerAccepted();
    this.sip.onView();
    if (link.phase === "online") this.want();
    const isLeft = link.phase === "refused" || (link.phase === "taken_over" && !this.isInCall());
    if (isLeft) this.stop();
  }

  private onLine(): void {
    const { status } = this.line.store.get();
    if (status !== "ringing") this.ringingSinceMs = 0;
    else if (this.ringingSinceMs === 0) this.ringingSinceMs = performance.now();
    this.answerAccepted();
    if (this.client.store.get().link.phase === "taken_over" && !this.isInCall()) this.stop();
  }

  private answerAccepted(): void {
    const { status, interactionId } = this.line.store.get();
    if (status !== "ringing" || interactionId === null) return;
    const isInTime = performance.now() - this.ringingSinceMs <= ACCEPTED_WITHIN_MS;
    if (isInTime && isAccepted(this.client.store.get().view, interactionId, ["connecting"])) this.line.answer();
  }

  /** Becomes this agent's phone as soon as no other tab is. */
  private want(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    // A page that is not secure has no locks, and no microphone either: it is still a phone that can be heard.
    if (!("locks" in navigator)) {
      this.begin();
      this.release = () => this.end();
      return;
    }
    const waiting = new AbortController();
    this.waiting = waiting;
    const name = `cic-phone-${this.agentId}`;
    const lateNote = setTimeout(() => this.place.get() === "waiting" && this.place.set("elsewhere"), 500);
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        clearTimeout(lateNote);
        return this.hold();
      })
      .catch((error: unknown) => {
        clearTimeout(lateNote);
        if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
      });
  }

  private hold(): Promise<void> {
    if (!this.isWanted) return Promise.resolve();
    this.begin();
    return new Promise((resolve) => {
      this.release = () => {
        this.end();
        resolve();
      };
    });
  }

  private begin(): void {
    this.place.set("here");
    this.line.start();
    void this.sip.start();
    // Tone checks have nobody who clicks first.
    if (isToneCheck) void this.microphone.open();
  }

  private end(): void {
    this.line.stop();
    this.sip.stop();
    this.microphone.close();
    this.place.set("waiting");
  }
}
