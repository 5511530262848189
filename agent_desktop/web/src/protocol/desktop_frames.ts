/** The words of `cic.desktop.v2` (gateway/PROTOCOL.md). Types only; unknown fields are left alone. */
export * from "./generated";
