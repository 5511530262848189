/** All the far legs one line hears now: one peer link each. Owns who is in and out; knows no calls. */
import type { Peer, SignalData } from "../protocol/phone_frames";
import type { Microphone } from "./microphone";
import { PeerLink } from "./peer";

/** Signals of a leg that may reach us before the word of the bridge does. */
const EARLY_MAX = 32;

export class PeerMesh {
  private readonly links = new Map<string, PeerLink>();
  private readonly early: { from: string; data: SignalData }[] = [];

  constructor(
    private readonly microphone: Microphone,
    private readonly send: (to: string, data: SignalData) => void,
  ) {}

  /** Is connected with exactly these from now on; with whom it is already, only who hears whom may change. */
  setPeers(peers: readonly Peer[]): void {
    const wanted = new Set(peers.map((peer) => peer.leg_id));
    for (const [legId, link] of [...this.links]) {
      if (wanted.has(legId)) continue;
      link.close();
      this.links.delete(legId);
    }
    for (const { leg_id: legId, offers, speaks = true, hears = true } of peers) {
      const known = this.links.get(legId);
      if (known !== undefined) {
        known.setWays(speaks, hears);
        continue;
      }
      const send = (data: SignalData) => this.send(legId, data);
      this.links.set(legId, new PeerLink({ offers, speaks, hears, microphone: this.microphone, send }));
    }
    for (const { from, data } of this.early.splice(0)) this.links.get(from)?.signal(data);
  }

  signal(from: string, data: SignalData): void {
    const link = this.links.get(from);
    if (link !== undefined) link.signal(data);
    else if (this.early.length < EARLY_MAX) this.early.push({ from, data });
  }

  /** Hears nobody. */
  close(): void {
    this.early.length = 0;
    this.setPeers([]);
  }
}
