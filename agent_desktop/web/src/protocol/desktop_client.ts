/** The desktop's one connection and one store. Owns sending commands; shows nothing. */
import type { Command, ServerFrame } from "./desktop_frames";
import { type DesktopEvent, initialDesktopState, reduceDesktop } from "./desktop_state";
import { desktopTicket } from "./http";
import { type Frame, ReconnectingSocket } from "./socket";
import { createStore } from "./store";

export class DesktopClient {
  readonly store = createStore(initialDesktopState);
  private readonly socket = new ReconnectingSocket({
    path: "/ws/desktop",
    protocol: "cic.desktop.v1",
    ticket: desktopTicket,
    onLink: (link) => this.apply({ kind: "link", link }),
    onFrame: (frame) => this.onFrame(frame),
  });

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
    this.store.set(initialDesktopState);
  }

  /** Sends a command; its answer shows as a notice when it is a refusal. */
  command(command: Command): void {
    const id = crypto.randomUUID();
    const isSent = this.socket.send({ t: "command", id, op: command.op, args: command.args });
    this.apply(isSent ? { kind: "sent", pending: { id, command } } : { kind: "not_sent", command });
  }

  /** Tells the center that an offer is shown. The agent did not ask for it, so no answer is waited for or shown. */
  confirmShown(offerId: string): void {
    this.socket.send({ t: "command", id: crypto.randomUUID(), op: "offer_shown", args: { offer_id: offerId } });
  }

  readNotice(number: number): void {
    this.apply({ kind: "notice_read", number });
  }

  private onFrame(frame: Frame): void {
    if (!isServerFrame(frame)) return;
    this.apply({ kind: "frame", frame, nowMs: Date.now() });
  }

  private apply(event: DesktopEvent): void {
    this.store.set(reduceDesktop(this.store.get(), event));
  }
}

/** Frames of kinds we do not know are ignored: a newer server may send them. */
function isServerFrame(frame: Frame): frame is Frame & ServerFrame {
  return ["hello", "snapshot", "event", "notice", "result"].includes(frame.t);
}
