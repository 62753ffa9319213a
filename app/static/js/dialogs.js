/** Questions before something is done: a form with data-confirm is asked about in a <dialog>. */
import { make } from "./dom.js";

/** Open a dialog on top; focus returns to where it was when it closes. */
export function openDialog(dialog) {
  const before = document.activeElement;
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.addEventListener("close", () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }, { once: true });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
  return dialog;
}

/** Ask; resolves to true when the person agrees. */
export function ask({ title, text, ok, danger }) {
  return new Promise((resolve) => {
    const yes = make("button", { className: danger ? "btn btn-danger" : "btn btn-primary", type: "button" }, ok);
    const no = make("button", { className: "btn", type: "button" }, "取消");
    const dialog = make("dialog", { className: "ask" },
      make("h2", { className: "dialog-title", id: "ask-title" }, title),
      make("div", { className: "dialog-main" }, text),
      make("div", { className: "dialog-actions" }, no, yes));
    dialog.setAttribute("aria-labelledby", "ask-title");
    let answer = false;
    yes.addEventListener("click", () => { answer = true; dialog.close(); });
    no.addEventListener("click", () => dialog.close());
    openDialog(dialog);
    (danger ? no : yes).focus();
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); }, { once: true });
  });
}

export function startDialogs() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asker = event.submitter?.dataset.confirm ? event.submitter : form;
    const text = asker.dataset?.confirm;
    if (!text || form.dataset.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    const danger = Boolean(submitter?.matches(".btn-danger, .danger"));
    const label = submitter?.textContent.trim() || "确定";
    if (!(await ask({ title: asker.dataset.confirmTitle || label, text, ok: asker.dataset.confirmOk || label, danger }))) return;
    form.dataset.agreed = "yes";
    form.requestSubmit(submitter ?? undefined);
    delete form.dataset.agreed;
  }, true);
}
