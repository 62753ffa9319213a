/** Starts whatever the page needs. Every page works without these scripts; they make it quicker. */
import { startMenus, startHistoryBack, startCopy } from "./menus.js";
import { startToasts } from "./toasts.js";
import { startDialogs } from "./dialogs.js";
import { startKeyboard } from "./keyboard.js";
import { startForms } from "./forms.js";
import { startDrafts } from "./drafts.js";
import { startLists } from "./lists.js";

document.documentElement.classList.add("js");
startMenus();
startHistoryBack();
startCopy();
startToasts();
startDialogs();
startKeyboard();
startDrafts();
startForms();
startLists();

// Larger parts are fetched only by the pages that show them.
const parts = [
  ["select[data-select]", () => import("./selects.js").then((part) => part.startSelects())],
  ["[data-queue]", () => import("./queue.js").then((part) => part.startQueue())],
  ["[data-files]", () => import("./files.js").then((part) => part.startFiles())],
  ["[data-board]", () => import("./board.js").then((part) => part.startBoard())],
  ["[data-filled], [data-pick]", () => import("./entry.js").then((part) => part.startEntry())],
  ["textarea[data-mentions]", () => import("./mentions.js").then((part) => part.startMentions())],
  ["form[data-autosave]", () => import("./autosave.js").then((part) => part.startAutosave())],
];
const asked = parts.filter(([place]) => document.querySelector(place)).map(([, start]) => start());
// Whoever drives the page without hands (the journeys in tests/e2e) waits for this mark before the first key.
Promise.allSettled(asked).then(() => document.documentElement.setAttribute("data-started", ""));
