/** Long selects one can type in: Tom Select, fetched only where a page has one. */

const HERE = new URL("../vendor/", import.meta.url);

export async function startSelects() {
  await import(`${HERE}tom-select.min.js`); // sets window.TomSelect
  for (const select of document.querySelectorAll("select[data-select]")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const control = new window.TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: "去掉" } } : {},
      maxOptions: 300,
      hidePlaceholder: true,
      refreshThrottle: 0, // otherwise a quick Enter takes the first option of the list as it was before typing
      allowEmptyOption: false,
      placeholder: select.dataset.placeholder ?? "输入名称查找",
      searchField: ["text", "search"],
      render: {
        no_results: () => '<div class="no-results">没有相符的选项</div>',
      },
    });
    const name = label?.textContent.replace("*", "").trim() ?? select.getAttribute("aria-label") ?? "选择";
    control.control_input.setAttribute("aria-label", name);
    select.setAttribute("aria-label", name); // the label now belongs to the visible control
    for (const state of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(state)) control.control_input.setAttribute(state, select.getAttribute(state));
    }
    control.on("change", () => select.dispatchEvent(new Event("change", { bubbles: true })));
  }
}
