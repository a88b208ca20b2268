"use strict";
// The timeline as a thing that is moved, zoomed, searched and clicked. It draws what is in sight.

const READABLE = 13;  // Pixels a row needs for its text.
const PITCH = 24;

class Timeline {
  constructor(run, events, describer) {
    Object.assign(this, {run, events, describer});
    this.lanes = new Lanes(run, events);
    this.faults = faultsOf(events, this.lanes);
    this.layers = new Layers(run, events);
    this.search = new Search(events, describer);
    this.steps = new Map(run.story.flatMap((step, i) =>
      step.index === undefined ? [] : [[step.index, i + 1]]));
    this.pairMessages();
    this.pitch = PITCH;
    this.top = 0;  // The row at the upper edge, with a fraction.
    this.selected = -1;
    this.hovered = -1;
    this.canvas = byId("canvas");
    this.painter = new Painter(this);
    this.overview = new Overview(this);
    this.listen();
    this.showControls();
    this.resize();
  }

  // Where the other end of each message is.
  pairMessages() {
    const {events} = this;
    const ends = new Map();
    this.otherEnd = new Map();
    for (let i = 0; i < events.messageAt.length; ++i) {
      const index = events.messageAt[i];
      if (!/^message_/.test(events.kind(index))) continue;
      const id = events.messageId[i];
      if (ends.has(id)) {
        this.otherEnd.set(ends.get(id), index);
        this.otherEnd.set(index, ends.get(id));
      } else {
        ends.set(id, index);
      }
    }
  }

  // --- What is in sight.

  get height() { return this.canvas.clientHeight - Painter.HEAD; }
  get rowsInSight() { return this.height / this.pitch; }
  get rows() { return this.layers.shows.length; }
  yOf(row) { return Painter.HEAD + (row - this.top) * this.pitch; }
  rowAt(y) { return Math.floor((y - Painter.HEAD) / this.pitch + this.top); }

  scrollTo(row) {
    this.top = Math.max(0, Math.min(row, this.rows - this.rowsInSight + 1));
    this.draw();
  }

  // Keeps what is at `y` where it is.
  zoomTo(pitch, y = Painter.HEAD + this.height / 2) {
    const row = this.top + (y - Painter.HEAD) / this.pitch;
    const least = Math.min(PITCH, this.height / Math.max(this.rows, 1));
    this.pitch = Math.max(least, Math.min(pitch, 44));
    this.scrollTo(row - (y - Painter.HEAD) / this.pitch);
  }

  // Selects an event, wherever it is, and brings it into sight.
  select(index) {
    if (index < 0) return;
    this.selected = index;
    let row = this.layers.rowOf(index);
    if (this.layers.shows[row] !== index) {
      this.layers.reveal(index);
      this.showControls();
      row = this.layers.rowOf(index);
    }
    if (this.pitch < READABLE) this.pitch = PITCH;
    if (row < this.top + 1 || row > this.top + this.rowsInSight - 2) {
      this.scrollTo(row - this.rowsInSight / 2);
    }
    history.replaceState(null, "", `#e${this.events.id(index)}`);
    const step = this.steps.get(index);
    document.querySelectorAll("#story li").forEach((item, i) =>
      item.classList.toggle("current", i + 1 === step));
    showDetails(this, index);
    this.draw();
  }

  selectId(id) { this.select(this.events.find(id)); }
  selectStep(step) { this.select(this.run.story[step]?.index ?? -1); }

  // The step of the story after or before the selection.
  goStep(direction) {
    const indices = [...this.steps.keys()].sort((a, b) => a - b);
    const next = direction > 0 ? indices.find((index) => index > this.selected)
      : indices.reverse().find((index) => index < this.selected);
    if (next !== undefined) this.select(next);
  }

  goRow(direction) {
    let row = this.selected < 0 ? Math.floor(this.top) : this.layers.rowOf(this.selected) + direction;
    while (this.layers.shows[row] === -1) row += direction;
    if (row >= 0 && row < this.rows) this.select(this.layers.shows[row]);
  }

  goHit(direction) {
    if (this.search.active) this.select(this.search.next(this.selected, direction));
  }

