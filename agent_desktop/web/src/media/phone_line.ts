/**
 * A phone of the simulated provider: one connection, one leg at a time. Owns carrying out what the provider says
 * (play, record, music, bridge, part) and coming back to a leg after a loss or a reload; shows nothing.
 */
import type { Answer } from "../protocol/http";
import { initialLineState, isInCall, type LineEvent, type LineState, reduceLine } from "../protocol/line_state";
import { isPhoneFrame, type PhoneServerFrame } from "../protocol/phone_frames";
import { type Frame, ReconnectingSocket } from "../protocol/socket";
import { createStore } from "../protocol/store";
import { legMemory } from "./leg_memory";
import { MessageRecorder } from "./message_recorder";
import { PeerMesh } from "./mesh";
import type { Microphone } from "./microphone";
import { Player } from "./player";
import { soundKey, soundKeys } from "./tones";

export interface Call {
  number: string;
  callerNumber: string;
  callerName: string;
}

/** The provider waits ten seconds for the phones of calls once an engine has started; by then each has tried. */
const PAUSE_MS_MAX = 5_000;
const ENDS_MESSAGE: ReadonlySet<string> = new Set(["stop", "play", "music", "bridge", "part", "ended", "ring"]);

export class PhoneLine {
  readonly store = createStore<LineState>(initialLineState);
  private readonly player = new Player();
  private readonly recorder: MessageRecorder;
  /** What is said is handed on while the conversation is recorded, whatever is heard. */
  private readonly trackRecorder: MessageRecorder;
  private readonly mesh: PeerMesh;
  private readonly socket: ReconnectingSocket;
  private readonly memory;
  /** This page was loaded anew in a call: it has no connections to the others any more. */
  private hasLostMedia = false;

  constructor(
    private readonly microphone: Microphone,
    memoryKey: string,
    ticket: () => Promise<Answer<{ ticket: string }>>,
    /** The number of the world outside that reaches this phone; one without is a caller's or an agent's. */
    private readonly outsideNumber: string | null = null,
  ) {
    this.recorder = new MessageRecorder(microphone);
    this.trackRecorder = new MessageRecorder(microphone);
    this.memory = legMemory(memoryKey);
    this.mesh = new PeerMesh(microphone, (to, data) => this.sendOfLeg({ t: "signal", to, data }));
    this.socket = new ReconnectingSocket({
      path: "/ws/phone",
      protocol: "cic.phone.v1",
      ticket,
      stopsAt: [4400],
      pauseMsMax: PAUSE_MS_MAX,
      onLink: (link) => {
        this.apply({ kind: "link", link });
        if (this.store.get().status === "ended") this.silence();
      },
      onFrame: (frame) => this.onFrame(frame),
    });
  }

  /** Connects; a leg of before a reload is asked back. */
  start(): void {
    const remembered = this.memory.recall();
    if (remembered !== null && this.store.get().leg === null) {
      const { leg, interactionId, sinceMs, isMuted } = remembered;
      this.apply({ kind: "remembered", leg, interactionId, sinceMs });
      this.hasLostMedia = true;
      this.setMuted(isMuted);
    }
    this.socket.start();
  }

  stop(): void {
    this.recorder.stop();
    this.trackRecorder.stop();
    this.socket.stop();
    this.silence();
    this.store.set(initialLineState);
  }

  /** Dials, when no call stands. */
  dial({ number, callerNumber, callerName }: Call): void {
    if (isInCall(this.store.get())) return;
    void this.microphone.open();
    const frame = { t: "dial", number, caller_number: callerNumber, caller_name: callerName };
    if (this.socket.send(frame)) this.apply({ kind: "dialled", nowMs: Date.now() });
  }

  answer(): void {
    if (this.store.get().status !== "ringing") return;
    void this.microphone.open();
    if (this.sendOfLeg({ t: "answer" })) this.apply({ kind: "answering", nowMs: Date.now() });
    this.remember();
  }

  reject(): void {
    if (this.store.get().status === "ringing") this.sendOfLeg({ t: "reject" });
  }

  press(digit: string): void {
    soundKey(digit);
    this.sendOfLeg({ t: "digit", digit });
  }

  /** Speaks to a prompt that listens. */
  say(words: string): void {
    if (words.trim() !== "") this.sendOfLeg({ t: "speech", words: words.trim() });
  }

  /** Hangs up; without a connection the call ends here at once, and at the provider when it gives the leg up. */
  hangUp(): void {
    const { leg } = this.store.get();
    this.recorder.stop();
    if (leg === null || this.sendOfLeg({ t: "hang_up" })) return;
    this.receive({ t: "ended", leg_id: leg.legId, cause: "lost" });
  }

