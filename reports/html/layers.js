"use strict";
// Which events are shown: the slice that tells the story, all that changed something, or all.

const LONG_GAP = 1e6;  // Nanoseconds.

class Layers {
  constructor(run, events) {
    this.events = events;
    const changes = [];
    for (let i = 0; i < events.size; ++i) if (events.changed[i]) changes.push(i);
    this.all = {
      slice: {name: "Story", events: Int32Array.from(run.slice)},
      changes: {name: "State changes", events: Int32Array.from(changes)},
      everything: {name: "Everything", events: Int32Array.from({length: events.size}, (_, i) => i)},
    };
    this.current = run.slice.length ? "slice" : "changes";
    this.groupOfKind = events.kinds.map((kind) => GROUPS.indexOf(lookOf(kind).group));
    this.hidden = new Set();
    this.apply();
  }

  apply() {
    const {events} = this.all[this.current];
    this.counts = new Array(GROUPS.length).fill(0);
    const shown = [];
    for (const index of events) {
      const group = this.groupOfKind[this.events.kindOf[index]];
      this.counts[group] += 1;
      if (!this.hidden.has(group)) shown.push(index);
    }
    this.setRows(shown);
  }

  // A row an event, and in the story one for what lies between when that took a while: `shows` is
  // -1 there. `upTo` is the last event that is not after the row.
  setRows(shown) {
    const shows = [];
    const upTo = [];
    shown.forEach((index, i) => {
      const gap = i > 0 && index > shown[i - 1] + 1 &&
        this.events.time[index] - this.events.time[shown[i - 1]] >= LONG_GAP;
      if (gap && this.current === "slice") {
        shows.push(-1);
        upTo.push(index - 1);
      }
      shows.push(index);
      upTo.push(index);
    });
    this.shows = Int32Array.from(shows);
    this.upTo = Int32Array.from(upTo);
    this.shownEvents = shown.length;
  }

  // The first row that is not before an event.
  rowOf(index) { return lowerBound(this.upTo, index); }

  // Makes sure that an event is shown, with as little else as can be.
  reveal(index) {
    const isIn = (layer) => {
      const {events} = this.all[layer];
      return events[lowerBound(events, index)] === index;
    };
    this.hidden.delete(this.groupOfKind[this.events.kindOf[index]]);
    if (!isIn(this.current)) this.current = isIn("changes") ? "changes" : "everything";
    this.apply();
  }

  // "171 message sent, 35 follower state updated": what the layer leaves out, the most first.
  leftOut() {
    const count = new Array(this.events.kinds.length).fill(0);
    for (let i = 0; i < this.events.size; ++i) count[this.events.kindOf[i]] += 1;
    for (const index of this.shows) if (index >= 0) count[this.events.kindOf[index]] -= 1;
    return count.map((number, kind) => [number, this.events.kinds[kind].replaceAll("_", " ")])
      .filter(([number]) => number > 0).sort((a, b) => b[0] - a[0]);
  }
}
