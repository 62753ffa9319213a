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
if (document.querySelector("select[data-select]")) import("./selects.js").then((part) => part.startSelects());
if (document.querySelector("[data-queue]")) import("./queue.js").then((part) => part.startQueue());
if (document.querySelector("[data-files]")) import("./files.js").then((part) => part.startFiles());
if (document.querySelector("[data-board]")) import("./board.js").then((part) => part.startBoard());
if (document.querySelector("[data-filled], [data-pick]")) import("./entry.js").then((part) => part.startEntry());
if (document.querySelector("textarea[data-mentions]")) import("./mentions.js").then((part) => part.startMentions());
if (document.querySelector("form[data-autosave]")) import("./autosave.js").then((part) => part.startAutosave());
