/** The lead form: how many required fields are filled, the folded full form, taking a company from the warning. */

const CHECK_MARK = "is-complete";
const MOST_CHECKED = 200; // characters of the content that the check compares

function labelOf(form, name) {
  const control = form.elements[name];
  const first = control instanceof RadioNodeList ? control[0] : control;
  const label = first?.closest("fieldset")?.querySelector("legend") ?? form.querySelector(`label[for="${CSS.escape(name)}"]`);
  return label?.textContent.replace("*", "").trim() ?? name;
}

function startFilled() {
  for (const bar of document.querySelectorAll("[data-filled]")) {
    const form = document.getElementById(bar.dataset.filledForm);
    const names = bar.dataset.filled.split(" ");
    const words = bar.querySelector("span");
    const say = () => {
      const empty = names.filter((name) => !String(form.elements[name]?.value ?? "").trim());
      bar.classList.toggle(CHECK_MARK, !empty.length);
      const later = (bar.dataset.complete ?? "").split(" ").filter((name) => name && !String(form.elements[name]?.value ?? "").trim());
      if (empty.length) words.textContent = `已填 ${names.length - empty.length} / ${names.length} 项必填，还缺：${empty.map((name) => labelOf(form, name)).join("、")}`;
      else if (later.length) words.textContent = `必填已齐，可以保存；补上${later.map((name) => labelOf(form, name)).join("、")}才是完整登记`;
      else words.textContent = "登记完整，按服务器时间计";
    };
    for (const kind of ["input", "change"]) form.addEventListener(kind, say);
    say();
  }
}

function startFull() {
  const full = document.getElementById("full");
  const open = () => { full.open = true; full.scrollIntoView({ block: "start" }); full.querySelector("input, select")?.focus({ preventScroll: true }); };
  document.querySelector("[data-open-full]")?.addEventListener("click", (event) => { event.preventDefault(); open(); });
}

/** “用这家” in the warning puts the company into the field the warning stands under. */
function startUse() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-use]");
    const input = button?.closest(".field")?.querySelector("input");
    if (!input) return;
    input.value = button.dataset.use;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    button.closest(".match")?.remove();
    input.focus();
  });
}

/** The check sends what is typed in its address, which servers keep short: the beginning of a long text is enough. */
function startShortCheck() {
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.parameters;
    if (!event.target.matches?.("[data-lead-check]") || !sent) return;
    const content = String((sent.get ? sent.get("content") : sent.content) ?? "").slice(0, MOST_CHECKED);
    if (sent.set) sent.set("content", content);
    else sent.content = content;
  });
}

export function startEntry() {
  startShortCheck();
  startFilled();
  startFull();
  startUse();
}
