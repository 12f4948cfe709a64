// Added to the page by `notebook serve`, never to the published file: follows the build, marks the
// cell that runs, shows errors, and loads the page again when it has changed.
{
  const { page, revision, events } = document.currentScript.dataset;

  // The reader's place: the last element with an id that begins above the middle of the window, and
  // where it stands. What is inserted above it does not move it then.
  const storage = "notebook-place";
  const keepPlace = () => {
    const seen = [...document.querySelectorAll("main [id]")].filter(
      (element) => element.getBoundingClientRect().top < innerHeight / 2);
    const anchor = seen.at(-1);
    const place = { y: scrollY, id: anchor?.id, top: anchor?.getBoundingClientRect().top };
    try { sessionStorage[storage] = JSON.stringify(place); } catch {}
  };
  const takePlace = () => {
    let place;
    try {
      place = JSON.parse(sessionStorage[storage] ?? "null");
      delete sessionStorage[storage];
    } catch {}
    if (!place) return;
    history.scrollRestoration = "manual";
    const restore = () => {
      const anchor = place.id && document.getElementById(place.id);
      const y = anchor ? scrollY + anchor.getBoundingClientRect().top - place.top : place.y;
      scrollTo({ top: y, behavior: "instant" });
    };
    restore();
    addEventListener("load", () => {
      restore();
      // Behind this event, Chromium still takes the place that it remembers itself.
      setTimeout(() => { history.scrollRestoration = "auto"; }, 500);
    });
  };
  takePlace();

  // In a shadow, the page's styles and these leave each other alone.
  const host = document.createElement("div");
  host.id = "notebook-live";
  const shadow = host.attachShadow({ mode: "open" });
  shadow.innerHTML = `
    <style>
      :host { position: fixed; inset: auto 0 0; z-index: 1000; font: 14px/1.5 system-ui, sans-serif; }
      [hidden] { display: none !important; }
      .status { float: right; margin: 0 12px 12px; padding: 4px 12px; border-radius: 6px;
        background: #1c2430; color: #fff; max-width: 80vw; overflow: hidden; text-overflow: ellipsis;
        white-space: nowrap; font-variant-numeric: tabular-nums; }
      .errors { clear: both; box-sizing: border-box; max-height: 45vh; overflow: auto; padding: 12px 20px;
        background: #2b1216; color: #ffe9e9; border-top: 3px solid #ff7b72; }
      h2 { margin: 0 0 4px; font-size: 16px; }
      pre { margin: 0 0 12px; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap;
        overflow-wrap: anywhere; }
    </style>
    <div class="status" role="status" lang="en" hidden></div>
    <section class="errors" role="alert" lang="en" tabindex="0" aria-labelledby="title" hidden>
      <h2 id="title"></h2>
      <div class="list"></div>
    </section>`;
  document.body.append(host);
  const status = shadow.querySelector(".status");
  const errors = shadow.querySelector(".errors");
  const list = shadow.querySelector(".list");
  shadow.querySelector("h2").textContent =
    revision ? "Not built: this is the last good page" : "Not built";

  // The cell is found by its label; without one, it is the one whose line is nearest to where it is
  // now, since lines above it may have come or gone.
  const cellElement = ({ label, line }) => {
    if (label) return document.getElementById(`cell-${label}`);
    if (!line) return null;
    const distance = (cell) => {
      const shown = cell.querySelector(".place")?.textContent.match(/:(\d+)$/);
      return shown ? Math.abs(shown[1] - line) : Infinity;
    };
    const cells = [...document.querySelectorAll(".cell:not([id])")];
    const nearest = Math.min(...cells.map(distance));
    return Number.isFinite(nearest) ? cells.find((cell) => distance(cell) === nearest) : null;
  };

  let marked = null;
  const mark = (running) => {
    const cell = running ? cellElement(running) : null;
    if (cell === marked) return;
    if (marked) {
      marked.style.outline = marked.style.outlineOffset = "";
      marked.removeAttribute("aria-busy");
    }
    marked = cell;
    if (!cell) return;
    cell.style.outline = "2px solid #e69f00";
    cell.style.outlineOffset = "6px";
    cell.setAttribute("aria-busy", "true");
  };

  const describe = ({ running, isBuilding }) => {
    if (!running) return isBuilding ? "building" : "";
    const percent = running.fraction == null ? "" : `${Math.floor(running.fraction * 100)} %`;
    return [`running ${running.name}`, percent, running.message].filter(Boolean).join("  ");
  };

  const say = (text) => {
    status.textContent = text;
    status.hidden = !text;
  };

  const show = (report) => {
    if ((report.revisions[page] ?? "") !== revision && !report.isBuilding) {
      keepPlace();
      location.reload();
      return;
    }
    say(describe(report));
    mark(report.running);
    errors.hidden = !report.errors.length;
    list.replaceChildren(...report.errors.map(({ text }) => {
      const pre = document.createElement("pre");
      pre.textContent = text;
      return pre;
    }));
  };

  const source = new EventSource(events);
  source.onmessage = ({ data }) => show(JSON.parse(data));
  source.onerror = () => {
    mark(null);
    say("notebook serve does not answer");
  };
  // A page that is kept to go back to would keep its connection, of which a browser has only six.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
}
