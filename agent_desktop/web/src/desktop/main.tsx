/** Starts the agent desktop. */
import "../styles/base.css";
import "../styles/contact.css";
import "../styles/desktop.css";
import { createRoot } from "react-dom/client";
import { wakeSoundOnGesture } from "../media/audio_context";
import { offerMeasurement } from "../media/measurement";
import { isToneCheck } from "../media/settings";
import { App } from "./app";

wakeSoundOnGesture();
if (isToneCheck) offerMeasurement();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
