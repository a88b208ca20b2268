"use strict";
// Paints the rows of the timeline that are in sight, and no others.

class Painter {
  static HEAD = 34;
  static RULER = 118;

  constructor(timeline) {
    this.timeline = timeline;
    this.context = timeline.canvas.getContext("2d");
    this.looks = looksOf(timeline.events);
  }

  learnColors() {
    this.colors = {};
    for (const name of ["back", "card", "line", "ink", "quiet", "faint", "good", "bad", "unsure",
                        "blue", "leader", "in-sync", "out-of-sync", "band", "band-edge", "mark",
                        "selected"]) {
      this.colors[name] = color(name);
    }
  }

  draw() {
    const {timeline, context} = this;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.width = timeline.canvas.clientWidth;
    this.height = timeline.canvas.clientHeight;
    this.laneWidth = Math.max(24, Math.min(92,
      (this.width * 0.48 - Painter.RULER) / Math.max(timeline.lanes.names.length, 1)));
    this.textLeft = Painter.RULER + this.laneWidth * timeline.lanes.names.length + 10;
    this.firstRow = Math.max(0, Math.floor(timeline.top) - 1);
    this.lastRow = Math.min(timeline.rows - 1, Math.ceil(timeline.top + timeline.rowsInSight) + 1);
    context.clearRect(0, 0, this.width, this.height);
    context.textBaseline = "middle";
    this.drawBands();
    this.drawHighlights();
    this.drawLanes();
    this.drawRows();
    this.drawHead();
  }

  laneX(lane) { return Painter.RULER + (lane + 0.5) * this.laneWidth; }
  middle(row) { return this.timeline.yOf(row) + this.timeline.pitch / 2; }

  // --- Behind the lanes.

  drawBands() {
    const {timeline, context} = this;
    for (const fault of timeline.faults) {
      const from = this.middle(timeline.layers.rowOf(fault.from));
      const to = fault.ended ? this.middle(timeline.layers.rowOf(fault.to)) : this.height;
      if (to < Painter.HEAD || from > this.height) continue;
      const lanes = fault.lanes.length ? fault.lanes : timeline.lanes.names.map((_, lane) => lane);
      for (const lane of lanes) {
        const x = Painter.RULER + lane * this.laneWidth;
        context.fillStyle = this.colors.band;
        context.fillRect(x, from, this.laneWidth, Math.max(to - from, 2));
        context.fillStyle = this.colors["band-edge"];
        context.fillRect(x, from - 0.5, this.laneWidth, 1);
        if (fault.ended) context.fillRect(x, to - 0.5, this.laneWidth, 1);
      }
    }
  }

  drawHighlights() {
    const {timeline, context} = this;
    const {shows} = timeline.layers;
    const stripe = (row, hue) => {
      context.fillStyle = hue;
      context.fillRect(0, timeline.yOf(row), this.width, Math.max(timeline.pitch, 2));
    };
    if (timeline.search.active && timeline.pitch >= 3) {
      for (let row = this.firstRow; row <= this.lastRow; ++row) {
        if (shows[row] >= 0 && timeline.search.matches(shows[row])) stripe(row, this.colors.mark);
      }
    }
    if (timeline.hovered >= 0) {
      const row = timeline.layers.rowOf(timeline.hovered);
      if (shows[row] === timeline.hovered) stripe(row, this.colors.card);
    }
    if (timeline.selected >= 0) {
      const row = timeline.layers.rowOf(timeline.selected);
      if (shows[row] === timeline.selected) stripe(row, this.colors.selected);
    }
  }

  // --- Lanes: a line whose width and dashes say what the process is.

  drawLanes() {
    const {timeline} = this;
    const {lanes, layers} = timeline;
    const first = layers.upTo[this.firstRow] ?? 0;
    lanes.names.forEach((_, lane) => {
      const {at, state} = lanes.states[lane];
      let place = Math.max(lowerBound(at, first + 1) - 1, 0);
      let from = this.middle(this.firstRow) - timeline.pitch;
      for (;;) {
        const next = at[place + 1];
        const row = next === undefined ? this.lastRow + 1 : layers.rowOf(next);
        const to = Math.min(this.middle(row), this.height + 20);
        this.drawLane(lane, state[place], from, to);
        if (next === undefined || row > this.lastRow) break;
        from = to;
        place += 1;
      }
    });
  }

  drawLane(lane, state, from, to) {
    const styles = {
      leader: ["leader", 5, []], "in-sync": ["in-sync", 2.5, []],
      "out-of-sync": ["out-of-sync", 2, [2, 4]], active: ["ink", 2.5, []], up: ["faint", 1.2, []],
      paused: ["band-edge", 2, [7, 5]], down: ["faint", 0.8, [3, 6]], none: ["line", 0.8, [1, 6]],
    };
    const [hue, width, dash] = styles[state];
    const {context} = this;
    context.strokeStyle = this.colors[hue];
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(this.laneX(lane), Math.max(from, Painter.HEAD - 4));
    context.lineTo(this.laneX(lane), to);
    context.stroke();
    context.setLineDash([]);
  }

