/** The command palette: pages and actions of this product, and what the search suggests. */
import { make } from "./dom.js";
import { openDialog } from "./dialogs.js";

const WAIT_MS = 150;
let dialog = null;

function commands(words) {
  const entries = [...document.getElementById("palette-commands").content.querySelectorAll("a")];
  return entries
    .map((link) => ({ group: link.dataset.group, label: link.textContent, hint: "", url: link.getAttribute("href") }))
    .filter((entry) => words.every((word) => entry.label.includes(word)));
}

async function suggestions(text, signal) {
  const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { signal, headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : [];
}

function show(list, input, entries, text) {
  const all = text ? [...entries, { group: "搜索", label: `搜索“${text}”`, hint: "Enter", url: `/search?q=${encodeURIComponent(text)}` }] : entries;
  list.replaceChildren();
  let group = null;
  all.forEach((entry, place) => {
    if (entry.group !== group) list.append(make("div", { className: "group", role: "presentation" }, (group = entry.group)));
    const link = make("a", { href: entry.url, id: `palette-${place}`, role: "option", tabIndex: -1 }, entry.label);
    if (entry.hint) link.append(make("span", { className: "hint" }, entry.hint));
    list.append(link);
  });
  select(list, input, 0);
}

function select(list, input, place) {
  const links = [...list.querySelectorAll("a")];
  if (!links.length) return;
  const at = (place + links.length) % links.length;
  links.forEach((link, index) => link.setAttribute("aria-selected", String(index === at)));
  links[at].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", links[at].id);
}

/** Open the palette, or close it when it is open. */
export function openPalette() {
  if (dialog?.open) { dialog.close(); return; }
  const input = make("input", { type: "text", placeholder: "找项目、企业，或输入要做的事", maxLength: 100, autocomplete: "off", ariaLabel: "命令面板", role: "combobox" });
  const list = make("div", { className: "palette-list", id: "palette-list", role: "listbox", ariaLabel: "结果" });
  for (const [name, value] of [["aria-controls", "palette-list"], ["aria-expanded", "true"], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  dialog = make("dialog", { className: "palette", ariaLabel: "命令面板" }, input, list,
    make("div", { className: "palette-foot" }, make("span", {}, "↑↓ 选择"), make("span", {}, "Enter 打开"), make("span", {}, "Esc 关闭")));
  let asked = null;
  let timer = 0;
  const refresh = () => {
    const text = input.value.trim();
    const own = commands(text.split(/\s+/).filter(Boolean));
    show(list, input, own, text);
    clearTimeout(timer);
    asked?.abort();
    if (!text) return;
    timer = setTimeout(async () => {
      asked = new AbortController();
      try {
        show(list, input, [...(await suggestions(text, asked.signal)), ...own], text);
      } catch { /* offline or replaced by a newer question: what is shown stays */ }
    }, WAIT_MS);
  };
  input.addEventListener("input", refresh);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const links = [...list.querySelectorAll("a")];
    const at = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); select(list, input, at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter") { event.preventDefault(); links[at]?.click(); }
  });
  const mine = dialog;
  mine.addEventListener("close", () => { asked?.abort(); clearTimeout(timer); mine.remove(); }, { once: true });
  openDialog(mine);
  input.focus();
  refresh();
}
