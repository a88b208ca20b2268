"use strict";
// What plots show, out of the events. Times in seconds since the run began.

const seconds = (time) => time / 1e9;

// Sends invoked, acknowledged and failed, a second.
function rateRows(events) {
  const end = events.time[events.size - 1] || 1;
  const width = Math.max(end / 120, 50e6);
  const bins = Math.ceil(end / width) + 1;
  const counts = {send_invoked: new Float64Array(bins), ok: new Float64Array(bins),
                  failed: new Float64Array(bins)};
  const add = (into, index) => { into[Math.floor(events.time[index] / width)] += 1; };
  for (const index of events.ofKind("send_invoked")) add(counts.send_invoked, index);
  for (const index of events.ofKind("send_ended")) {
    add(events.field(index, "outcome") === "ok" ? counts.ok : counts.failed, index);
  }
  const scale = 1e9 / width;
  return Array.from({length: bins}, (_, bin) => [seconds(bin * width),
    counts.send_invoked[bin] * scale, counts.ok[bin] * scale, counts.failed[bin] * scale]);
}

// How long each send took, in milliseconds, by how it ended: [end, ok, failed, nobody knows].
function latencyRows(events) {
  const begun = new Map();
  const key = (index) => `${events.process(index)}/${events.field(index, "send")}`;
  for (const index of events.ofKind("send_invoked")) begun.set(key(index), events.time[index]);
  const columns = {ok: 1, fail: 2, info: 3};
  return events.ofKind("send_ended").flatMap((index) => {
    const from = begun.get(key(index));
    const column = columns[events.field(index, "outcome")];
    if (from === undefined || !column) return [];
    const row = [seconds(events.time[index]), null, null, null];
    row[column] = Math.max((events.time[index] - from) / 1e6, 0.001);
    return [row];
  });
}

// Of very many points all that are not well, and of the others the slowest of each few.
function fewerPoints(rows, most = 8000) {
  const step = Math.ceil(rows.length / most);
  if (step <= 1) return rows;
  let slowest = null;
  let seen = 0;
  return rows.filter((row, i) => row[1] === null || i === rows.length - 1)
    .concat(rows.flatMap((row) => {
      if (row[1] === null) return [];
      if (!slowest || row[1] > slowest[1]) slowest = row;
      if (++seen % step) return [];
      const kept = slowest;
      slowest = null;
      return [kept];
    })).sort((a, b) => a[0] - b[0]);
}

// A table of steps: each row repeats what did not change. `changes` are [time, column, value].
function stepRows(changes, columns, initial) {
  const now = new Array(columns).fill(initial);
  return changes.sort((a, b) => a[0] - b[0]).map(([time, column, value]) => {
    now[column] = value;
    return [seconds(time), ...now];
  });
}

// The size of the ISR of each partition, as controllers decide it.
function isrRows(events) {
  const names = [];
  const changes = events.ofKind("partition_changed").map((index) => {
    const name = `${events.field(index, "topic")}-${events.field(index, "partition")}`;
    if (!names.includes(name)) names.push(name);
    return [events.time[index], names.indexOf(name), events.field(index, "isr").length];
  });
  if (changes.length) changes.push([events.time[events.size - 1], ...changes.at(-1).slice(1)]);
  return {names, rows: stepRows(changes, names.length, null)};
}

// How many acknowledged records each consumer has not been given yet.
function lagRows(events) {
  const delivered = events.ofKind("record_delivered")
    .filter((index) => !events.process(index).startsWith("reader"));
  const names = [...new Set(delivered.map((index) => events.process(index)))].sort();
  const ends = new Map();       // By partition: after the last that was acknowledged.
  const positions = new Map();  // By consumer and partition: after the last that was delivered.
  const lagOf = (name) => {
    let lag = 0;
    for (const [partition, end] of ends) {
      lag += Math.max(0, end - (positions.get(`${name} ${partition}`) ?? end));
    }
    return lag;
  };
  const raise = (map, key, to) => map.set(key, Math.max(map.get(key) ?? 0, to));
  const rows = [];
  for (const index of [...delivered, ...events.ofKind("send_ended")].sort((a, b) => a - b)) {
    const partition = events.field(index, "partition");
    const offset = events.field(index, "offset");
    if (offset === null) continue;
    if (events.kind(index) === "send_ended") raise(ends, partition, offset + 1);
    else raise(positions, `${events.process(index)} ${partition}`, offset + 1);
    rows.push([seconds(events.time[index]), ...names.map(lagOf)]);
  }
  return {names, rows: thinned(rows)};
}

// Enough rows for a picture: of many, the first and the last of each stretch.
function thinned(rows, most = 4000) {
  const step = Math.ceil(rows.length / most);
  return step <= 1 ? rows : rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
}
