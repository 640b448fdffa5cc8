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

// Keys of one letter, where nobody types and nobody has turned them off.
const ROW_LINK = "th a, h3 a, p a";
const currentRow = () => document.activeElement.closest("main tbody tr, main .sheets > li");
const move = (step) => {
  const rows = [...document.querySelectorAll("main .rows tbody tr, main .sheets > li")]
    .filter((row) => row.querySelector(ROW_LINK));
  const place = rows.indexOf(currentRow());
  const next = place < 0 ? (step > 0 ? 0 : rows.length - 1) : place + step;
  rows[next]?.querySelector(ROW_LINK).focus();
};
const keys = {
  "/": () => [...document.querySelectorAll("[data-search]")].find((each) => each.checkVisibility())?.focus(),
  j: () => move(1),
  k: () => move(-1),
  u: () => currentRow()?.querySelector("a[data-inline]")?.click(),
  "?": () => document.querySelector("#key-help")?.showModal(),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog[open]");
  if (document.body.dataset.keys === "off" || typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

// The short form of a row opens below it; without this its link leads to the form's own page.
const load = async (address, body) => {
  const answer = await fetch(address, body && { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, form: page.querySelector("[data-inline-form]"), after: page.querySelector("[data-after]") };
};
const boxFor = (row) => {
  const box = document.createElement("div");
  box.className = "inline-box";
  if (row.cells) {
    const line = document.createElement("tr");
    const cell = line.insertCell();
    cell.colSpan = row.cells.length;
    cell.append(box);
    row.after(line);
  } else {
    row.append(box);
  }
  return box;
};
const show = (box, part) => {
  box.replaceChildren(document.adoptNode(part));
  const first = box.querySelector("#error-summary, input:not([type=hidden]), [role=status]");
  first?.setAttribute("tabindex", first.tabIndex);
  first?.focus();
};
const close = (box, link) => {
  (box.closest("tr:not([data-row])") ?? box).remove();
  link.focus();
};
const refresh = async (row, box) => {
  const { page } = await load(location.href);
  const now = page.querySelector(`[data-row="${row.dataset.row}"]`);
  const line = box.closest("tr:not([data-row])");
  if (now) {
    row.replaceWith(now);
  } else if (line) {
    row.remove();
  } else {
    row.replaceChildren(box);
  }
  if (now && !line) {
    now.append(box);
  }
};
const fill = (box, link, row, part) => {
  show(box, part);
  const form = box.querySelector("form");
  form.querySelector("a.btn")?.addEventListener("click", (event) => {
    event.preventDefault();
    close(box, link);
  });
  form.addEventListener("input", () => { box.dataset.typed = "yes"; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const { form: again, after } = await load(form.action, new FormData(form));
      if (again) {
        fill(box, link, row, again);
      } else if (after) {
        delete box.dataset.typed;
        // It is noted, also where the row cannot be read again now.
        await refresh(row, box).catch(() => {});
        show(box, after);
      } else {
        // Another page, such as the one to sign in at, carries along what was typed: sent once more
        // without this, the form leads there.
        form.submit();
      }
    } catch {
      form.querySelector("[data-failed]").hidden = false;
      button.disabled = false;
    }
  });
};
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-inline]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  const open = document.querySelector(".inline-box");
  if (open?.dataset.typed) {
    open.querySelector("input:not([type=hidden])").focus();
    return;
  }
  const row = link.closest("[data-row]");
  try {
    const { form } = await load(link.href);
    open && (open.closest("tr:not([data-row])") ?? open).remove();
    fill(boxFor(row), link, row, form);
  } catch {
    location.assign(link.href);
  }
});

// A list of ticked rows takes its ticks along wherever one goes in it, and says how many there are.
const keeping = document.querySelector("form[data-keeps]");
const picks = (form) => form.querySelectorAll('input[name="picks"]:is(:checked, [type="hidden"])');
const keep = (address) => {
  const button = document.createElement("button");
  Object.assign(button, { name: "step", value: "change", formAction: address, hidden: true });
  keeping.append(button);
  keeping.requestSubmit(button);
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.sort, .chosen a");
  if (link && keeping && picks(keeping).length) {
    event.preventDefault();
    keep(link.href);
  }
});
document.querySelector("form.filters")?.addEventListener("submit", (event) => {
  if (keeping && picks(keeping).length) {
    event.preventDefault();
    keep(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  }
});
for (const output of document.querySelectorAll("[data-picked]")) {
  const form = output.closest("form");
  form.addEventListener("change", () => {
    output.textContent = String(picks(form).length).padStart(2, "0");
  });
}
