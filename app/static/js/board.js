/** The board: a card may be dragged to another stage, or to another place of its column as its menu does. The move shows at once; a refused one springs back and says what is missing. */
import { csrfToken, keep } from "./dom.js";
import { toast } from "./toasts.js";

const HERE = new URL("../vendor/", import.meta.url);
const LONG_PRESS_MS = 250;
const REFUSED_MS = 1600;
const BACK_MS = 200;

/** The board and its filter; the column in view, which the address follows, leaves it the same board. */
const PLACE = (() => {
  const args = new URLSearchParams(location.search);
  args.delete("at");
  return `board:${location.pathname}?${args}`;
})();
const FURTHER = []; // the links to further cards as the page came, and where they stood

const stageOf = (cards) => cards.closest("[data-stage]");

const numberIn = (cards) => cards.querySelectorAll("[data-code]").length;

/** Where the board is now, at which card, and how many cards stand in the columns that were opened further. */
function placeOf(card) {
  const opened = FURTHER.filter(({ link }) => !link.isConnected);
  const open = Object.fromEntries(opened.map(({ cards }) => [stageOf(cards).dataset.stage, numberIn(cards)]));
  return { code: card?.dataset.code, left: document.querySelector("[data-board]").scrollLeft, top: window.scrollY, open };
}

/** Open a column until it shows as many cards as wanted, or all it has. */
async function openUpTo(cards, wanted) {
  let shown = -1;
  while (numberIn(cards) < wanted && numberIn(cards) > shown) {
    shown = numberIn(cards);
    await openMore(cards.querySelector(".column-more"));
  }
}

/** Coming back to the board shows it where it was left, with the cards that were open; the card last opened is marked. */
async function startPlace(board) {
  for (const link of board.querySelectorAll(".column-more")) FURTHER.push({ link, cards: link.parentElement });
  board.addEventListener("click", (event) => {
    const card = event.target.closest("[data-code]");
    if (card && event.target.closest("a[href]")) keep.set(sessionStorage, PLACE, placeOf(card));
  });
  const kept = keep.get(sessionStorage, PLACE);
  const back = performance.getEntriesByType("navigation")[0]?.type;
  if (!kept || back === "reload") return;
  keep.drop(sessionStorage, PLACE);
  board.scrollTo({ left: kept.left, behavior: "instant" });
  await Promise.all(FURTHER.map(({ cards }) => openUpTo(cards, kept.open?.[stageOf(cards).dataset.stage] ?? 0)));
  requestAnimationFrame(() => window.scrollTo({ top: kept.top, behavior: "instant" }));
  board.querySelector(`[data-code="${CSS.escape(kept.code ?? "")}"]`)?.classList.add("is-visited");
}

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

async function post(url, values) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ csrf_token: csrfToken(), ...values }),
    });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { ok: answer.ok && isJson, body: isJson ? await answer.json() : {} };
  } catch {
    return { ok: false, body: { message: "没有移动：连不上服务器，请稍后再试。" } };
  }
}

function send(url, card, from, to) {
  return post(url.replace("CODE", encodeURIComponent(card.dataset.code)), { stage: to, from_stage: from, ...neighbours(card) });
}

/** An address that leads back to this very board, where it is now, once the form there is saved. */
function thereAndBack(url) {
  const there = new URL(url, location.href);
  there.searchParams.set("back", location.pathname + location.search);
  return there.pathname + there.search + there.hash;
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
  cards.insertBefore(card, next?.parentElement === cards ? next : null); // its neighbour may have left meanwhile
  const to = card.getBoundingClientRect();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  card.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }], { duration: BACK_MS, easing: "ease-out" });
}