  // --- Rows.

  drawRows() {
    const {timeline} = this;
    const readable = timeline.pitch >= READABLE;
    // So many rows to a pixel: some stand for the others.
    const step = Math.max(1, Math.floor(0.25 / timeline.pitch));
    for (let row = this.firstRow; row <= this.lastRow; row += step) {
      const index = timeline.layers.shows[row];
      if (index < 0) {
        if (readable) this.drawGap(row);
        continue;
      }
      if (timeline.pitch >= 5) this.drawArrow(row, index);
      this.drawMark(row, index);
      if (readable) this.drawText(row, index);
    }
    if (!readable) this.drawRuler();
    if (!readable && timeline.hovered >= 0) {
      this.drawNote(timeline.layers.rowOf(timeline.hovered), timeline.hovered);
    }
  }

  drawMark(row, index) {
    const {timeline, context} = this;
    const look = this.looks[timeline.events.kindOf[index]];
    const lane = timeline.lanes.laneOf(index);
    const y = this.middle(row);
    if (lane < 0) {
      if (timeline.pitch < 3) return;
      context.fillStyle = this.colors[look.hue];
      context.globalAlpha = 0.6;
      context.fillRect(Painter.RULER, y - 0.5, this.textLeft - Painter.RULER - 8, 1);
      context.globalAlpha = 1;
      return;
    }
    const x = this.laneX(lane);
    if (timeline.pitch < 9) {
      context.fillStyle = this.colors[look.hue];
      const size = Math.max(1.5, Math.min(4, timeline.pitch));
      return context.fillRect(x - size, y - size / 2, 2 * size, size);
    }
    this.drawGlyph(x, y, lookOfEvent(timeline.events, index));
  }

  drawGlyph(x, y, look) {
    const {context} = this;
    context.beginPath();
    context.arc(x, y, 7.5, 0, 2 * Math.PI);
    context.fillStyle = this.colors.back;
    context.fill();
    context.fillStyle = this.colors[look.hue];
    context.font = "13px 'DejaVu Sans', 'Segoe UI Symbol', sans-serif";
    context.textAlign = "center";
    context.fillText(look.glyph, x, y + 0.5);
  }

  // From who sent to who received; drawn once, at the end that is in sight first.
  drawArrow(row, index) {
    const {timeline} = this;
    const kind = timeline.events.kind(index);
    if (kind !== "message_sent" && kind !== "message_received") return;
    const other = timeline.otherEnd.get(index);
    const otherRow = other === undefined ? -1 : timeline.layers.rowOf(other);
    const isShown = other !== undefined && timeline.layers.shows[otherRow] === other;
    const peer = timeline.lanes.of.get(
      timeline.describer.host(timeline.events.field(index, "peer")));
    if (peer === undefined) return;
    if (kind === "message_received") {
      if (isShown && otherRow < this.firstRow) {
        this.arrow(peer, this.middle(otherRow), timeline.lanes.laneOf(index), this.middle(row), true);
      } else if (!isShown) {
        this.arrow(peer, this.middle(row), timeline.lanes.laneOf(index), this.middle(row), true);
      }
      return;
    }
    const y = this.middle(isShown ? otherRow : row);
    this.arrow(timeline.lanes.laneOf(index), this.middle(row), peer, y, other !== undefined);
  }

  arrow(fromLane, fromY, toLane, toY, arrived) {
    const {context} = this;
    const side = toLane > fromLane ? 1 : -1;
    const from = this.laneX(fromLane) + side * 8;
    let to = this.laneX(toLane) - side * 9;
    // Between two lanes, not on one.
    if (!arrived) to = this.laneX(fromLane) + side * this.laneWidth / 2;
    context.strokeStyle = context.fillStyle = this.colors[arrived ? "quiet" : "bad"];
    context.lineWidth = 1;
    context.setLineDash(arrived ? [] : [4, 3]);
    context.beginPath();
    context.moveTo(from, fromY);
    context.lineTo(to, toY);
    context.stroke();
    context.setLineDash([]);
    if (!arrived) return this.drawGlyph(to, toY, {glyph: "✕", hue: "bad"});
    context.beginPath();
    context.moveTo(to + side * 4, toY);
    context.lineTo(to - side * 4, toY - 3.5);
    context.lineTo(to - side * 4, toY + 3.5);
    context.fill();
  }

