/** One agent's windows among themselves: which of them is the phone may be asked for. Owns their channel. */

const ASK = "give me the phone";

export class PhoneTabs {
  private readonly channel: BroadcastChannel | null;

  constructor(agentId: string, onAsked: () => void) {
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`cic-phone-${agentId}`);
    if (this.channel !== null) {
      this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === ASK) onAsked();
      };
    }
  }

  askFor(): void {
    this.channel?.postMessage(ASK);
  }
}
