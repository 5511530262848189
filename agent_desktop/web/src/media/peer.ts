/**
 * One WebRTC conversation with one far leg. Owns offers, answers and candidates, and mending a connection whose
 * far side was loaded anew; knows no calls. Host candidates only: no STUN server is configured.
 */
import type { SignalData } from "../protocol/phone_frames";
import type { Microphone } from "./microphone";
import { hearStream } from "./remote_audio";

export interface PeerOptions {
  /** This side makes the first offer, and its offer stands when both offer at once. */
  offers: boolean;
  /** Where somebody listens in, what is said goes one way only. */
  speaks: boolean;
  hears: boolean;
  microphone: Microphone;
  send: (data: SignalData) => void;
}

/** The side that waits makes an offer itself when none comes: its page was loaded anew, the far one's was not. */
const WAIT_FOR_OFFER_MS = 1_500;
const MEND_OFFERING_MS = 4_000;
const MEND_WAITING_MS = 7_000;
/** How long a first call waits for the person to decide about the microphone. */
const MICROPHONE_MS_MAX = 1_500;

export class PeerLink {
  private connection: RTCPeerConnection;
  private candidates: RTCIceCandidateInit[] = [];
  private work: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopHearing = () => {};
  private isClosed = false;
  private speaks: boolean;
  private hears: boolean;
  private heard: MediaStreamTrack | null = null;
  private readonly forgetMicrophone: () => void;

  constructor(private readonly options: PeerOptions) {
    this.speaks = options.speaks;
    this.hears = options.hears;
    this.connection = this.connect();
    this.forgetMicrophone = options.microphone.onTrack((track) => this.replaceTrack(track));
    if (options.offers) this.enqueue(() => this.offer());
    this.mendAfter(options.offers ? MEND_OFFERING_MS : WAIT_FOR_OFFER_MS);
  }

  /** Takes what the far side signalled. */
  signal(data: SignalData): void {
    if ("description" in data) this.enqueue(() => this.describe(data.description));
    else if (data.candidate !== null) this.enqueue(() => this.addCandidate(data.candidate));
  }

  /** Who hears whom from now on; the connection stands, so that nothing is to be made anew. */
  setWays(speaks: boolean, hears: boolean): void {
    if (speaks !== this.speaks) {
      this.speaks = speaks;
      this.replaceTrack(this.options.microphone.current);
    }
    if (hears === this.hears) return;
    this.hears = hears;
    this.hear();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.forgetMicrophone();
    this.stopHearing();
    this.connection.close();
  }

  private connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
    connection.onicecandidate = ({ candidate }) => {
      if (connection === this.connection) this.options.send({ candidate: candidate?.toJSON() ?? null });
    };
    connection.ontrack = ({ track }) => {
      this.heard = track;
      this.hear();
    };
    connection.onconnectionstatechange = () => {
      if (connection === this.connection && connection.connectionState === "failed") this.mendAfter(0);
    };
    return connection;
  }

  /** Lets the far side be heard, if it is to be. */
  private hear(): void {
    this.stopHearing();
    const isHeard = this.hears && this.heard !== null;
    this.stopHearing = isHeard ? hearStream(new MediaStream([this.heard as MediaStreamTrack]), this.connection) : () => {};
  }

  private reset(): void {
    this.heard = null;
    this.hear();
    this.connection.close();
    this.candidates = [];
    this.connection = this.connect();
  }

  /** One step at a time: negotiation steps must not overtake each other. */
  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(async () => {
      if (this.isClosed) return;
      try {
        await step();
      } catch (error) {
        // A description that no longer fits (the far page was loaded anew meanwhile): mending offers again.
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      }
    });
  }

  private async offer(): Promise<void> {
    await this.options.microphone.openWithin(MICROPHONE_MS_MAX);
    if (this.isClosed) return;
    const { connection } = this;
    if (connection.getTransceivers().length === 0) connection.addTransceiver("audio", { direction: this.direction() });
    await this.attachMicrophone(connection);
    await connection.setLocalDescription();
    this.sendDescription(connection);
  }

  private async describe(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === "answer") {
      if (this.connection.signalingState !== "have-local-offer") return;
      await this.connection.setRemoteDescription(description);
      await this.flushCandidates();
      return;
    }
    const isGlare = this.connection.signalingState !== "stable";
    if (isGlare && this.options.offers) return;
    const known = this.connection.remoteDescription?.sdp;
    if (isGlare || (known !== undefined && fingerprint(known) !== fingerprint(description.sdp ?? ""))) this.reset();
    await this.answer(description);
  }

  private async answer(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection } = this;
    await connection.setRemoteDescription(description);
    await this.options.microphone.openWithin(MICROPHONE_MS_MAX);
    if (this.isClosed) return;
    for (const transceiver of connection.getTransceivers()) transceiver.direction = this.direction();
    await this.attachMicrophone(connection);
    await connection.setLocalDescription();
    this.sendDescription(connection);
    await this.flushCandidates();
    this.mendAfter(this.options.offers ? MEND_OFFERING_MS : MEND_WAITING_MS);
  }

  /** Refused means receive only; undecided may still become a voice, without a new negotiation. */
  private direction(): RTCRtpTransceiverDirection {
    return this.options.microphone.store.get() === "refused" ? "recvonly" : "sendrecv";
  }

  private async attachMicrophone(connection: RTCPeerConnection): Promise<void> {
    for (const { sender } of connection.getTransceivers()) await sender.replaceTrack(this.speaks ? this.options.microphone.current : null);
  }

  private replaceTrack(track: MediaStreamTrack | null): void {
    this.enqueue(async () => {
      for (const { sender } of this.connection.getTransceivers()) await sender.replaceTrack(this.speaks ? track : null);
    });
  }

  private sendDescription(connection: RTCPeerConnection): void {
    const description = connection.localDescription;
    if (description === null || connection !== this.connection) return;
    this.options.send({ description: description.toJSON() });
  }

  private async addCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (candidate === null) return;
    if (this.connection.remoteDescription === null) this.candidates.push(candidate);
    else await this.connection.addIceCandidate(candidate);
  }

  private async flushCandidates(): Promise<void> {
    for (const candidate of this.candidates.splice(0)) await this.connection.addIceCandidate(candidate);
  }

  /** Offers anew after a while unless the two hear each other by then; goes on looking. */
  private mendAfter(delayMs: number, wasDisconnected = false): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isClosed) return;
      const state = this.connection.connectionState;
      // A short disconnection mends itself; only one that lasts is worth a new connection.
      const isDisconnected = state === "disconnected" && !wasDisconnected;
      if (state !== "connected" && !isDisconnected) this.enqueue(() => this.offerAnew());
      this.mendAfter(this.options.offers ? MEND_OFFERING_MS : MEND_WAITING_MS, isDisconnected);
    }, delayMs);
  }

  private async offerAnew(): Promise<void> {
    this.reset();
    await this.offer();
  }
}

/** The certificate's fingerprint of a description: another one means another connection on the far side. */
export function fingerprint(sdp: string): string | null {
  return /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim() ?? null;
}
