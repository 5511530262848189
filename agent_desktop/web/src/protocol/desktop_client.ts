/** The desktop's one connection and its stores. Owns sending commands and asking for what was missed; shows nothing. */
import { ChannelFeeds, type ChannelStore, type StateFrame } from "./channels";
import { type ChannelName, type Command, PROTOCOL, type ServerFrame } from "./desktop_frames";
import {
  type DesktopEvent,
  type PendingCommand,
  initialDesktopState,
  reduceDesktop,
  revisionFor,
} from "./desktop_state";
import { desktopTicket } from "./http";
import { type Frame, ReconnectingSocket, type SocketOptions } from "./socket";
import { createStore } from "./store";

/** What the client needs of its socket; a test gives another one. */
export interface DesktopSocket {
  start(): void;
  stop(): void;
  send(frame: object): boolean;
}

export class DesktopClient {
  readonly store = createStore(initialDesktopState);
  private readonly socket: DesktopSocket;
  private readonly channels = new ChannelFeeds((frame) => this.isOpen && this.socket.send(frame));
  /** Whether this connection has told its view: subscribing comes after that. */
  private isOpen = false;

  constructor(connect: (options: SocketOptions) => DesktopSocket = (options) => new ReconnectingSocket(options)) {
    this.socket = connect({
      path: "/ws/desktop",
      protocol: PROTOCOL,
      ticket: desktopTicket,
      onLink: (link) => {
        this.isOpen = false;
        if (link.phase === "refused") this.channels.forget();
        this.apply({ kind: "link", link });
      },
      onFrame: (frame) => this.onFrame(frame),
    });
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
    this.isOpen = false;
    this.channels.forget();
    this.store.set(initialDesktopState);
  }

  /** The items of a state channel; they are told while anybody watches them. */
  channel<N extends ChannelName>(name: N): ChannelStore<N> {
    return this.channels.of(name);
  }

  /** Sends a command; its answer shows as a notice when it is a refusal. */
  command(command: Command): void {
    const rev = revisionFor(this.store.get(), command);
    const pending = { id: crypto.randomUUID(), command, sentAtMs: Date.now(), ...(rev === undefined ? {} : { rev }) };
    const isSent = this.sendCommand(pending);
    this.apply(isSent ? { kind: "sent", pending } : { kind: "not_sent", command });
  }

  /** Tells the center that an offer is shown. The agent did not ask for it, so no answer is waited for or shown. */
  confirmShown(offerId: string): void {
    this.socket.send({ t: "command", id: crypto.randomUUID(), op: "offer_shown", args: { offer_id: offerId } });
  }

  readNotice(number: number): void {
    this.apply({ kind: "notice_read", number });
  }

  private sendCommand({ id, command, rev }: PendingCommand): boolean {
    const frame = { t: "command", id, op: command.op, args: command.args };
    return this.socket.send(rev === undefined ? frame : { ...frame, rev });
  }

  private onFrame(frame: Frame): void {
    if (!isServerFrame(frame)) return;
    if (frame.t === "state") {
      this.channels.heard(frame as StateFrame);
      return;
    }
    const hadGap = this.store.get().hasGap;
    this.apply({ kind: "frame", frame, nowMs: Date.now() });
    if (frame.t === "hello" || (frame.t === "events" && !hadGap && this.store.get().hasGap)) this.open();
    if ((frame.t === "snapshot" || frame.t === "resumed") && !this.isOpen) this.opened();
  }

  /** Asks to be told from where this desktop is. */
  private open(): void {
    this.socket.send({ t: "open", cursor: this.store.get().cursor });
  }

  private opened(): void {
    this.isOpen = true;
    this.channels.reopened();
    for (const pending of this.store.get().pending) this.sendCommand(pending);
  }

  private apply(event: DesktopEvent): void {
    this.store.set(reduceDesktop(this.store.get(), event));
  }
}

/** Frames of kinds we do not know are ignored: a newer server may send them. */
function isServerFrame(frame: Frame): frame is Frame & ServerFrame {
  return ["hello", "snapshot", "resumed", "events", "state", "notice", "result"].includes(frame.t);
}
