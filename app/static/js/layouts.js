/** Layout pages: a button that prints, and dragging parks into another order. Without scripts: the browser's menu, and the arrow buttons. */
const HERE = new URL("../vendor/", import.meta.url);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const lists = document.querySelectorAll("[data-sort-list]");
if (lists.length) {
  await import(`${HERE}sortable.min.js`); // sets window.Sortable
  const form = document.getElementById("order-form");
  for (const list of lists) {
    window.Sortable.create(list, {
      handle: "[data-grip]",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
      onEnd(event) {
        if (event.oldIndex === event.newIndex) return;
        for (const old of form.querySelectorAll("input[name=node]")) old.remove();
        for (const row of document.querySelectorAll("[data-sort-list] > [data-node]")) {
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "node", value: row.dataset.node }));
        }
        form.submit();
      },
    });
    for (const grip of list.querySelectorAll("[data-grip]")) grip.hidden = false;
  }
}