/** Take a move back where it was made: the card returns to its former column and place. */
async function undo(url, card, from, next) {
  const now = stageOf(card.closest("[data-cards]"));
  springBack(card, from, next);
  card.classList.add("is-busy");
  const answer = await post(url, neighbours(card));
  card.classList.remove("is-busy");
  if (!answer.ok) { location.reload(); return; }
  if (answer.body.rank !== undefined) card.dataset.rank = answer.body.rank;
  showFigures(answer.body.columns);
  if (now !== stageOf(from)) renewMenu(card, stageOf(from));
  toast(answer.body.toast, { kind: "ok" });
  card.querySelector("a.name").focus({ preventScroll: true });
}

const told = new WeakMap(); // card → the message about its last move

/** Only a card's last move can be taken back: a new message about it takes the place of the old one. */
function tell(card, text, action) {
  told.get(card)?.remove();
  told.set(card, toast(text, { kind: "ok", action }));
}

/** Fetch the next cards of a column in place of the link to them; anything else is left alone. */
async function openMore(link) {
  if (!link?.matches(".column-more")) return;
  try {
    await window.htmx.ajax("GET", link.getAttribute("hx-get"), { source: link, target: link, swap: "outerHTML" });
  } catch { /* not reachable: the link stays */ }
}

/** 上移, 下移 and 置顶 in a card's menu do what a drag within the column does. */
function startOrder(board, url) {
  board.addEventListener("click", async (event) => {
    const button = event.target.closest("[name=up], [name=down], [name=top]");
    if (!button) return;
    event.preventDefault();
    const card = button.closest("[data-code]");
    const cards = card.parentElement;
    button.closest("details").open = false;
    if (card.classList.contains("is-busy")) return;
    const way = button.name;
    if (way === "down") await openMore(card.nextElementSibling);
    const next = card.nextElementSibling;
    const above = { up: card.previousElementSibling, down: next?.nextElementSibling ?? null, top: cards.firstElementChild }[way];
    if (above !== card && !(way === "down" && !next)) cards.insertBefore(card, above);
    card.querySelector("summary").focus({ preventScroll: true }); // moved in the page, it has lost the focus
    card.scrollIntoView({ block: "nearest" });
    await move(url, { item: card, from: cards, to: cards, next });
  });
}

async function move(url, { item: card, from, to, next }) {
  const [start, end] = [stageOf(from), stageOf(to)];
  const elsewhere = start !== end;
  if (!elsewhere && card.nextElementSibling === next) return; // put down where it was
  if (elsewhere) { bump(start, -1); bump(end, 1); }
  card.classList.add("is-busy");
  await openMore(card.nextElementSibling); // put down last: the place is above the cards not fetched yet
  const answer = await send(url, card, start.dataset.stage, end.dataset.stage);
  card.classList.remove("is-busy");
  if (answer.ok) {
    if (answer.body.rank !== undefined) card.dataset.rank = answer.body.rank;
    showFigures(answer.body.columns);
    if (elsewhere) renewMenu(card, end);
    const back = answer.body.undo_url;
    if (answer.body.toast) tell(card, answer.body.toast, back ? { label: "撤销", run: () => undo(back, card, from, next) } : null);
    return;
  }
  springBack(card, from, next);
  if (elsewhere) { bump(start, 1); bump(end, -1); }
  end.classList.add("is-refused");
  setTimeout(() => end.classList.remove("is-refused"), REFUSED_MS);
  const missing = (answer.body.missing ?? []).map((one) => ({ ...one, url: one.url && thereAndBack(one.url) }));
  if (missing.length) keep.set(sessionStorage, PLACE, placeOf(card));
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
  const placed = startPlace(board);
  // Ctrl+Enter on a card opens it in a new tab: the form around the cards is sent by its buttons only.
  board.addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "Enter") event.stopPropagation(); });
  const url = board.dataset.moveUrl;
  if (!url || !board.querySelector("[data-movable]")) return placed; // somebody who may only look
  startOrder(board, url);
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
          keep.set(sessionStorage, PLACE, placeOf(item));
          location.assign(thereAndBack(lost.dataset.lostUrl.replace("CODE", encodeURIComponent(item.dataset.code))));
          return;
        }
        move(url, { item, from, to, next });
      },
    });
  }
  return placed;
}
