"use strict";
// An event in a line of plain words: the rules are those of describe_words.h.

class Describer {
  constructor(run, events) {
    this.run = run;
    this.events = events;
  }

  line(index) {
    const told = this.events.lines[index];
    if (told) return withArrows(told);
    const words = this.wordsFor(index);
    return withArrows(words === undefined ? this.byFields(index) : this.fill(words, index));
  }

  who(index) {
    const {events} = this;
    const process = events.process(index);
    const kind = events.kind(index);
    if (kind === "message_sent") return `${process} → ${this.host(events.field(index, "peer"))}`;
    if (kind === "message_received") {
      return `${this.host(events.field(index, "peer"))} → ${process}`;
    }
    const host = events.field(index, "host");
    return process || (typeof host === "number" ? this.host(host) : "");
  }

  host(number) { return this.run.hosts[number] ?? `host ${number}`; }
  node(number) { return this.run.nodes[number] ?? String(number); }

  wordsFor(index) {
    const rows = this.run.words[this.events.kind(index)] ?? [];
    const row = rows.find(([when]) => {
      if (!when) return true;
      const [field, value] = when.split("=");
      return String(this.events.field(index, field) ?? "none") === value;
    });
    return row?.[1];
  }

  byFields(index) {
    const fields = this.events.allFields(index).map(([name, value]) => `${name}=${value ?? "none"}`);
    return [this.events.kind(index).replaceAll("_", " "), ...fields].join(" ");
  }

  // Innermost brackets first: what they leave has none.
  fill(words, index) {
    for (let before; before !== words;) {
      before = words;
      words = words.replace(/\[([^[\]]*)\]/g, (_, inner) => this.bracket(inner, index));
    }
    return words.replace(/\{([^}]*)\}/g, (_, place) => this.place(place, index) ?? "none")
      .replace(/[\u0001-\u0004]/g, (sign) => "{}[]"[sign.charCodeAt(0) - 1]);
  }

  bracket(inner, index) {
    const flag = /^([?!])(\w+) /.exec(inner);
    if (flag) {
      const set = this.events.field(index, flag[2]) === true;
      if (set !== (flag[1] === "?")) return "";
      inner = inner.slice(flag[0].length);
    }
    let whole = true;
    const filled = inner.replace(/\{([^}]*)\}/g, (_, place) => {
      const held = this.place(place, index);
      whole = whole && held !== null;
      return held ?? "";
    });
    return whole ? filled : "";
  }

  place(place, index) {
    if (place === "of") return this.partition(index) || null;
    const range = /^(\w+)\.\.(=?)(\w+)$/.exec(place);
    if (range) {
      const begin = this.events.field(index, range[1]);
      const last = this.events.field(index, range[3]) - (range[2] ? 0 : 1);
      return begin >= last ? `@${begin}` : `@${begin}..${last}`;
    }
    const [field, form] = place.split(":");
    return this.shown(this.events.field(index, field), form);
  }

  shown(value, form) {
    if (value === null || value === "") return null;
    if (Array.isArray(value)) return value.length ? guarded(`{${value.join(",")}}`) : null;
    if (form === "node") return this.node(value);
    if (form === "host") return this.host(value);
    if (form === "acks") return value === -1 ? "all" : String(value);
    if (form === "ms") return `${Math.trunc(value / 1e6)} ms`;
    return guarded(String(value));
  }

  partition(index) {
    const partition = this.events.field(index, "partition");
    if (typeof partition === "string") return partition;
    const topic = this.events.field(index, "topic");
    if (topic !== null && partition !== null) return `${topic}-${partition}`;
    let name = "";
    for (const subject of this.events.subjects(index)) {
      if (!["records", "leader_epoch", "file"].includes(subject.kind)) continue;
      name = subject.name;
      if (name !== "__cluster_metadata-0") break;
    }
    return name;
  }
}

const withArrows = (text) => text.replaceAll("->", "→");

// Braces and brackets of what is told, as signs that are not taken for places.
const guarded = (text) =>
  text.replace(/[{}[\]]/g, (sign) => String.fromCharCode(1 + "{}[]".indexOf(sign)));
