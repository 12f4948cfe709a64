// The page is complete without this: it adds the theme switch, copying, the place of side notes
// and the reader's place in the contents.
{
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Theme: “auto” leaves the choice to the system.
  const group = document.querySelector(".theme");
  const press = () => {
    for (const button of all(".theme button")) {
      button.setAttribute("aria-pressed", button.dataset.set === (root.dataset.theme ?? "auto"));
    }
  };
  group.hidden = false;
  press();
  group.addEventListener("click", ({ target }) => {
    const theme = target.dataset.set;
    if (!theme) return;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try { localStorage.theme = theme; } catch {}
    press();
  });

  // Copying needs a secure context.
  for (const button of navigator.clipboard ? all(".copy") : []) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(
        button.closest(".cell").querySelector("code").textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }

  const setNarrow = () => {
    for (const frame of all(".wide")) frame.classList.remove("wide");
  };
  const widenTables = () => {
    setNarrow();
    // All are measured before any is changed: the page is laid out once.
    const wide = all(".frame:has(> table):not(.data *)").filter(
      (frame) => frame.scrollWidth > frame.clientWidth);
    for (const frame of wide) frame.classList.add("wide");
  };
  widenTables();
  addEventListener("resize", widenTables);

  // A side note floats beside the end of its paragraph; where there is room it rises to the line
  // of its reference, but never into the note above it.
  const raiseNotes = () => {
    let floor = -Infinity;
    for (const note of all(".sidenote")) {
      note.style.top = "";
      if (getComputedStyle(note).float === "none") return;
      const box = note.getBoundingClientRect();
      const reference = document.getElementById(note.id.replace("fn", "ref"));
      const rise = box.top - reference.getBoundingClientRect().top + 4;
      const top = Math.max(0, Math.min(rise, box.top - floor));
      note.style.top = `${-top}px`;
      floor = box.bottom - top + 14;
    }
  };
  raiseNotes();
  addEventListener("resize", raiseNotes);
  addEventListener("load", raiseNotes);

  // On paper nothing scrolls: what is wider than the paper is set smaller, since browsers would shrink the
  // whole document instead. Sizes on paper are in proportion to those on the screen.
  addEventListener("beforeprint", () => {
    setNarrow();
    const text = document.querySelector(".text");
    const style = getComputedStyle(root);
    const [width, size] = ["--paper-width", "--paper-text"].map(
      (name) => parseFloat(style.getPropertyValue(name)));
    const paper = (width / 25.4 * 72 / size) * parseFloat(style.fontSize);
    for (const frame of all(".text .frame")) {
      // On a phone, a formula's number stands below it.
      const number = frame.nextElementSibling?.matches(".eqno") ? frame.nextElementSibling : null;
      const beside = Math.max(
        text.clientWidth - frame.clientWidth,
        number ? number.offsetWidth + parseFloat(style.fontSize) : 0);
      const fit = () => (paper - beside) / frame.scrollWidth;
      if (fit() < 0.85) frame.classList.add("tight");
      if (fit() < 1) frame.style.setProperty("--fit", fit().toFixed(3));
    }
  });
  addEventListener("afterprint", () => {
    for (const frame of all(".tight")) frame.classList.remove("tight");
    widenTables();
  });

  // Contents: open where they have a column of their own; the section being read is marked.
  const contents = document.querySelector(".toc details");
  if (contents) {
    const links = all(".toc a");
    const targets = links.map((link) => document.getElementById(decodeURI(link.hash.slice(1))));
    const wide = matchMedia("(min-width: 82em)");
    const unfold = () => { contents.open = wide.matches; };
    unfold();
    wide.addEventListener("change", unfold);
    for (const link of links) {
      link.addEventListener("click", () => { if (!wide.matches) contents.open = false; });
    }

    let frame = 0;
    const mark = () => {
      frame = 0;
      const passed = targets.findLastIndex(
        (target) => target?.getBoundingClientRect().top < innerHeight * 0.3);
      links.forEach((link, index) => {
        if (index === Math.max(passed, 0)) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      });
    };
    addEventListener(
      "scroll", () => { frame ||= requestAnimationFrame(mark); }, { passive: true });
    mark();
  }
}
