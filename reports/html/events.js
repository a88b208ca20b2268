"use strict";
// The events of the run, out of the columns that event_columns.h describes.

async function unpackEvents(packed) {
  const characters = atob(packed);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Events(JSON.parse(await new Response(stream).text()));
}

// Adds up differences; null stays NaN.
function summed(differences) {
  const numbers = new Float64Array(differences.length);
  let last = 0;
  for (let i = 0; i < numbers.length; ++i) {
    numbers[i] = differences[i] === null ? NaN : (last += differences[i]);
  }
  return numbers;
}

class Events {
  constructor(columns) {
    this.size = columns.kind.length;
    this.texts = columns.texts;
    this.kinds = columns.kinds;
    this.processes = columns.processes;
    this.lines = columns.lines;
    this.time = summed(columns.times);
    this.kindOf = Uint16Array.from(columns.kind);
    this.processOf = Int16Array.from(columns.process);
    this.changed = Uint8Array.from(columns.changed, Number);
    this.ids = columns.ids ? summed(columns.ids) : null;
    this.first = columns.first;
    this.takeFields(columns.fields);
    this.takeSubjects(columns.subjects);
    [this.messageAt, this.messageId] = columns.messages.map(summed);
    [this.causeAt, this.causeId] = columns.causes.map(summed);
  }

  // Where an event is among those of its kind, which is where its fields are.
  takeFields(fields) {
    const count = new Array(this.kinds.length).fill(0);
    this.rank = new Uint32Array(this.size);
    for (let i = 0; i < this.size; ++i) this.rank[i] = count[this.kindOf[i]]++;
    this.fields = fields.map((ofKind) => new Map(ofKind.map(([name, type, values]) =>
      [name, {type, values: type === "n" ? summed(values) : values}])));
  }

  takeSubjects([kinds, names, events, begins, lengths]) {
    this.subjectKind = kinds;
    this.subjectName = names;
    this.subjectAt = summed(events);
    this.subjectBegin = summed(begins);
    this.subjectLength = lengths;
  }

  kind(index) { return this.kinds[this.kindOf[index]]; }
  process(index) { return this.processOf[index] < 0 ? "" : this.processes[this.processOf[index]]; }
  id(index) { return this.ids ? this.ids[index] : this.first + index; }

  // Where the event of an id is; -1: nowhere.
  find(id) {
    const index = this.ids ? lowerBound(this.ids, id) : id - this.first;
    return index >= 0 && index < this.size && this.id(index) === id ? index : -1;
  }

  // A field of an event: number, text, true or false, list; null when it holds nothing.
  field(index, name) {
    const column = this.fields[this.kindOf[index]].get(name);
    return column ? this.value(column, this.rank[index]) : null;
  }
  value(column, rank) {
    const value = column.values[rank];
    if (value === null || Number.isNaN(value)) return null;
    if (column.type === "t") return this.texts[value];
    return column.type === "f" ? value === 1 : value;
  }
  allFields(index) {
    return [...this.fields[this.kindOf[index]]].map(([name, column]) =>
      [name, this.value(column, this.rank[index])]);
  }

  subjects(index) {
    const subjects = [];
    for (let i = lowerBound(this.subjectAt, index); this.subjectAt[i] === index; ++i) {
      subjects.push({kind: this.texts[this.subjectKind[i]], name: this.texts[this.subjectName[i]],
                     begin: this.subjectBegin[i],
                     end: this.subjectBegin[i] + this.subjectLength[i]});
    }
    return subjects;
  }

  message(index) {
    const at = lowerBound(this.messageAt, index);
    return this.messageAt[at] === index ? this.messageId[at] : null;
  }
  causes(index) {
    const causes = [];
    for (let i = lowerBound(this.causeAt, index); this.causeAt[i] === index; ++i) {
      causes.push(this.causeId[i]);
    }
    return causes;
  }

  // The events of one kind, in order.
  ofKind(name) {
    const kind = this.kinds.indexOf(name);
    const found = [];
    for (let i = 0; kind >= 0 && i < this.size; ++i) if (this.kindOf[i] === kind) found.push(i);
    return found;
  }
}

// The first place in a sorted array whose value is not below `wanted`.
function lowerBound(sorted, wanted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
