/** The lead form: how many required fields are filled, the folded full form, taking a company from the warning. */

const CHECK_MARK = "is-complete";

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
      words.textContent = empty.length
        ? `已填 ${names.length - empty.length} / ${names.length} 项必填，还缺：${empty.map((name) => labelOf(form, name)).join("、")}`
        : `${names.length} 项必填已齐，保存即为完整登记，按服务器时间计`;
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

export function startEntry() {
  startFilled();
  startFull();
  startUse();
}
