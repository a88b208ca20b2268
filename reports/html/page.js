"use strict";
// Making elements, and numbers and moments as a person reads them.

// element("td", {class: "number"}, "42"): attributes that are functions listen to events.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

const byId = (id) => document.getElementById(id);

// 4118 as "4 118", with spaces that do not break.
const grouped = (number) => String(Math.round(number)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");

// Nanoseconds as "2192.880": milliseconds since the run began.
const moment = (time) => (Math.floor(time / 1000) / 1000).toFixed(3);

// Nanoseconds as "28 ms", "1.4 s", "300 µs".
function lasting(time) {
  const [size, unit] = time >= 1e9 ? [1e9, "s"] : time >= 1e6 ? [1e6, "ms"] : [1e3, "µs"];
  const value = time / size;
  return `${value >= 10 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}

// The colours of style.css, for canvases.
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function copyButton(text) {
  const button = element("button", {type: "button", click: async () => {
    await copyText(text);
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1200);
  }}, "copy");
  return button;
}

// The clipboard proper is not there for pages from file:// in all browsers.
async function copyText(text) {
  if (navigator.clipboard) {
    try { return await navigator.clipboard.writeText(text); } catch (refused) { /* as below */ }
  }
  const area = element("textarea", {style: "position:fixed;opacity:0"});
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