  /** The microphone, off or on, as the engine says. */
  setMuted(isMuted: boolean): void {
    this.microphone.setMuted(isMuted);
    const { leg, isMuted: before } = this.store.get();
    if (leg === null || before === isMuted) return;
    this.apply({ kind: "frame", frame: { t: "mute", leg_id: leg.legId, muted: isMuted }, nowMs: Date.now() });
    this.remember();
  }

  private onFrame(frame: Frame): void {
    if (isPhoneFrame(frame)) this.receive(frame);
  }

  private receive(frame: PhoneServerFrame): void {
    const before = this.store.get().leg;
    const isOurs = !("leg_id" in frame) || frame.t === "leg" || frame.t === "ring" || frame.leg_id === before?.legId;
    this.apply({ kind: "frame", frame, nowMs: Date.now() });
    if (isOurs) this.carryOut(frame);
  }

  private carryOut(frame: PhoneServerFrame): void {
    this.hear(frame);
    switch (frame.t) {
      case "hello":
        // Outside, the provider greets again once the number is ours; only then is the leg ours to ask back.
        if (this.outsideNumber === null || frame.role === "agent") this.rejoin();
        else this.socket.send({ t: "outside", number: this.outsideNumber });
        break;
      case "leg":
        this.remember();
        break;
      case "mute":
        this.microphone.setMuted(frame.muted);
        this.remember();
        break;
      case "track":
        this.recordTrack(frame);
        break;
      case "ended":
        this.end();
        break;
      case "error":
        if (this.store.get().status === "ended") this.end();
        break;
      case "rejoined":
        this.hasLostMedia = false;
        break;
      default:
    }
  }

  /** What is heard from now on: recordings, music, the others, or nothing. */
  private hear(frame: PhoneServerFrame): void {
    if (ENDS_MESSAGE.has(frame.t)) this.recorder.stop();
    switch (frame.t) {
      case "record":
        this.silence();
        this.record(frame);
        break;
      case "play":
        this.mesh.close();
        void this.player.play(frame.recordings, () => this.played(frame.effect_id));
        break;
      case "stop":
        this.player.stop();
        break;
      case "music":
        this.mesh.close();
        void this.player.loop(frame.url);
        break;
      case "bridge":
        this.player.stop();
        this.mesh.setPeers(frame.peers);
        break;
      case "signal":
        this.mesh.signal(frame.from, frame.data);
        break;
      case "digits":
        soundKeys(frame.digits);
        break;
      case "ring":
      case "part":
        this.silence();
        break;
      default:
    }
  }

  private record(frame: PhoneServerFrame & { t: "record" }): void {
    void this.recorder.start({
      durationMsMax: frame.duration_ms_max,
      hasTone: frame.tone,
      onSound: (pcm) => this.sendOfLeg({ t: "audio", effect_id: frame.effect_id, pcm }),
    });
  }

  private recordTrack({ track, is_on }: PhoneServerFrame & { t: "track" }): void {
    this.trackRecorder.stop();
    if (!is_on) return;
    void this.trackRecorder.start({
      durationMsMax: Number.POSITIVE_INFINITY,
      hasTone: false,
      onSound: (pcm) => this.sendOfLeg({ t: "track_audio", track, pcm }),
    });
  }

  private rejoin(): void {
    const { leg, status } = this.store.get();
    if (leg === null || status === "ended") return;
    const answered = status !== "ringing" && status !== "dialling";
    const media = this.hasLostMedia ? "lost" : "kept";
    this.socket.send({ t: "rejoin", leg_id: leg.legId, token: leg.token, answered, media });
  }

  private played(effectId: string): void {
    const { leg } = this.store.get();
    if (leg === null) return;
    this.sendOfLeg({ t: "played", effect_id: effectId });
    this.apply({ kind: "frame", frame: { t: "stop", leg_id: leg.legId }, nowMs: Date.now() });
  }

  private end(): void {
    this.trackRecorder.stop();
    this.silence();
    this.microphone.setMuted(false);
    this.hasLostMedia = false;
    this.memory.forget();
  }

  private silence(): void {
    this.player.stop();
    this.mesh.close();
  }

  private remember(): void {
    const { leg, interactionId, sinceMs, isMuted } = this.store.get();
    if (leg !== null) this.memory.keep({ leg, interactionId, sinceMs: sinceMs ?? Date.now(), isMuted });
  }

  private sendOfLeg(frame: { t: string; [field: string]: unknown }): boolean {
    const { leg } = this.store.get();
    return leg !== null && this.socket.send({ ...frame, leg_id: leg.legId });
  }

  private apply(event: LineEvent): void {
    this.store.set(reduceLine(this.store.get(), event));
  }
}
