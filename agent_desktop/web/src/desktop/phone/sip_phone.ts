/**
 * The agent's SIP phone in the browser (JsSIP). Owns registering, taking accepted calls, and mending the dialogue
 * after its socket was lost. It only carries sound: hold, transfer and the rest are commands to the engine.
 */
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, UA } from "jssip/lib/UA";
import type { Microphone } from "../../media/microphone";
import { hearStream } from "../../media/remote_audio";
import type { Answer, SipAccount } from "../../protocol/http";
import { createStore } from "../../protocol/store";

export interface SipState {
  isAvailable: boolean;
  isRegistered: boolean;
  status: "idle" | "ringing" | "in_call";
  interactionId: string | null;
  isMuted: boolean;
}

const INITIAL: SipState = {
  isAvailable: false,
  isRegistered: false,
  status: "idle",
  interactionId: null,
  isMuted: false,
};
const ACCOUNT_AGAIN_MS = 5_000;
const MICROPHONE_MS_MAX = 1_500;
/** Without STUN the first host candidate is good; the others have this long, so that a wrong interface is not alone. */
const CANDIDATES_MS = 200;
/** The engine's word counts: a dialogue whose contact is over this long has missed its own end. */
const OVER_MS = 3_000;

export class SipPhone {
  readonly store = createStore<SipState>(INITIAL);
  private ua: UA | null = null;
  private session: RTCSession | null = null;
  private isWanted = false;
  private hasLostSocket = false;
  private wasAccepted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private overTimer: ReturnType<typeof setTimeout> | undefined;
  private stopHearing = () => {};
  /** A page takes its dialogue with it when it goes: untold, the caller would go on talking to nobody. */
  private readonly leave = () => this.session?.terminate();

  constructor(
    private readonly microphone: Microphone,
    private readonly account: () => Promise<Answer<SipAccount | { is_available: false }>>,
    private readonly isAccepted: (interactionId: string) => boolean,
    private readonly hasCall: () => boolean,
  ) {}

  /** Registers, where this agent has a SIP account. */
  async start(): Promise<void> {
    this.isWanted = true;
    addEventListener("pagehide", this.leave);
    const answer = await this.account();
    if (!this.isWanted || this.ua !== null) return;
    if (!answer.ok && (answer.status === 0 || answer.status >= 500)) this.startLater();
    if (!answer.ok || !answer.value.is_available) return;
    const account = answer.value;
    // Loaded only where it is needed: most of the desktop's size is this library.
    const library = await import("./jssip").catch(() => null);
    if (!this.isWanted || this.ua !== null) return;
    if (library === null) {
      this.startLater(); // the center has just gone away
      return;
    }
    const { default: jssip } = library;
    this.ua = new jssip.UA({
      sockets: [new jssip.WebSocketInterface(account.websocket_url)],
      uri: account.uri,
      authorization_user: account.username,
      password: account.password,
      session_timers: false,
      register_expires: 120,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
    });
    this.listen(this.ua);
    this.ua.start();
    this.change({ isAvailable: true });
  }

  stop(): void {
    this.isWanted = false;
    removeEventListener("pagehide", this.leave);
    clearTimeout(this.timer);
    this.ua?.stop();
    this.ua = null;
    this.ended();
    this.store.set(INITIAL);
  }

  /** Takes the ringing call. */
  async answer(): Promise<void> {
    const { session } = this;
    if (session === null || this.store.get().status !== "ringing") return;
    this.change({ status: "in_call" });
    await this.microphone.openWithin(MICROPHONE_MS_MAX);
    if (session !== this.session || session.isEnded()) return;
    const track = this.microphone.current;
    session.answer({
      pcConfig: { iceServers: [] },
      ...(track === null
        ? { mediaConstraints: { audio: false, video: false } }
        : { mediaStream: new MediaStream([track]) }),
    });
  }

