/** Keys: "/" search, Ctrl+K palette, "?" list of keys, Esc closes the top layer, Ctrl+Enter sends the form in focus. */
import { isTyping, make } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { closeOpenMenu } from "./menus.js";
import { openPalette } from "./palette.js";
import { closeLastToast } from "./toasts.js";

const KEYS = [
  ["/", "到搜索框"],
  ["Ctrl+K", "打开命令面板"],
  ["Ctrl+Enter", "提交当前表单"],
  ["↑ ↓", "在菜单和命令面板中移动"],
  ["Esc", "关闭最上面一层，回到原处"],
  ["?", "显示本表"],
];

function openKeys() {
  const list = make("dl", { className: "keys" });
  for (const [keys, what] of KEYS) list.append(make("dt", {}, make("kbd", {}, keys)), make("dd", {}, what));
  // A page with keys of its own lists them in a <dl data-page-keys="title">.
  for (const own of document.querySelectorAll("dl[data-page-keys]")) list.prepend(...[...own.children].map((node) => node.cloneNode(true)));
  const close = make("button", { className: "btn", type: "button" }, "关闭");
  const dialog = make("dialog", {},
    make("h2", { className: "dialog-title", id: "keys-title" }, "键盘快捷键"),
    make("div", { className: "dialog-main" }, list),
    make("div", { className: "dialog-actions" }, close));
  dialog.setAttribute("aria-labelledby", "keys-title");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove(), { once: true });
  openDialog(dialog);
}

function focusSearch() {
  const box = [...document.querySelectorAll("[data-search]")].find((node) => node.offsetParent !== null);
  if (box) { box.focus(); box.select(); } else location.assign("/search");
}

function onEscape(event) {
  if (document.querySelector("dialog[open]")) return; // the browser closes it
  if (closeOpenMenu()) { event.preventDefault(); return; }
  if (document.activeElement?.matches("[data-search]")) { document.activeElement.blur(); return; }
  if (!isTyping(event.target)) closeLastToast();
}

export function startKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") onEscape(event);
    else if (command && event.key.toLowerCase() === "k") {
      if (!document.getElementById("palette-commands")) return;
      event.preventDefault();
      openPalette();
    } else if (command && event.key === "Enter") {
      const form = event.target.closest?.("form");
      if (!form || form.closest(".palette")) return;
      event.preventDefault();
      form.requestSubmit();
    } else if (!command && !event.altKey && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
      if (event.key === "/") { event.preventDefault(); focusSearch(); }
      if (event.key === "?") { event.preventDefault(); openKeys(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-open-keys]")) return;
    closeOpenMenu();
    openKeys();
  });
}
