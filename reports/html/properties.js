"use strict";
// The table of all guarantees, the plan, and how to run it again.

function showProperties(run, goTo) {
  const rank = {violated: 0, undecided: 1, held: 2, vacuous: 3};
  const sorted = [...run.properties].sort((a, b) =>
    b.promised - a.promised || rank[a.status] - rank[b.status] || (a.name < b.name ? -1 : 1));
  const rows = sorted.map((each) => element("tr", {class: each.promised ? "" : "off"},
    element("td", {}, element("span", {class: "name"}, each.name),
      each.meaning ? element("div", {class: "quiet"}, each.meaning) : ""),
    element("td", {}, element("span", {class: `status ${each.status}`}, statusText(run, each))),
    element("td", {}, each.promised ? "promised" : "not promised",
      each.reason ? element("div", {class: "quiet"}, each.reason) : ""),
    element("td", {}, ...whatCameOut(each, goTo)),
    element("td", {}, each.exposure.map(([name, count]) =>
      element("div", {}, `${grouped(count)} ${name.replaceAll("_", " ")}`)))));
  byId("properties").append(element("div", {class: "scroll"}, element("table", {},
    element("thead", {}, element("tr", {},
      ["Guarantee", "Status", "Promise", "What came out", "Put at risk"].map((text) =>
        element("th", {}, text)))),
    element("tbody", {}, rows))));
}

function statusText(run, property) {
  const expected = run.expectations.find((each) => each.property === property.name);
  const word = property.status === "vacuous" ? "never at risk" : property.status;
  if (!expected) return word;
  return expected.met ? `${word}, as expected` : `${word}, expected: ${expected.expected}`;
}

function whatCameOut(property, goTo) {
  const parts = [];
  if (property.summary) parts.push(element("div", {}, property.summary));
  if (property.expected) {
    parts.push(element("div", {class: "quiet"}, `expected: ${property.expected}`),
               element("div", {class: "quiet"}, `observed: ${property.observed}`));
  }
  if (property.witness.length) {
    parts.push(element("div", {}, property.witness.flatMap((id) =>
      [element("a", {href: `#e${id}`, click: () => goTo(id)}, `#${id}`), " "])));
  }
  return parts;
}

function showConfiguration(run) {
  byId("configuration").append(element("p", {class: "quiet"},
    `plan.toml: the scenario ${run.path || run.scenario} with nothing left to chance. `,
    "Save it, and replay runs it again."), element("pre", {class: "plan"}, run.plan || "(not kept)"));
}

function showReproduction(run) {
  const commands = [["Run the scenario again, with the same seed", run.reproduce]];
  if (run.folder) {
    commands.push(["Replay exactly this plan, and verify the trace", `assize replay ${run.folder}`],
                  ["See one event", `assize show ${run.folder} ${run.story[0]?.id ?? 1}`],
                  ["Draw the timeline", `assize timeline ${run.folder} -o timeline.svg`]);
  }
  const section = byId("reproduction");
  for (const [what, command] of commands) {
    section.append(element("h3", {}, what), element("div", {class: "command"},
      element("code", {}, command), copyButton(command)));
  }
  section.append(element("p", {class: "quiet"},
    `assize ${run.version} (${run.git}) · trace `, element("code", {}, run.trace_hash),
    run.deterministic ? " · run twice, with the same trace" : ""));
}