  reject(): void {
    if (this.store.get().status === "ringing") this.session?.terminate({ status_code: 486 });
  }

  setMuted(isMuted: boolean): void {
    this.microphone.setMuted(isMuted);
    this.change({ isMuted });
  }

  /** A new view came: a waiting call may have been accepted, or the contact of this one may be over. */
  onView(): void {
    const { status, interactionId } = this.store.get();
    if (this.session === null || interactionId === null) return;
    const isAccepted = this.isAccepted(interactionId);
    this.wasAccepted ||= isAccepted;
    if (status === "ringing" && isAccepted) void this.answer();
    const isOver = this.wasAccepted && !isAccepted && !this.hasCall();
    if (!isOver) {
      clearTimeout(this.overTimer);
      this.overTimer = undefined;
    } else {
      this.overTimer ??= setTimeout(() => this.session?.terminate(), OVER_MS);
    }
  }

  private listen(ua: UA): void {
    ua.on("registered", () => {
      this.change({ isRegistered: true });
      // After a new socket the far side's hang-up would not reach this dialogue; a renegotiation mends it.
      if (this.hasLostSocket && this.session?.isEstablished() === true) this.session.renegotiate();
      this.hasLostSocket = false;
    });
    ua.on("unregistered", () => this.change({ isRegistered: false }));
    ua.on("registrationFailed", () => {
      this.change({ isRegistered: false });
      if (this.session === null) this.startLater();
    });
    ua.on("disconnected", () => {
      this.hasLostSocket = true;
      this.change({ isRegistered: false });
    });
    ua.on("newRTCSession", (event: { originator: string }) => {
      if (event.originator === "remote") this.ring(event as IncomingRTCSessionEvent);
    });
  }

  /** The password is made per sign-in and may be stale: asks for the account again. */
  private startLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.ua?.stop();
      this.ua = null;
      void this.start();
    }, ACCOUNT_AGAIN_MS);
  }

  private ring({ session, request }: IncomingRTCSessionEvent): void {
    if (this.session !== null) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.session = session;
    this.wasAccepted = false;
    const interactionId = request.getHeader("X-Interaction-Id") ?? null;
    this.change({ status: "ringing", interactionId, isMuted: false });
    session.on("peerconnection", ({ peerconnection }) => this.hear(peerconnection));
    const leaveMicrophone = this.microphone.onTrack((track) => this.speakThrough(session, track));
    session.on("icecandidate", ({ candidate, ready }) => {
      // A server that cannot be reached would hold the call up for as long as the browser goes on trying it.
      if (candidate.type === "host") setTimeout(ready, CANDIDATES_MS);
      else ready();
    });
    for (const over of ["ended", "failed"] as const) {
      session.on(over, () => {
        leaveMicrophone();
        this.ended(session);
      });
    }
    if (interactionId !== null && this.isAccepted(interactionId)) {
      this.wasAccepted = true;
      void this.answer();
    }
  }

  /** Another microphone was chosen in a call: the far side hears it without a new offer. */
  private speakThrough(session: RTCSession, track: MediaStreamTrack | null): void {
    const connection: RTCPeerConnection | undefined = session.connection;
    const sender = connection?.getSenders().find((each) => each.track?.kind === "audio" || each.track === null);
    void sender?.replaceTrack(track).catch(() => {});
  }

  private hear(connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track }) => {
      this.stopHearing();
      this.stopHearing = hearStream(new MediaStream([track]), connection);
    });
  }

  private ended(session: RTCSession | null = this.session): void {
    if (session !== this.session) return;
    this.session = null;
    clearTimeout(this.overTimer);
    this.overTimer = undefined;
    this.stopHearing();
    this.stopHearing = () => {};
    this.microphone.setMuted(false);
    this.change({ status: "idle", interactionId: null, isMuted: false });
  }

  private change(change: Partial<SipState>): void {
    this.store.set({ ...this.store.get(), ...change });
  }
}
