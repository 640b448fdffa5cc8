// Small improvements only: every page works without this file.
"use strict";

// A choice in a filter shows its rows at once.
for (const filters of document.querySelectorAll("div.filters")) {
  filters.addEventListener("change", (event) => {
    if (event.target.matches("select")) {
      event.target.form.requestSubmit(filters.querySelector('button[value="filter"]'));
    }
  });
}
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) {
      form.requestSubmit();
    }
  });
  // The address holds only the filters that are set.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") {
        event.formData.delete(name);
      }
    }
  });
}

// One box ticks or clears all boxes of its table.
for (const all of document.querySelectorAll("input[data-pick-all]")) {
  const boxes = all.closest("table").querySelectorAll('input[name="picks"]');
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
  });
}

// Buttons that need a script stay hidden without one.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A second press while a form is on its way sends nothing twice.
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
});

// The menu closes by Escape, and by a press beside it.
for (const menu of document.querySelectorAll("details.nav-more")) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
}
