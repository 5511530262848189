/** The SIP library as one chunk of its own; everything else of the desktop loads without it. */
import { UA, WebSocketInterface } from "jssip";

export default { UA, WebSocketInterface };
