/** Starts the agent desktop. */
import "../styles/base.css";
import "../styles/controls.css";
import "../styles/contact.css";
import "../styles/signing_in.css";
import "../styles/desktop.css";
import "../styles/header.css";
import "../styles/offers.css";
import { createRoot } from "react-dom/client";
import { wakeSoundOnGesture } from "../media/audio_context";
import { offerMeasurement } from "../media/measurement";
import { isToneCheck } from "../media/settings";
import { followDevices } from "../media/devices";
import { App } from "./app";
import { followTheme } from "./settings/theme";

followTheme();
followDevices();
wakeSoundOnGesture();
if (isToneCheck) offerMeasurement();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
