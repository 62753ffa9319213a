/** Typing “@” in textarea[data-mentions] offers the colleagues who may see the project; data-mentions is where they are listed.
 *
 * By name, by pinyin or its initials, or by sign-in name. Arrows and Enter choose, Esc closes. Without this script “@姓名” is typed out.
 */
import { make } from "./dom.js";

const TOKEN = /[@＠]([\p{L}\p{N}._-]{0,20})$/u;
const MOST = 8;

function startArea(area) {
  let people = null, asked = false, shown = [], at = 0;
  const list = make("ul", { className: "mention-list", role: "listbox", id: `${area.id}-people`, hidden: true });
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  area.after(list);

  const close = () => { list.hidden = true; shown = []; area.removeAttribute("aria-activedescendant"); };
  const typed = () => area.value.slice(0, area.selectionStart).match(TOKEN);

  async function load() {
    asked = true;
    try {
      const answer = await fetch(area.dataset.mentions, { headers: { Accept: "application/json" } });
      people = answer.ok ? await answer.json() : [];
    } catch { people = []; asked = false; }
    offer();
  }

  function offer() {
    const token = typed();
    if (!token) { close(); return; }
    if (!people) { if (!asked) load(); return; }
    const wanted = token[1].toLowerCase();
    shown = people.filter((one) => one.name.startsWith(token[1]) || one.keys.some((key) => key.startsWith(wanted))).slice(0, MOST);
    if (!shown.length || (shown.length === 1 && shown[0].typed === token[1])) { close(); return; }
    at = Math.min(at, shown.length - 1);
    list.replaceChildren(...shown.map((one, place) => {
      const item = make("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": String(place === at) }, make("b", {}, one.name), " ", make("span", { className: "hint" }, one.unit));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(place); });
      return item;
    }));
    list.hidden = false;
    area.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }

  function choose(place) {
    const token = typed(), end = area.selectionStart, start = end - (token?.[1].length ?? 0);
    area.setRangeText(`${shown[place].typed} `, start, end, "end");
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  area.addEventListener("input", () => { at = 0; offer(); });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + shown.length) % shown.length;
    if (step || ["Enter", "Tab", "Escape"].includes(event.key)) { event.preventDefault(); event.stopPropagation(); }
    if (step) offer();
    else if (event.key === "Enter" || event.key === "Tab") choose(at);
    else if (event.key === "Escape") close();
  });
}

export function startMentions() {
  for (const area of document.querySelectorAll("textarea[data-mentions]")) startArea(area);
}
