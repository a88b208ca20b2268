"use strict";
// Four plots over the same time, by dygraphs; zooming one zooms all. Faults are bands behind.

function showPlots(run, events, faults) {
  const lag = lagRows(events);
  const isr = isrRows(events);
  const hues = ["leader", "good", "unsure", "in-sync", "quiet"].map(color);
  const plots = [
    ["Sends a second", rateRows(events), ["given", "acknowledged", "failed or unknown"],
     {colors: [color("faint"), color("good"), color("bad")]}],
    ["Time until a send ended, in milliseconds", fewerPoints(latencyRows(events)),
     ["acknowledged", "failed", "nobody knows"],
     {colors: [color("good"), color("bad"), color("unsure")], drawPoints: true, strokeWidth: 0,
      pointSize: 2, logscale: true}],
    ["Records that a consumer has yet to be given", lag.rows, lag.names,
     {colors: hues, stepPlot: true, fillGraph: lag.names.length === 1}],
    ["Replicas in sync", isr.rows, isr.names,
     {colors: hues, stepPlot: true, valueRange: [0, null], strokeWidth: 1.6}],
  ];
  const end = seconds(events.time[events.size - 1] ?? 0);
  const drawn = plots.filter(([, rows, names]) => rows.length && names.length)
    .map((plot) => drawPlot(plot, events, faults, end));
  for (const each of drawn) zoomTogether(each, drawn);
  if (!drawn.length) byId("plots").append(element("p", {class: "quiet"}, "There is nothing to plot."));
  return drawn;
}

function drawPlot([title, rows, names, options], events, faults, end) {
  const canvas = element("div", {class: "canvas"});
  byId("plots").append(element("div", {class: "plot"}, element("h3", {}, title), canvas));
  return new Dygraph(canvas, rows, {
    labels: ["seconds", ...names], legend: "follow", dateWindow: [0, end], axisLabelFontSize: 12,
    gridLineColor: color("line"), axisLineColor: color("faint"), strokeWidth: 1.3,
    highlightCircleSize: 3, xRangePad: 4, includeZero: !options.logscale,
    axes: {x: {valueFormatter: (value) => `${value.toFixed(3)} s`,
               axisLabelFormatter: (value) => `${+value.toFixed(3)} s`},
           y: {axisLabelWidth: 46, axisLabelFormatter: (value) => axisNumber(value, options),
               valueFormatter: (value) => grouped3(value)}},
    underlayCallback: (context, area, graph) => drawFaults(context, area, graph, events, faults),
    ...options});
}

// What is counted has no fractions.
const axisNumber = (value, options) =>
  options.logscale || Number.isInteger(value) ? grouped3(value) : "";
const grouped3 = (value) => value < 100 ? String(+value.toPrecision(3)) : grouped(value);

function drawFaults(context, area, graph, events, faults) {
  context.fillStyle = color("band");
  for (const fault of faults) {
    const from = Math.max(graph.toDomXCoord(seconds(events.time[fault.from])), area.x);
    const to = Math.min(graph.toDomXCoord(seconds(events.time[fault.to])), area.x + area.w);
    if (to > area.x && from < area.x + area.w) {
      context.fillRect(from, area.y, Math.max(to - from, 1.5), area.h);
    }
  }
}

function zoomTogether(plot, all) {
  let busy = false;
  plot.updateOptions({drawCallback: (graph, initial) => {
    if (busy || initial) return;
    busy = true;
    const dateWindow = graph.xAxisRange();
    for (const other of all) {
      const [from, to] = other.xAxisRange();
      if (other !== graph && (from !== dateWindow[0] || to !== dateWindow[1])) {
        other.updateOptions({dateWindow});
      }
    }
    busy = false;
  }}, true);
}