  find(query) {
    this.search.set(query);
    byId("hits").textContent = "";
    if (this.search.active) {
      this.search.count((found, done) => {
        byId("hits").textContent = `${grouped(found)}${done ? "" : "…"} found`;
      });
      this.select(this.search.next(this.selected - 1, 1));
    }
    this.draw();
  }

  // --- Controls.

  showControls() {
    const {layers} = this;
    byId("layers").replaceChildren(...Object.entries(layers.all).map(([key, layer]) =>
      element("button", {type: "button", role: "radio", "data-layer": key,
                         "aria-checked": String(key === layers.current),
                         click: () => this.setLayer(key)},
        `${layer.name} `, element("span", {class: "quiet"}, grouped(layer.events.length)))));
    byId("kinds").replaceChildren(...GROUPS.flatMap((name, group) => layers.counts[group] === 0
      ? [] : [element("button", {type: "button", "aria-pressed": String(!layers.hidden.has(group)),
                                 click: () => this.toggle(group)},
        `${name} `, element("span", {class: "quiet"}, grouped(layers.counts[group])))]));
    const left = layers.leftOut();
    const total = left.reduce((sum, [count]) => sum + count, 0);
    byId("left-out").textContent = total === 0 ? "Nothing is left out." :
      `Left out here: ${grouped(total)} of ${grouped(this.events.size)} events: ` +
      left.slice(0, 6).map(([count, what]) => `${grouped(count)} ${what}`).join(", ") +
      (left.length > 6 ? ` and ${left.length - 6} other kinds.` : ".");
  }

  keepingPlace(change) {
    const at = this.selected >= 0 ? this.selected : this.layers.upTo[Math.floor(this.top)] ?? 0;
    const offset = this.layers.rowOf(at) - this.top;
    change();
    this.layers.apply();
    this.showControls();
    this.scrollTo(this.layers.rowOf(at) - offset);
  }
  setLayer(key) { this.keepingPlace(() => { this.layers.current = key; }); }
  toggle(group) {
    const {hidden} = this.layers;
    this.keepingPlace(() => { if (!hidden.delete(group)) hidden.add(group); });
  }

  listen() {
    const {canvas} = this;
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.ctrlKey) this.zoomTo(this.pitch * Math.exp(-event.deltaY / 200), event.offsetY);
      else this.scrollTo(this.top + event.deltaY / this.pitch);
    }, {passive: false});
    let drag = null;
    canvas.addEventListener("pointerdown", (event) => {
      drag = {y: event.offsetY, top: this.top, moved: false};
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (drag) {
        drag.moved ||= Math.abs(event.offsetY - drag.y) > 3;
        if (drag.moved) this.scrollTo(drag.top - (event.offsetY - drag.y) / this.pitch);
      } else {
        this.hover(this.rowAt(event.offsetY));
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      const index = this.layers.shows[this.rowAt(event.offsetY)];
      if (drag && !drag.moved && index >= 0) this.select(index);
      drag = null;
    });
    canvas.addEventListener("pointerleave", () => this.hover(-1));
    new ResizeObserver(() => this.resize()).observe(byId("view"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    byId("in").addEventListener("click", () => this.zoomTo(this.pitch * 1.5));
    byId("out").addEventListener("click", () => this.zoomTo(this.pitch / 1.5));
    this.listenToSearch();
  }

  listenToSearch() {
    const field = byId("search");
    let waiting = 0;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.find(field.value), 150);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.goHit(event.shiftKey ? -1 : 1);
      if (event.key === "Escape") field.blur();
    });
  }

  hover(row) {
    const index = this.layers.shows[row] ?? -1;
    if (index === this.hovered) return;
    this.hovered = index;
    this.draw();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    for (const each of [this.canvas, this.overview.canvas]) {
      each.width = Math.round(each.clientWidth * ratio);
      each.height = Math.round(each.clientHeight * ratio);
    }
    this.repaint();
  }

  // Colours or sizes are others.
  repaint() {
    this.painter.learnColors();
    this.overview.render();
    this.scrollTo(this.top);
  }

  // At most once a frame.
  draw() {
    byId("view").dataset.pitch = this.pitch.toFixed(2);
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      this.painter.draw();
      this.overview.draw();
    });
  }
}
