/** Starts the supervisor's page. */
import "../styles/base.css";
import "../styles/controls.css";
import "../styles/signing_in.css";
import "./supervisor.css";
import { createRoot } from "react-dom/client";
import { followTheme } from "../desktop/settings/theme";
import { SupervisorApp } from "./app";
import { followHistory } from "./place";

followTheme();
followHistory();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<SupervisorApp />);
