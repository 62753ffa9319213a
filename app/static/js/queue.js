/** The review queue: keys walk through it, the open one is shown beside it without losing what is ticked.
 *
 *  j ↓ next · k ↑ previous · x tick · r recognise · b return · o open the project. */
import { isTyping } from "./dom.js";

const WIDE = window.matchMedia("(min-width: 1100px)");

export function startQueue() {
  const queue = document.querySelector("[data-queue]");
  const list = queue.querySelector(".queue-list");
  const rows = () => [...list.querySelectorAll("[data-item]")];
  const open = () => rows().find((row) => row.classList.contains("is-open"));
  const pane = () => document.getElementById("pane");

  function mark(row) {
    for (const one of rows()) {
      one.classList.toggle("is-open", one === row);
      const link = one.querySelector("a.name");
      if (one === row) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    row.scrollIntoView({ block: "nearest" });
  }

  /** Show a row's submission beside the list; where there is no room for both, open its page. */
  function show(row) {
    const link = row.querySelector("a.name");
    if (!WIDE.matches || !window.htmx) { location.assign(link.href); return; }
    mark(row);
    link.focus({ preventScroll: true });
    window.htmx.trigger(link, "open");
  }

  function walk(step) {
    const all = rows();
    const at = all.indexOf(open());
    const next = all[at + step];
    if (next) { show(next); return; }
    const more = list.querySelector(step > 0 ? 'a[rel="next"]' : 'a[rel="prev"]');
    if (more) location.assign(more.href);
  }

  function bulk(what) {
    const picked = list.querySelector("[data-row]:checked");
    if (!picked) return false;
    list.requestSubmit(list.querySelector(`[data-bulk-bar] button[value="${what}"]`));
    return true;
  }

  function openReturn() {
    const part = document.getElementById("return");
    if (!part) return;
    part.open = true;
    part.scrollIntoView({ block: "nearest" });
    part.querySelector("input:not([type=hidden]), textarea")?.focus();
  }

  list.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-item]");
    if (!row || event.target.closest(".queue-pick") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!WIDE.matches || !window.htmx) return; // the link itself leads there
    event.preventDefault();
    show(row);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-open-return]")) return;
    event.preventDefault();
    openReturn();
  });

  // Once the pane has been exchanged; when the address changes the old one still stands there.
  document.addEventListener("htmx:afterSettle", () => {
    const number = pane()?.dataset.number;
    const row = number && list.querySelector(`[data-item="${number}"]`);
    if (row) mark(row);
  });
  // Back and forward: the page is small, so it is simply asked for again.
  window.addEventListener("popstate", () => location.reload());

  const act = {
    j: () => walk(1), ArrowDown: () => walk(1), k: () => walk(-1), ArrowUp: () => walk(-1),
    x: () => open()?.querySelector("[data-row]")?.click(),
    r: () => { if (!bulk("recognise")) document.getElementById("recognise-form")?.requestSubmit(); },
    b: () => { if (!bulk("return")) openReturn(); },
    o: () => { const link = pane()?.querySelector(".card-head h2 a"); if (link) location.assign(link.href); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) && event.target.type !== "checkbox") return;
    if (document.querySelector("dialog[open], details[data-menu][open]") || event.target.closest?.(".viewer")) return;
    const does = act[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
  open()?.scrollIntoView({ block: "nearest" });
}
