/** Forms: warn before unsaved work is left, send once only, say how an amount was understood, point at what was refused. */
import { readMoney } from "./money.js";

const dirty = new Set();
const DOWNLOAD_MS = 3000;

function startGuard() {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (form.hasAttribute("data-refused")) dirty.add(form);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => dirty.add(form));
    form.addEventListener("reset", () => dirty.delete(form));
  }
  window.addEventListener("beforeunload", (event) => { 
    if (!dirty.size) return;
    event.preventDefault();
    event.returnValue = ""; // older browsers ask only then
  });
}

function startSendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    dirty.delete(form);
    // After the browser has collected the fields: a disabled button would not be sent.
    setTimeout(() => {
      for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    });
    if (form.hasAttribute("data-download")) setTimeout(() => release(form), DOWNLOAD_MS);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });
}

/** A form that was sent may be sent again: the page came back, or its answer was a file and the page stayed. */
function release(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}

function buttonsOf(form) {
  return [...form.elements].filter((node) => node.tagName === "BUTTON" && node.type === "submit");
}

function startMoney() {
  for (const input of document.querySelectorAll("input[data-money]")) {
    const echo = document.getElementById(input.dataset.money);
    if (!echo) continue;
    const say = () => {
      const { text, bad } = readMoney(input.value);
      echo.textContent = text;
      echo.classList.toggle("is-bad", bad);
    };
    input.addEventListener("input", say);
    say();
  }
}

function startErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "nearest" });
  summary.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest?.("a")?.hash.slice(1) ?? "");
    if (!target) return;
    event.preventDefault();
    const control = target.tomselect ? target.tomselect.control_input : target.matches("fieldset") ? target.querySelector("input") ?? target : target;
    target.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });
}

/** A select or check box with data-submit-on-change sends its form at once; a button stands beside it for those without scripts. */
function startSubmitOnChange() {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });
}

export function startForms() {
  startGuard();
  startSendOnce();
  startMoney();
  startErrors();
  startSubmitOnChange();
}
