/** The board: a card may be dragged to another stage. The move shows at once; a refused one springs back and says what is missing. */
import { csrfToken, make } from "./dom.js";
import { toast } from "./toasts.js";

const HERE = new URL("../vendor/", import.meta.url);
const LONG_PRESS_MS = 250;
const REFUSED_MS = 1600;
const BACK_MS = 200;

const stageOf = (cards) => cards.closest("[data-stage]");

/** Put figures the server has worked out into the heads of the columns it names. */
function showFigures(columns) {
  for (const [stage, { count, sum, stale }] of Object.entries(columns ?? {})) {
    const column = document.querySelector(`[data-stage="${CSS.escape(stage)}"]`);
    if (!column) continue;
    column.querySelector("[data-count]").textContent = count;
    column.querySelector("[data-sum]").textContent = sum;
    column.querySelector("[data-stale-count]").textContent = stale;
    column.querySelector("[data-stale]").hidden = !stale;
    const tab = document.querySelector(`[data-stage-tab="${CSS.escape(stage)}"] [data-tab-count]`);
    if (tab) tab.textContent = count;
  }
}

function bump(column, by) {
  const count = column.querySelector("[data-count]");
  count.textContent = String(Number(count.textContent) + by);
}

/** The ranks of the cards above and below; the server puts the card between them. */
function neighbours(card) {
  const rankOf = (node) => (node?.matches?.("[data-rank]") ? node.dataset.rank : "");
  return { before: rankOf(card.previousElementSibling), after: rankOf(card.nextElementSibling) };
}

async function send(url, card, from, to) {
  const answer = await fetch(url.replace("CODE", encodeURIComponent(card.dataset.code)), {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ csrf_token: csrfToken(), stage: to, from_stage: from, ...neighbours(card) }),
  });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { ok: answer.ok && isJson, body: isJson ? await answer.json() : {} };
}

/** After a move the menu on the card offers the stage after its new one. */
function renewMenu(card, column) {
  const button = card.querySelector(".menu-pop button[name=stage]");
  const after = column.nextElementSibling;
  if (!button) return;
  if (!after?.dataset.stage) { button.remove(); return; }
  button.value = after.dataset.stage;
  button.textContent = `移到“${after.getAttribute("aria-label")}”`;
}

function springBack(card, cards, next) {
  const from = card.getBoundingClientRect();
  cards.insertBefore(card, next?.isConnected ? next : null);
  const to = card.getBoundingClientRect();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  card.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }], { duration: BACK_MS, easing: "ease-out" });
}

async function move(url, { item: card, from, to, next }) {
  const [start, end] = [stageOf(from), stageOf(to)];
  const elsewhere = start !== end;
  if (!elsewhere && card.nextElementSibling === next) return; // put down where it was
  if (elsewhere) { bump(start, -1); bump(end, 1); }
  card.classList.add("is-busy");
  let answer;
  try {
    answer = await send(url, card, start.dataset.stage, end.dataset.stage);
  } catch {
    answer = { ok: false, body: { message: "没有移动：连不上服务器，请稍后再试。" } };
  }
  card.classList.remove("is-busy");
  if (answer.ok) {
    if (answer.body.rank !== undefined) card.dataset.rank = answer.body.rank;
    showFigures(answer.body.columns);
    if (elsewhere) renewMenu(card, end);
    if (answer.body.toast) toast(answer.body.toast, { kind: "ok", action: answer.body.undo_url ? { label: "撤销", url: answer.body.undo_url, method: "post" } : null });
    return;
  }
  springBack(card, from, next);
  if (elsewhere) { bump(start, 1); bump(end, -1); }
  end.classList.add("is-refused");
  setTimeout(() => end.classList.remove("is-refused"), REFUSED_MS);
  const missing = answer.body.missing ?? [];
  const message = answer.body.message ?? "没有移动：服务器没有接受，请刷新页面后再试。";
  toast(missing.length ? `还缺 ${missing.length} 项：` : "", { kind: "error", title: message, links: missing, action: missing[0]?.url ? { label: "去补齐", url: missing[0].url } : null });
}

/** The strip of stages above the board on a phone follows the column in view. */
function startTabs(board) {
  const tabs = new Map([...document.querySelectorAll("[data-stage-tab]")].map((tab) => [tab.dataset.stageTab, tab]));
  if (!tabs.size) return;
  const show = (column, behavior) => board.scrollTo({ left: column.offsetLeft - board.offsetLeft, behavior });
  const at = tabs.get(new URLSearchParams(location.search).get("at"));
  if (at && getComputedStyle(at.parentElement).display !== "none") show(document.getElementById(at.hash.slice(1)), "instant");
  for (const tab of tabs.values()) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(document.getElementById(tab.hash.slice(1)), "smooth");
    });
  }
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const tab of tabs.values()) tab.removeAttribute("aria-current");
      const tab = tabs.get(entry.target.dataset.stage);
      tab?.setAttribute("aria-current", "true");
      const strip = tab?.parentElement;
      if (!strip || getComputedStyle(strip).display === "none") continue;
      strip.scrollTo({ left: tab.offsetLeft - strip.clientWidth / 2 + tab.clientWidth / 2 });
      history.replaceState(history.state, "", tab.href.split("#")[0]); // the address names the column in view
    }
  }, { root: board, threshold: 0.6 });
  for (const column of board.querySelectorAll("[data-stage]")) watcher.observe(column);
}

/** Dropping a card here asks for the reason on the form for it; the card itself goes back. */
function startLost() {
  const zone = document.querySelector("[data-lost-url]");
  if (!zone) return null;
  window.Sortable.create(zone, { group: { name: "board", pull: false }, sort: false, draggable: "[data-code]" });
  return zone;
}

export async function startBoard() {
  const board = document.querySelector("[data-board]");
  startTabs(board);
  const url = board.dataset.moveUrl;
  if (!url || !board.querySelector("[data-movable]")) return; // somebody who may only look
  await import(`${HERE}sortable.min.js`); // sets window.Sortable
  board.dataset.drag = "on";
  const lost = startLost();
  const unmark = () => { for (const marked of document.querySelectorAll(".is-over")) marked.classList.remove("is-over"); };
  let next = null;
  for (const cards of board.querySelectorAll("[data-cards]")) {
    window.Sortable.create(cards, {
      group: "board",
      draggable: "[data-code]",
      filter: "[data-code]:not([data-movable]), details, summary",
      preventOnFilter: false,
      delay: LONG_PRESS_MS,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      forceFallback: true, // the native ghost cannot be tilted and flickers over links
      fallbackOnBody: true,
      fallbackTolerance: 5,
      scroll: true,
      bubbleScroll: true,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
      onStart: ({ item }) => { next = item.nextElementSibling; document.body.classList.add("is-dragging"); },
      onMove: ({ to }) => {
        unmark();
        (to === lost ? lost : stageOf(to)).classList.add("is-over");
      },
      onEnd: ({ item, from, to }) => {
        document.body.classList.remove("is-dragging");
        unmark();
        if (to === lost) {
          springBack(item, from, next);
          location.assign(lost.dataset.lostUrl.replace("CODE", encodeURIComponent(item.dataset.code)));
          return;
        }
        move(url, { item, from, to, next });
      },
    });
  }
}
