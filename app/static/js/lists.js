/** Lists: coming back shows the row last opened where it was; rows are picked for bulk work. */
import { keep } from "./dom.js";

const place = () => `place:${location.pathname}${location.search}`;

function startPlace() {
  const items = document.querySelectorAll("[data-code]");
  const kept = keep.get(sessionStorage, place()) ?? keep.get(sessionStorage, `last:${location.pathname}`); // the same list by another way
  if (kept && items.length) {
    const back = performance.getEntriesByType("navigation")[0]?.type;
    for (const item of items) if (item.dataset.code === kept.code) item.classList.add("is-visited");
    if (back !== "reload" && kept.top) requestAnimationFrame(() => window.scrollTo({ top: kept.top, behavior: "instant" }));
    keep.set(sessionStorage, place(), { code: kept.code, top: 0 });
  }
  document.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-code]");
    if (!item || !event.target.closest("a[href]")) return;
    for (const other of document.querySelectorAll(".is-visited")) other.classList.remove("is-visited");
    item.classList.add("is-visited");
    keep.set(sessionStorage, place(), { code: item.dataset.code, top: window.scrollY });
    keep.set(sessionStorage, `last:${location.pathname}`, { code: item.dataset.code, top: 0 });
  });
}

function startBulk(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  const rows = [...form.querySelectorAll("[data-row]")];
  const all = form.querySelector("[data-pick-all]");
  const everything = form.querySelector("[data-bulk-all]");
  const clear = form.querySelector("[data-bulk-clear]");
  if (!bar) return;
  form.dataset.started = "yes";
  let last = null;
  const show = () => {
    const picked = rows.filter((row) => row.checked).length;
    bar.querySelector("[data-bulk-count]").textContent = String(picked);
    if (all) { all.checked = picked > 0 && picked === rows.length; all.indeterminate = picked > 0 && picked < rows.length; }
    if (everything && picked === 0) everything.checked = false;
  };
  form.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (!row) return;
    if (event.shiftKey && last) { // a range, as in a spreadsheet
      const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
      for (const between of rows.slice(from, to + 1)) between.checked = row.checked;
    }
    last = row;
    show();
  });
  all?.addEventListener("change", () => { for (const row of rows) row.checked = all.checked; show(); });
  if (clear) {
    clear.hidden = false;
    clear.addEventListener("click", () => { for (const row of rows) row.checked = false; show(); });
  }
  show();
}

/** A filter form leaves out of the address what is empty. */
function startLeanForms() {
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}

/** Columns are put in order by dragging; without scripts a button moves one up. */
async function startPickers() {
  const order = async () => {
    const lists = document.querySelectorAll("[data-sortable]:not([data-started])");
    if (!lists.length) return;
    await import(`${new URL("../vendor/", import.meta.url)}sortable.min.js`); // sets window.Sortable
    for (const list of lists) {
      list.dataset.started = "yes";
      for (const grip of list.querySelectorAll("[data-grip]")) grip.hidden = false;
      window.Sortable.create(list, { handle: "[data-grip]", animation: 120, forceFallback: true });
    }
  };
  // Fetched when a picker is opened for the first time.
  document.addEventListener("toggle", (event) => { if (event.target.open && event.target.querySelector?.("[data-sortable]")) order(); }, true);
}

export function startLists() {
  startPlace();
  startLeanForms();
  for (const form of document.querySelectorAll("form[data-bulk]")) startBulk(form);
  document.addEventListener("htmx:afterSettle", () => { for (const form of document.querySelectorAll("form[data-bulk]:not([data-started])")) startBulk(form); });
  startPickers();
  window.addEventListener("pageshow", (event) => { if (event.persisted) for (const form of document.querySelectorAll("form[data-bulk]")) startBulk(form); });
}
