/** Files to be sent: one that is too large or empty is named before it travels. */

const MB = 1024 * 1024;

function fault(file, most) {
  if (file.size === 0) return `“${file.name}”是空的，请重新选择。`;
  return file.size > most * MB ? `“${file.name}”超过 ${most} MB，请压缩或拆分后再传。` : "";
}

export function startFiles() {
  for (const form of document.querySelectorAll("form[data-files]")) {
    const most = Number(form.dataset.most) || 30;
    const input = form.querySelector("input[type=file]");
    const said = document.createElement("span");
    said.className = "error";
    said.setAttribute("role", "alert");
    input.after(said);
    const check = () => {
      const faults = [...input.files].map((file) => fault(file, most)).filter(Boolean);
      said.textContent = faults.join("");
      return faults.length === 0;
    };
    input.addEventListener("change", check);
    form.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      input.focus();
    }, true);
  }
}
