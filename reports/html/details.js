"use strict";
// All of one event: its fields, what it is about, and its neighbours about the same.

function showDetails(timeline, index) {
  const {events, describer} = timeline;
  const panel = byId("details");
  const close = element("button", {type: "button", style: "float:right", title: "Close",
    click: () => { panel.classList.remove("open"); timeline.selected = -1; timeline.draw(); }}, "✕");
  panel.replaceChildren(close,
    element("h3", {}, `#${events.id(index)}  ${moment(events.time[index])} ms  `,
      describer.who(index), " ", describer.line(index)),
    element("div", {class: "columns"},
      factsTable(events, index), subjectsTable(events, index),
      linksList(timeline, index)));
  panel.classList.add("open");
}

function factsTable(events, index) {
  const rows = [["kind", events.kind(index)], ["process", events.process(index) || "none"],
                ["changed something", events.changed[index] ? "yes" : "no"],
                ...events.allFields(index)];
  if (events.message(index) !== null) rows.push(["message", events.message(index)]);
  return table("Fields", rows.map(([name, value]) => [name, fieldText(value)]));
}

function fieldText(value) {
  if (value === null) return "none";
  if (Array.isArray(value)) return `{${value.join(",")}}`;
  return value === "" ? "(empty)" : String(value);
}

function subjectsTable(events, index) {
  const rows = events.subjects(index).map(({kind, name, begin, end}) =>
    [kind, end === begin + 1 ? `${name} @${begin}` : `${name} [${begin}, ${end})`]);
  return rows.length ? table("About", rows) : "";
}

function table(heading, rows) {
  return element("div", {}, element("h3", {}, heading), element("table", {}, rows.map((cells) =>
    element("tr", {}, cells.map((cell) => element("td", {}, cell))))));
}

function linksList(timeline, index) {
  const {events} = timeline;
  const groups = [
    ["Message's other end", [timeline.otherEnd.get(index)].filter((each) => each !== undefined)],
    ["Causes", events.causes(index).map((id) => events.find(id)).filter((each) => each >= 0)],
    ["Before, about the same", neighbours(events, index, -1).reverse()],
    ["After, about the same", neighbours(events, index, 1)],
  ];
  return element("div", {}, groups.filter(([, all]) => all.length).flatMap(([heading, all]) =>
    [element("h3", {}, heading), element("ul", {class: "neighbours"}, all.map((each) =>
      element("li", {}, element("a", {href: `#e${events.id(each)}`, click: (event) => {
        event.preventDefault();
        timeline.select(each);
      }}, `#${events.id(each)}`), ` ${moment(events.time[each])} `,
        `${timeline.describer.who(each)} ${timeline.describer.line(each)}`)))]));
}

// The nearest few that share a subject, and changed something.
function neighbours(events, index, step, most = 4) {
  const wanted = events.subjects(index);
  const found = [];
  const touches = (a, b) =>
    a.kind === b.kind && a.name === b.name && a.begin < b.end && b.begin < a.end;
  for (let i = index + step; i >= 0 && i < events.size && found.length < most; i += step) {
    if (!wanted.length || Math.abs(i - index) > 200000) break;
    if (events.changed[i] && events.subjects(i).some((a) => wanted.some((b) => touches(a, b)))) {
      found.push(i);
    }
  }
  return found;
}
