/** Starts the wall: a board for a screen that a whole room reads. */
import "../styles/base.css";
import "../styles/controls.css";
import "../supervisor/live/level.css";
import "./wall.css";
import { createRoot } from "react-dom/client";
import { followTheme, theme } from "../desktop/settings/theme";
import { chooseLanguage } from "../i18n/language";
import { everyS, wishesOf } from "./wishes";
import { WallApp } from "./wall_app";

const wishes = wishesOf(location);
if (wishes.theme !== null) theme.set(wishes.theme);
if (wishes.language !== null) chooseLanguage(wishes.language);
if (wishes.everyS !== null) everyS.set(wishes.everyS);
followTheme();

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<WallApp token={wishes.token} />);
