/** Messages at the lower right: six seconds, longer while hovered or focused; errors stay until closed. */
import { csrfToken, icon, make } from "./dom.js";

const STAYS_MS = 6000;
const LEAVES_MS = 200;
const ICONS = { ok: "circle-check", error: "alert-circle", info: "info-circle" };

function leave(node) {
  const hadFocus = node.contains(document.activeElement);
  node.classList.add("is-leaving");
  setTimeout(() => {
    node.remove();
    if (hadFocus) document.getElementById("main")?.focus({ preventScroll: true });
  }, LEAVES_MS);
}

function watch(node) {
  node.querySelector("[data-close]")?.addEventListener("click", () => leave(node));
  if (node.dataset.toast === "error") return;
  let timer = 0;
  const start = () => { clearTimeout(timer); timer = setTimeout(() => leave(node), STAYS_MS); };
  const stop = () => clearTimeout(timer);
  node.addEventListener("pointerenter", stop);
  node.addEventListener("pointerleave", () => { if (!node.contains(document.activeElement)) start(); });
  node.addEventListener("focusin", stop);
  node.addEventListener("focusout", start);
  start();
}

function undoForm({ label, url }) {
  return make("form", { method: "post", action: url },
    make("input", { type: "hidden", name: "csrf_token", value: csrfToken() }),
    make("button", { className: "btn-link", type: "submit" }, label));
}

/** Show a message. links: [{label, url}] stand under the text; action: {label, url, method} or {label, run} is the one thing to do about it. */
export function toast(text, { kind = "info", title = "", links = [], action = null } = {}) {
  const region = document.querySelector("[data-toasts]");
  if (!region) return null;
  const body = make("p");
  if (title) body.append(make("b", {}, title));
  if (text) body.append(text);
  links.forEach((link, place) => {
    if (place) body.append("、");
    body.append(link.url ? make("a", { href: link.url }, link.label) : link.label);
  });
  const node = make("div", { className: `toast toast-${kind}`, data: { toast: kind } }, icon(ICONS[kind]), body);
  if (kind === "error") node.setAttribute("role", "alert");
  if (action?.run) {
    const button = make("button", { className: "btn-link", type: "button" }, action.label);
    button.addEventListener("click", () => { leave(node); action.run(); });
    node.append(button);
  }
  if (action?.url) node.append(action.method === "post" ? undoForm(action) : make("a", { href: action.url }, action.label));
  node.append(make("button", { className: "close", type: "button", ariaLabel: "关闭", data: { close: "" } }, icon("x", "s")));
  region.append(node);
  watch(node);
  return node;
}

/** Close the newest message; used by Esc. Says whether there was one. */
export function closeLastToast() {
  const last = [...document.querySelectorAll("[data-toast]:not(.is-leaving)")].at(-1);
  if (last) leave(last);
  return Boolean(last);
}

export function startToasts() {
  for (const node of document.querySelectorAll("[data-toast]")) watch(node);
}
