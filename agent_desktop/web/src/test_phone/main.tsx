/** Starts the test phone. */
import "../styles/base.css";
import "../styles/phone.css";
import { createRoot } from "react-dom/client";
import { wakeSoundOnGesture } from "../media/audio_context";
import { offerMeasurement } from "../media/measurement";
import { isToneCheck } from "../media/settings";
import { TestPhonePage } from "./page";

wakeSoundOnGesture();
if (isToneCheck) offerMeasurement();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<TestPhonePage />);
