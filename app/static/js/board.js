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

async function send(card, from, to) {
  const answer = await fetch(card.dataset.moveUrl, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ csrf_token: csrfToken(), code: card.dataset.code, stage: to, from_stage: from }),
  });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { ok: answer.ok && isJson, body: isJson ? await answer.json() : {} };
}

/** After a move the menu on the card offers the stages beside its new one. */
function renewMenu(card, column) {
  const menu = card.querySelector(".menu-pop");
  if (!menu) return;
  for (const button of menu.querySelectorAll("button")) button.remove();
  for (const beside of [column.previousElementSibling, column.nextElementSibling]) {
    if (!beside?.dataset.stage) continue;
    const tag = beside.querySelector(".column-head .stage").cloneNode(true);
    const button = make("button", { type: "submit", name: "stage", value: beside.dataset.stage, formAction: card.dataset.moveUrl }, tag);
    button.setAttribute("form", "board-form");
    menu.append(button);
  }
}

function springBack(card, cards, next) {
  const from = card.getBoundingClientRect();
  cards.insertBefore(card, next?.isConnected ? next : null);
  const to = card.getBoundingClientRect();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  card.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }], { duration: BACK_MS, easing: "ease-out" });
}

async function move({ item: card, from, to, next }) {
  const [start, end] = [stageOf(from), stageOf(to)];
  if (start === end) return;
  bump(start, -1);
  bump(end, 1);
  card.classList.add("is-busy");
  let answer;
  try {
    answer = await send(card, start.dataset.stage, end.dataset.stage);
  } catch {
    answer = { ok: false, body: { message: "没有移动：连不上服务器，请稍后再试。" } };
  }
  card.classList.remove("is-busy");
  if (answer.ok) {
    showFigures(answer.body.columns);
    renewMenu(card, end);
    toast(answer.body.toast, { kind: "ok", action: answer.body.undo_url ? { label: "撤销", url: answer.body.undo_url, method: "post" } : null });
    return;
  }
  springBack(card, from, next);
  bump(start, 1);
  bump(end, -1);
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
  for (const tab of tabs.values()) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      const column = document.getElementById(tab.hash.slice(1));
      board.scrollTo({ left: column.offsetLeft - board.offsetLeft, behavior: "smooth" });
    });
  }
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const tab of tabs.values()) tab.removeAttribute("aria-current");
      const tab = tabs.get(entry.target.dataset.stage);
      tab?.setAttribute("aria-current", "true");
      const strip = tab?.parentElement;
      strip?.scrollTo({ left: tab.offsetLeft - strip.clientWidth / 2 + tab.clientWidth / 2 });
    }
  }, { root: board, threshold: 0.6 });
  for (const column of board.querySelectorAll("[data-stage]")) watcher.observe(column);
}

export async function startBoard() {
  const board = document.querySelector("[data-board]");
  startTabs(board);
  if (!board.querySelector("[data-move-url]")) return; // somebody who may only look
  await import(`${HERE}sortable.min.js`); // sets window.Sortable
  board.dataset.drag = "on";
  let next = null;
  for (const cards of board.querySelectorAll("[data-cards]")) {
    window.Sortable.create(cards, {
      group: "board",
      draggable: "[data-code]",
      filter: "[data-code]:not([data-move-url]), details, summary",
      preventOnFilter: false,
      sort: false,
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
        for (const column of board.querySelectorAll(".is-over")) column.classList.remove("is-over");
        stageOf(to).classList.add("is-over");
      },
      onEnd: (event) => {
        document.body.classList.remove("is-dragging");
        for (const column of board.querySelectorAll(".is-over")) column.classList.remove("is-over");
        move({ item: event.item, from: event.from, to: event.to, next });
      },
    });
  }
}
