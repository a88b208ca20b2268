"use strict";
// Puts the page together: first what needs no events, then the rest.

function listenToKeys(timeline) {
  const acts = {
    j: () => timeline.goStep(1), k: () => timeline.goStep(-1),
    ArrowDown: () => timeline.goRow(1), ArrowUp: () => timeline.goRow(-1),
    n: () => timeline.goHit(1), N: () => timeline.goHit(-1),
    "+": () => timeline.zoomTo(timeline.pitch * 1.5), "=": () => timeline.zoomTo(timeline.pitch * 1.5),
    "-": () => timeline.zoomTo(timeline.pitch / 1.5),
    "/": () => byId("search").focus(),
    PageDown: () => timeline.scrollTo(timeline.top + timeline.rowsInSight * 0.9),
    PageUp: () => timeline.scrollTo(timeline.top - timeline.rowsInSight * 0.9),
    Home: () => timeline.scrollTo(0), End: () => timeline.scrollTo(timeline.rows),
  };
  // These belong to the page while the timeline is not in use.
  const ofPage = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    if (ofPage.includes(event.key) && document.activeElement !== byId("view")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function chooseTheme(redraw) {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = (theme) => { root.dataset.theme = theme; redraw(); };
  set(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => set(dark.matches ? "dark" : "light"));
  byId("theme").addEventListener("click", () =>
    set(root.dataset.theme === "dark" ? "light" : "dark"));
}

async function main() {
  const run = JSON.parse(byId("run").textContent);
  let timeline = null;
  let plots = [];
  const drawPlots = () => {
    plots.forEach((plot) => plot.destroy());
    document.querySelectorAll(".plot").forEach((plot) => plot.remove());
    plots = showPlots(run, timeline.events, timeline.faults);
  };
  chooseTheme(() => { if (timeline) { timeline.repaint(); drawPlots(); } });
  showHead(run);
  showStory(run, (step) => { timeline?.selectStep(step); byId("timeline").scrollIntoView(); });
  showProperties(run, (id) => timeline?.selectId(id));
  showConfiguration(run);
  showReproduction(run);

  const events = await unpackEvents(byId("events").textContent);
  if (events.size === 0) {
    byId("timeline").append(element("p", {class: "quiet"}, "The events of this run were not kept."));
    return;
  }
  timeline = new Timeline(run, events, new Describer(run, events));
  listenToKeys(timeline);
  showFaults(timeline);
  drawPlots();
  const goToHash = () => {
    const id = /^#e(\d+)$/.exec(location.hash)?.[1];
    if (id) { timeline.selectId(Number(id)); byId("timeline").scrollIntoView(); }
  };
  addEventListener("hashchange", goToHash);
  goToHash();
  document.body.dataset.ready = "yes";
}

main();