  drawText(row, index) {
    const {timeline, context} = this;
    const y = this.middle(row);
    const step = timeline.steps.get(index);
    const size = timeline.pitch >= 18 ? 13 : 11;
    context.font = `${size}px 'DejaVu Sans Mono', ui-monospace, monospace`;
    context.textAlign = "right";
    context.fillStyle = this.colors.quiet;
    context.fillText(moment(timeline.events.time[index]), Painter.RULER - 14, y);
    context.textAlign = "left";
    context.font = `${step ? "600 " : ""}${size}px system-ui, 'DejaVu Sans', sans-serif`;
    const who = timeline.describer.who(index);
    let x = this.textLeft;
    if (who) {
      context.fillText(who, x, y);
      x += context.measureText(who).width + 9;
    }
    const look = lookOfEvent(timeline.events, index);
    context.fillStyle = this.colors[look.hue === "bad" ? "bad" : "ink"];
    context.fillText(timeline.describer.line(index), x, y);
    if (step) this.drawStep(step, y);
  }

  drawStep(step, y) {
    const {context, timeline} = this;
    context.beginPath();
    context.arc(14, y, 9, 0, 2 * Math.PI);
    context.fillStyle = this.colors.bad;
    context.fill();
    context.fillStyle = this.colors.back;
    context.font = "600 12px system-ui, 'DejaVu Sans', sans-serif";
    context.textAlign = "center";
    context.fillText(String(step), 14, y + 0.5);
    context.strokeStyle = this.colors.bad;
    context.lineWidth = 1.5;
    const lane = timeline.lanes.laneOf(timeline.run.story[step - 1].index);
    if (lane < 0) return;
    context.beginPath();
    context.arc(this.laneX(lane), y, 10, 0, 2 * Math.PI);
    context.stroke();
  }

  drawGap(row) {
    const {timeline, context} = this;
    const {shows} = timeline.layers;
    const before = shows[row - 1];
    const after = shows[row + 1];
    const {time} = timeline.events;
    context.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    context.fillStyle = this.colors.quiet;
    context.textAlign = "right";
    context.fillText("⌇", Painter.RULER - 14, this.middle(row));
    context.textAlign = "left";
    context.fillText(`${lasting(time[after] - time[before])}, ` +
      `${grouped(after - before - 1)} events not shown`, this.textLeft, this.middle(row));
  }

  // Where rows are too narrow for text: a moment now and then.
  drawRuler() {
    const {timeline, context} = this;
    context.font = "13px 'DejaVu Sans Mono', ui-monospace, monospace";
    context.fillStyle = this.colors.quiet;
    context.textAlign = "right";
    for (let y = Painter.HEAD + 14; y < this.height; y += 56) {
      const index = timeline.layers.upTo[timeline.rowAt(y)];
      if (index === undefined) break;
      context.fillText(moment(timeline.events.time[index]), Painter.RULER - 14, y);
    }
    context.textAlign = "left";
    context.font = "13px system-ui, 'DejaVu Sans', sans-serif";
    context.fillText("Zoom in to read, or point at a row.", this.textLeft, Painter.HEAD + 18);
  }

  // The text of one row where rows are too narrow for text.
  drawNote(row, index) {
    const {timeline, context} = this;
    const text = `${moment(timeline.events.time[index])}  ${timeline.describer.who(index)}  ` +
      timeline.describer.line(index);
    context.font = "13px system-ui, 'DejaVu Sans', sans-serif";
    const width = context.measureText(text).width;
    const y = this.middle(row);
    context.fillStyle = this.colors.card;
    context.fillRect(this.textLeft - 6, y - 11, width + 12, 22);
    context.fillStyle = this.colors.ink;
    context.textAlign = "left";
    context.fillText(text, this.textLeft, y);
  }

  // --- The heads of the lanes stay where they are.

  drawHead() {
    const {timeline, context} = this;
    const {lanes} = timeline;
    context.fillStyle = this.colors.back;
    context.fillRect(0, 0, this.width, Painter.HEAD);
    context.fillStyle = this.colors.line;
    context.fillRect(0, Painter.HEAD - 1, this.width, 1);
    context.textAlign = "right";
    context.fillStyle = this.colors.quiet;
    context.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    context.fillText("time / ms", Painter.RULER - 14, Painter.HEAD / 2);
    context.textAlign = "center";
    const top = timeline.layers.upTo[Math.max(0, Math.ceil(timeline.top))] ?? 0;
    lanes.names.forEach((name, lane) => {
      const leads = ["leader", "active"].includes(lanes.stateAt(lane, top));
      context.fillStyle = this.colors[leads ? "ink" : "quiet"];
      context.font = `${leads ? "650 " : ""}11px system-ui, 'DejaVu Sans', sans-serif`;
      const text = context.measureText(name).width < this.laneWidth - 3 ? name
        : lanes.shortName(lane);
      context.fillText(text, this.laneX(lane), Painter.HEAD / 2);
    });
    context.textAlign = "left";
    context.fillStyle = this.colors.quiet;
    context.fillText(lanes.partition ? `lanes: who leads ${lanes.partition}, and is in sync` : "",
                     this.textLeft, Painter.HEAD / 2);
  }
}
