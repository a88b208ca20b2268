"use strict";
// What happened, from the top: the verdict, and the few events that led to it.

function showHead(run) {
  document.title = `${run.headline.label} · ${run.scenario}`;
  byId("badge").textContent = run.headline.label;
  byId("badge").classList.add(run.headline.tone);
  byId("what").textContent = `${run.scenario} · seed ${run.seed}`;
}

function showStory(run, select) {
  const about = run.properties.find((each) => each.name === run.headline.property);
  const section = byId("story");
  section.append(element("h1", {}, run.headline.sentence || run.headline.label));
  if (about) section.append(propertyInWords(about));
  else if (run.title) section.append(element("p", {class: "quiet"}, run.title));
  if (run.story.length) {
    section.append(element("h3", {}, "How it happened"),
                   element("ol", {class: "steps"},
                           run.story.map((step, index) => stepItem(run, step, index, select))));
  }
  section.append(numbers(run));
}

function propertyInWords(about) {
  const rows = [["guarantee", element("code", {}, about.name)]];
  rows.push([about.promised ? "promised" : "not promised", about.reason]);
  if (about.expected) rows.push(["expected", about.expected], ["observed", about.observed]);
  if (about.cases > 1) rows.push(["cases", `${grouped(about.cases)}; this is the first`]);
  return element("dl", {class: "facts"}, rows.filter(([, text]) => text).flatMap(([name, text]) =>
    [element("dt", {}, name), element("dd", {}, text)]));
}

function stepItem(run, step, index, select) {
  const last = index + 1 === run.story.length;
  const changes = (step.changes ?? []).map(([what, before, after]) =>
    element("span", {}, `${what} `, element("b", {}, before ? `${before} → ${after || "gone"}`
                                                            : after)));
  return element("li", {"data-step": index, tabindex: 0, title: "Show it in the timeline",
                        click: () => select(index),
                        keydown: (event) => { if (event.key === "Enter") select(index); }},
    element("span", {class: last ? "number end" : "number"}, String(index + 1)),
    element("span", {class: "at mono"}, step.at === undefined ? "" : moment(step.at)),
    element("div", {class: "told"},
      element("span", {class: "who"}, withArrows(step.who ?? "")), step.who ? "  " : "",
      withArrows(step.line ?? "this event was not kept"), " ",
      element("span", {class: "quiet mono"}, `#${step.id}`),
      step.role ? element("div", {class: "role"}, withArrows(step.role)) : "",
      changes.length ? element("div", {class: "changes"}, changes) : ""));
}

// What was done to the cluster, once the events are read.
function showFaults(timeline) {
  const {faults, events} = timeline;
  if (!faults.length) return;
  const rows = faults.map((fault) => element("tr", {},
    element("td", {class: "number"}, moment(events.time[fault.from])),
    element("td", {class: "number"}, fault.ended
      ? lasting(events.time[fault.to] - events.time[fault.from]) : "to the end"),
    element("td", {}, element("a", {href: `#e${events.id(fault.from)}`},
                              withArrows(fault.what)))));
  byId("story").append(element("details", {open: faults.length <= 8},
    element("summary", {}, element("h3", {}, `Faults (${grouped(faults.length)})`)),
    element("table", {class: "narrow"}, element("thead", {}, element("tr", {},
      element("th", {class: "number"}, "at / ms"), element("th", {class: "number"}, "for"),
      element("th", {}, "what"))), element("tbody", {}, rows))));
}

function faultsInWords(stats) {
  const faults = stats.faults === 1 ? "fault" : "faults";
  return stats.faults_idle ? `${faults}, ${grouped(stats.faults_idle)} struck nothing` : faults;
}

function numbers(run) {
  const {stats} = run;
  const all = [
    [grouped(stats.events), "events"], [lasting(stats.virtual_ns), "of virtual time"],
    [grouped(stats.records_acked), "records acknowledged"],
    [grouped(stats.records_delivered), "delivered"], [grouped(stats.faults), faultsInWords(stats)]];
  return element("ul", {class: "numbers"},
    all.map(([number, what]) => element("li", {}, element("b", {}, number), ` ${what}`)),
    run.headline.rest.map((phrase) => element("li", {}, phrase)),
    run.cluster ? element("li", {}, run.cluster) : "",
    run.variant ? element("li", {}, `planted bug: ${run.variant}`) : "");
}
