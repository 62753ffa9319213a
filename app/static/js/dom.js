/** Small helpers shared by the scripts. */

/** The CSRF token of this page; every page that can post carries one in a form. */
export function csrfToken() {
  return document.querySelector('input[name="csrf_token"]')?.value ?? "";
}

/** An element with properties and children; children are text or nodes, so nothing typed by people becomes markup. */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && name !== "form") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

let sprite = null;

/** One icon of the sprite the page already uses. */
export function icon(name, size = "") {
  sprite ??= document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0] ?? "/static/vendor/icons.svg";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size ? `icon icon-${size}` : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** Whether a key pressed here would be typed. */
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Storage that may be switched off or full: then nothing is kept, and nothing breaks. */
export const keep = {
  get(store, key) {
    try { return JSON.parse(store.getItem(key)); } catch { return null; }
  },
  set(store, key, value) {
    try { store.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
  drop(store, key) {
    try { store.removeItem(key); } catch { /* nothing was kept */ }
  },
};
