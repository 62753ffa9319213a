/** Typed text is kept in this browser until it has been saved: forms with data-draft="key".
 *
 * Kept while typing; offered again when the form is opened empty (expired session, closed tab); dropped once the form was sent and
 * not refused. Passwords, files and hidden fields are never kept.
 */
import { keep, make } from "./dom.js";

const WAIT_MS = 800;
const LIVES_MS = 7 * 24 * 3600 * 1000;
const PREFIX = "draft:";
const SENT = "draft-sent";

function controls(form) {
  return [...form.elements].filter((node) => node.name && !["hidden", "password", "file", "submit", "button"].includes(node.type));
}

function read(form) {
  const values = {};
  for (const node of controls(form)) {
    if (node.type === "checkbox" || node.type === "radio") { if (node.checked) (values[node.name] ??= []).push(node.value); }
    else if (node.multiple) values[node.name] = [...node.selectedOptions].map((option) => option.value);
    else values[node.name] = [node.value];
  }
  return values;
}

function write(form, values) {
  for (const node of controls(form)) {
    const kept = values[node.name] ?? [];
    if (node.type === "checkbox" || node.type === "radio") node.checked = kept.includes(node.value);
    else if (node.multiple) for (const option of node.options) option.selected = kept.includes(option.value);
    else if (kept.length) node.value = kept[0];
    node.tomselect?.sync();
    node.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** What was typed, on what the form shows now: who typed in one field shall not undo what another person changed in the rest. */
function onto(shown, kept) {
  const base = kept.base ?? shown;
  const typed = Object.keys({ ...base, ...kept.values }).filter((name) => JSON.stringify(kept.values[name]) !== JSON.stringify(base[name]));
  return { ...shown, ...Object.fromEntries(typed.map((name) => [name, kept.values[name] ?? []])) };
}

function clock(time) {
  return new Date(time).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function startDraft(form, owner) {
  const key = PREFIX + owner + ":" + form.dataset.draft;
  const state = document.querySelector("[data-draft-state]");
  const first = JSON.stringify(read(form));
  const say = (...parts) => state?.replaceChildren(...parts);
  const kept = keep.get(localStorage, key);
  const fresh = kept && Date.now() - kept.at < LIVES_MS;
  const wanted = fresh && onto(JSON.parse(first), kept);
  if (fresh && !form.hasAttribute("data-refused") && JSON.stringify(wanted) !== first) {
    write(form, wanted);
    const forget = make("button", { type: "button", className: "btn-link" }, "不用草稿");
    forget.addEventListener("click", () => { keep.drop(localStorage, key); write(form, JSON.parse(first)); form.reset(); say("已清除草稿"); });
    say(`已恢复 ${clock(kept.at)} 的草稿 `, forget);
  }
  let timer = 0;
  const save = () => {
    const at = Date.now();
    if (keep.set(localStorage, key, { at, values: read(form), base: JSON.parse(first) })) say(`草稿已存 ${clock(at)}`);
  };
  form.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); save(); keep.set(sessionStorage, SENT, key); });
}

/** The page after a form was sent: unless it shows the refused form or the sign-in again, the draft has done its work. */
function dropSentDraft() {
  const key = keep.get(sessionStorage, SENT);
  if (!key) return;
  if (document.querySelector("form[data-refused]")) return;
  if (document.body.classList.contains("blank")) { keep.drop(sessionStorage, SENT); return; }
  keep.drop(sessionStorage, SENT);
  keep.drop(localStorage, key);
}

export function startDrafts() {
  const owner = document.body.dataset.actor ?? "";
  dropSentDraft();
  for (const done of document.querySelectorAll("[data-draft-done]")) keep.drop(localStorage, PREFIX + owner + ":" + done.dataset.draftDone);
  for (const form of document.querySelectorAll("form[data-draft]")) startDraft(form, owner);
}
