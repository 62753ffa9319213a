/** Menus are <details>: one open at a time, a click elsewhere or Esc closes, arrows walk through it. */

const OPEN = "details[data-menu][open]";

/** Close the menu that is open, and give focus back to its button. Says whether there was one. */
export function closeOpenMenu({ refocus = true } = {}) {
  const menu = document.querySelector(OPEN);
  if (!menu) return false;
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
  return true;
}

function walk(menu, step) {
  const stops = [...menu.querySelectorAll(".menu-pop :is(a[href], button, input)")].filter((node) => node.offsetParent !== null);
  const at = stops.indexOf(document.activeElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
}

/** A panel that would leave the window is turned to the other side. */
function fit(menu) {
  const pop = menu.querySelector(".menu-pop");
  if (!pop || getComputedStyle(pop).position === "fixed") return;
  menu.classList.remove("menu-up");
  const box = pop.getBoundingClientRect();
  if (box.right > document.documentElement.clientWidth) menu.classList.add("menu-end");
  if (box.left < 0) menu.classList.remove("menu-end");
  if (box.bottom > window.innerHeight && menu.getBoundingClientRect().top > box.height + 60) menu.classList.add("menu-up");
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.matches("details[data-menu]") || !menu.open) return;
    for (const other of document.querySelectorAll(OPEN)) if (other !== menu && !other.contains(menu)) other.open = false;
    fit(menu);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const menu = event.target.closest?.("details[data-menu]");
    if (!menu || event.target.matches("input[type=text], input[type=search], select, textarea")) return;
    event.preventDefault();
    menu.open = true;
    walk(menu, event.key === "ArrowDown" ? 1 : -1);
  });
}

/** “返回上一页” on error pages. */
export function startHistoryBack() {
  for (const button of document.querySelectorAll("[data-history-back]")) {
    if (history.length < 2) button.hidden = true;
    button.addEventListener("click", () => history.back());
  }
}

/** Copy buttons are shown only where copying works. */
export function startCopy() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const { toast } = await import("./toasts.js");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast("已复制。", { kind: "ok" });
    } catch {
      toast("浏览器不允许复制，请手工选择后复制。", { kind: "error" });
    }
  });
}
