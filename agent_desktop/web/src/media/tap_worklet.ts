/** Runs in the audio thread: hands on what it hears, block by block. */

// The audio thread's own names, which the page's types do not know.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

class Tap extends AudioWorkletProcessor {
  process(inputs: Float32Array[][]): boolean {
    const block = inputs[0]?.[0];
    // A copy: the browser uses the block's memory again.
    if (block !== undefined) this.port.postMessage(block.slice());
    return true;
  }
}

registerProcessor("tap", Tap);

export {};
