/** A form that saves itself while one writes: form[data-autosave="url"].
 *
 * The answer is JSON: the hidden fields to go on with ({version, opened}), or 409 with a sentence when somebody else changed the same
 * field meanwhile; then nothing more is saved by itself, and the button shows both versions. */

const WAIT_MS = 1500;

function startForm(form) {
  const state = form.querySelector("[data-autosave-state]");
  const say = (text) => { if (state) state.textContent = text; };
  let timer = 0, stopped = false, running = false, again = false;

  async function save() {
    if (stopped) return;
    if (running) { again = true; return; }
    running = true;
    say("正在保存…");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) {
        for (const [name, value] of Object.entries(said.fields)) form.elements[name].value = value;
        say(`已自动保存 ${said.at}`);
      } else {
        stopped = answer.status === 409;
        say(said.message);
      }
    } catch {
      say("没有存上，网络恢复后会再试；也可以按“保存草稿”。");
      again = true;
    }
    running = false;
    if (again && !stopped) { again = false; clearTimeout(timer); timer = setTimeout(save, WAIT_MS * 3); }
  }

  form.addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.name) return;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) startForm(form);
}
