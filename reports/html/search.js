"use strict";
// Finds events: words that their line holds, and kind:, by:, #38, orders-0@41, changed.

class Search {
  constructor(events, describer) {
    this.events = events;
    this.describer = describer;
    this.tests = [];
  }

  set(query) {
    this.tests = query.trim().split(/\s+/).filter(Boolean).map((word) => this.testOf(word));
  }
  get active() { return this.tests.length > 0; }

  testOf(word) {
    const {events, describer} = this;
    const low = word.toLowerCase();
    if (low === "changed") return (index) => events.changed[index] === 1;
    if (/^#\d+$/.test(low)) return (index) => events.id(index) === Number(low.slice(1));
    const [, key, value] = /^(kind|by):(.+)$/.exec(low) ?? [];
    if (key === "kind") {
      const fits = events.kinds.map((kind) => kind.includes(value));
      return (index) => fits[events.kindOf[index]];
    }
    if (key === "by") return (index) => events.process(index).toLowerCase().includes(value);
    const [, name, offset] = /^(.+-\d+)@(\d+)$/.exec(low) ?? [];
    if (name) {
      return (index) => events.subjects(index).some((subject) => subject.kind === "records" &&
        subject.name.toLowerCase() === name && subject.begin <= offset && offset < subject.end);
    }
    return (index) => this.textOf(index).includes(low);
  }

  textOf(index) {
    const {describer, events} = this;
    return `${describer.who(index)} ${describer.line(index)} ${events.kind(index)}`.toLowerCase();
  }

  matches(index) { return this.active && this.tests.every((test) => test(index)); }

  // The next one from an event on, around the end; -1: there is none.
  next(from, step) {
    const {size} = this.events;
    for (let i = 1; i <= size; ++i) {
      const index = (from + step * i + 2 * size) % size;
      if (this.matches(index)) return index;
    }
    return -1;
  }

  // Counts all, in parts so that the page goes on living; tells how many there are so far.
  async count(tell) {
    const tests = this.tests;
    let found = 0;
    for (let i = 0; i < this.events.size; ++i) {
      if (i % 20000 === 19999) {
        await new Promise((resume) => { setTimeout(resume); });
        if (tests !== this.tests) return;
        tell(found, false);
      }
      if (this.matches(i)) ++found;
    }
    tell(found, true);
  }
}
