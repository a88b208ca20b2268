"use strict";
// One lane a process: in which order they stand, and what each is at a moment for the partition
// that the story is about: leader, in sync, out of sync, up, paused, down.

const ROLES = [["producer", "p"], ["consumer", "k"], ["controller", "c"], ["broker", "b"],
               ["reader", "r"], ["operator", "op"]];

class Lanes {
  constructor(run, events) {
    this.events = events;
    const rank = (name) => {
      const found = ROLES.findIndex(([role]) => name.startsWith(role));
      return found < 0 ? ROLES.length : found;
    };
    const number = (name) => Number(/(\d+)$/.exec(name)?.[1] ?? 0);
    this.names = [...events.processes].sort((a, b) =>
      rank(a) - rank(b) || number(a) - number(b) || (a < b ? -1 : 1));
    this.of = new Map(this.names.map((name, lane) => [name, lane]));
    this.laneOfProcess = events.processes.map((name) => this.of.get(name));
    this.states = this.names.map(() => ({at: [0], state: ["none"]}));
    this.follow(run);
  }

  shortName(lane) {
    const name = this.names[lane];
    const role = ROLES.find(([word]) => name.startsWith(word));
    return role ? role[1] + name.slice(role[0].length).replace("-", "") : name.slice(0, 4);
  }

  // The lane of an event; -1: it is about the network, or the whole trial.
  laneOf(index) {
    const process = this.events.processOf[index];
    return process < 0 ? -1 : this.laneOfProcess[process];
  }

  stateAt(lane, index) {
    const {at, state} = this.states[lane];
    const place = lowerBound(at, index + 1) - 1;
    return state[Math.max(place, 0)];
  }

  // Goes through the run once. Who leads and is in sync is what the controller decided.
  follow(run) {
    const {events} = this;
    const alive = this.names.map(() => "none");
    let leader = null;
    let isr = [];
    let replicas = [];
    let active = null;
    const partition = run.partition || this.firstPartition();
    this.partition = partition;
    const interesting = new Set(["process_started", "process_died", "process_paused",
      "process_resumed", "partition_changed", "controller_activated", "controller_resigned"]
      .map((kind) => events.kinds.indexOf(kind)));
    for (let i = 0; i < events.size; ++i) {
      if (!interesting.has(events.kindOf[i])) continue;
      const kind = events.kind(i);
      const lane = this.laneOf(i);
      if (kind === "process_started" || kind === "process_resumed") alive[lane] = "up";
      else if (kind === "process_died") alive[lane] = "down";
      else if (kind === "process_paused") alive[lane] = "paused";
      else if (kind === "controller_activated") active = lane;
      else if (kind === "controller_resigned") active = active === lane ? null : active;
      else if (`${events.field(i, "topic")}-${events.field(i, "partition")}` === partition) {
        const names = (ids) => (ids ?? []).map((id) => this.of.get(run.nodes[id]));
        leader = this.of.get(run.nodes[events.field(i, "leader")]);
        isr = names(events.field(i, "isr"));
        replicas = names(events.field(i, "replicas"));
      }
      this.names.forEach((_, each) => {
        let state = alive[each];
        if (state === "up") {
          if (each === leader) state = "leader";
          else if (isr.includes(each)) state = "in-sync";
          else if (replicas.includes(each)) state = "out-of-sync";
          else if (each === active) state = "active";
        }
        this.note(each, i, state);
      });
    }
  }

  note(lane, index, state) {
    const {at, state: all} = this.states[lane];
    if (all[all.length - 1] === state) return;
    at.push(index);
    all.push(state);
  }

  firstPartition() {
    const first = this.events.ofKind("partition_changed")[0];
    return first === undefined ? ""
      : `${this.events.field(first, "topic")}-${this.events.field(first, "partition")}`;
  }
}

// The faults of the run: from which event to which, whom they strike, and in words.
function faultsOf(events, lanes) {
  const faults = [];
  const open = new Map();
  for (const index of events.ofKind("fault_began")) {
    const fault = {from: index, to: events.size - 1, ended: false,
      what: events.field(index, "what"), action: events.field(index, "action"),
      targets: events.field(index, "targets") ?? "", number: events.field(index, "fault")};
    fault.lanes = fault.targets.split(" ").map((name) => lanes.of.get(name))
      .filter((lane) => lane !== undefined);
    open.set(fault.number, fault);
    faults.push(fault);
  }
  for (const index of events.ofKind("fault_ended")) {
    const fault = open.get(events.field(index, "fault"));
    if (fault && !fault.ended) Object.assign(fault, {to: index, ended: true});
  }
  return faults;
}
