// Focus and title after a swap, drafts kept on the device, keyboard shortcuts, state of the connection.
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const remember = (key, value) => { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* private mode keeps nothing */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  // After a swap: the title of the new part, the focus on its heading, its row marked.
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    const titled = part.matches?.("[data-title]") ? part : find("[data-title]", part);
    if (titled) document.title = titled.dataset.title;
    const heading = find("[data-focus]", part);
    if (heading) heading.focus();
    keepDrafts(part);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.detail.elt.closest(".row");
    if (!row) return;
    document.querySelectorAll(".row.chosen").forEach((other) => other.classList.remove("chosen"));
    row.classList.add("chosen");
  });

  // Where the menu is one line that is drawn sideways, the page that is open stands in it.
  find(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // The first page of a PDF that could not be drawn takes no room.
  const hidePicture = (image) => { const link = image.closest(".picture"); if (link) link.hidden = true; };
  document.addEventListener("error", (event) => { if (event.target.matches?.(".first-page")) hidePicture(event.target); }, true);
  document.querySelectorAll(".first-page").forEach((image) => { if (image.complete && image.currentSrc && !image.naturalWidth) hidePicture(image); });

  // Drafts: forms with data-draft="key"; the text stays on this device until the form has gone.
  const written = (form) => [...form.elements].filter((field) => field.name && !/^(hidden|password|file|submit|button)$/.test(field.type));
  const keepDrafts = (root) => root.querySelectorAll?.("form[data-draft]").forEach((form) => {
    if (form.dataset.kept) return;
    form.dataset.kept = "yes";
    const key = `draft:${form.dataset.draft}`;
    const saved = JSON.parse(recall(key) || "null");
    if (saved && !("answered" in form.dataset) && isAlike(form, saved)) restore(form, saved);
    form.addEventListener("input", () => remember(key, JSON.stringify(written(form).map((field) => [field.name, /^(checkbox|radio)$/.test(field.type) ? field.checked : field.value]))));
    form.addEventListener("submit", () => remember("draft-sent", key));
  });
  // A form that has grown or lost a field since is not filled by place.
  const isAlike = (form, saved) => { const fields = written(form); return fields.length === saved.length && fields.every((field, index) => field.name === saved[index][0]); };
  const restore = (form, saved) => {
    let changed = false;
    written(form).forEach((field, index) => {
      const [name, value] = saved[index] || [];
      if (name !== field.name) return;
      const slot = typeof value === "boolean" ? "checked" : "value";
      if (field[slot] !== value) { field[slot] = value; changed = true; }
    });
    const told = find("[data-draft-told]", form);
    if (changed && told) told.hidden = false;
    if (changed) form.closest("details")?.setAttribute("open", "");
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-draft-drop]");
    if (!button) return;
    const form = button.closest("form");
    remember(`draft:${form.dataset.draft}`, null);
    form.reset();
    find("[data-draft-told]", form).hidden = true;
  });
  // Only a page that shows the work again means that the form was taken; errors, refusals and signing in keep the draft.
  const sent = recall("draft-sent");
  if (sent && find(".nav, [data-taken]")) {
    if (!find(".summary, .told.late:not(#offline), [data-refused]")) remember(sent, null);
    remember("draft-sent", null);
  }

  // Files: while none is chosen the page says so in its own language.
  const showFiles = (input) => {
    const none = input.files.length === 0;
    input.closest(".upload")?.classList.toggle("none", none);
    const told = input.closest(".upload")?.querySelector("[data-no-file]");
    if (told) told.hidden = !none;
  };
  document.querySelectorAll(".upload input[type=file]").forEach(showFiles);
  document.addEventListener("change", (event) => { if (event.target.type === "file") showFiles(event.target); });
  document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("input[type=file]").forEach(showFiles)));

  // Shortcuts: single keys, which can be switched off.
  const dialog = find("#shortcuts");
  const off = find("#shortcuts-off");
  if (off) {
    off.checked = recall("shortcuts") === "off";
    off.addEventListener("change", () => remember("shortcuts", off.checked ? "off" : null));
  }
  const goTo = { d: "desk", f: "files", a: "agreements", n: "new" };
  const step = (by) => {
    const links = [...document.querySelectorAll(".row-what")];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog[open]")) return;
    if (event.key === "?" && dialog) return void dialog.showModal();
    if (recall("shortcuts") === "off") return;
    if (event.key === "/") {
      const box = find("#search");
      if (!box) return;
      event.preventDefault();
      box.open = true;
      find("input", box).focus();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (goTo[event.key]) {
      find(`.nav a[data-key="${goTo[event.key]}"]`)?.click();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts]")) dialog?.showModal();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(find(copy.dataset.copy).innerText).then(() => { find("[data-copied]", copy.parentElement).hidden = false; });
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll(".fold[open]").forEach((box) => { if (!box.contains(event.target)) box.open = false; });
  });
  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });

  // The state of the connection, also when a request got no answer.
  const offline = find("#offline");
  const show = (lost) => { if (offline) offline.hidden = !lost; };
  addEventListener("offline", () => show(true));
  addEventListener("online", () => show(false));
  document.addEventListener("htmx:sendError", () => show(true));
  document.addEventListener("htmx:afterOnLoad", () => show(false));
  show(navigator.onLine === false);

  keepDrafts(document);
  const summary = find(".summary");
  if (summary) summary.focus();
})();
