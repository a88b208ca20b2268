"use strict";
// The whole run in true time: how much happened when, the faults, the story, and what is in sight.

class Overview {
  constructor(timeline) {
    this.timeline = timeline;
    this.canvas = byId("overview").firstElementChild;
    this.picture = document.createElement("canvas");
    const go = (event) => {
      if (event.buttons !== 1) return;
      const {events, layers} = timeline;
      const time = event.offsetY / this.canvas.clientHeight * events.time[events.size - 1];
      timeline.scrollTo(layers.rowOf(lowerBound(events.time, time)) - timeline.rowsInSight / 2);
    };
    this.canvas.addEventListener("pointerdown", go);
    this.canvas.addEventListener("pointermove", go);
  }

  yOf(index) {
    const {time, size} = this.timeline.events;
    return time[index] / (time[size - 1] || 1) * this.canvas.clientHeight;
  }

  // All that stays as it is, once.
  render() {
    const ratio = window.devicePixelRatio || 1;
    this.picture.width = this.canvas.width;
    this.picture.height = this.canvas.height;
    const context = this.picture.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const width = this.canvas.clientWidth;
    for (const fault of this.timeline.faults) {
      context.fillStyle = color("band");
      const from = this.yOf(fault.from);
      context.fillRect(0, from, width, Math.max(this.yOf(fault.to) - from, 2));
      context.fillStyle = color("band-edge");
      context.fillRect(0, from, 5, Math.max(this.yOf(fault.to) - from, 2));
    }
    this.renderDensity(context, width);
    for (const index of this.timeline.steps.keys()) {
      context.fillStyle = color("bad");
      context.fillRect(0, this.yOf(index) - 1, width, 2);
    }
  }

  renderDensity(context, width) {
    const {events} = this.timeline;
    const bins = Math.max(1, Math.floor(this.canvas.clientHeight));
    const all = new Float64Array(bins);
    const changed = new Float64Array(bins);
    for (let i = 0; i < events.size; ++i) {
      const bin = Math.min(bins - 1, Math.floor(this.yOf(i)));
      all[bin] += 1;
      changed[bin] += events.changed[i];
    }
    const most = all.reduce((a, b) => Math.max(a, b), 1);
    const length = (count) => Math.sqrt(count / most) * (width - 14);
    for (let bin = 0; bin < bins; ++bin) {
      context.fillStyle = color("line");
      context.fillRect(8, bin, length(all[bin]), 1);
      context.fillStyle = color("faint");
      context.fillRect(8, bin, length(changed[bin]), 1);
    }
  }

  draw() {
    const {timeline} = this;
    const context = this.canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.picture.width === 0 || timeline.rows === 0) return;
    context.drawImage(this.picture, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const {upTo} = timeline.layers;
    const last = Math.min(upTo.length - 1, Math.ceil(timeline.top + timeline.rowsInSight));
    const from = this.yOf(upTo[Math.floor(timeline.top)]);
    const to = this.yOf(upTo[last]);
    context.strokeStyle = color("leader");
    context.lineWidth = 1.5;
    context.strokeRect(1, from - 2, this.canvas.clientWidth - 2, Math.max(to - from, 1) + 4);
  }
}
