// Charts that can be looked into closer; their numbers stand in the page, their tables below them.
"use strict";
(() => {
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const seconds = (iso) => Date.parse(iso + "T00:00:00Z") / 1000;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();

  function axes(unit) {
    const base = { stroke: color("--soft"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const months = new Intl.DateTimeFormat(undefined, { month: "short", year: "2-digit", timeZone: "UTC" });
    const days = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
    const label = (plot, values, index, space, step) => values.map((v) => (step >= 28 * 86400 ? months : days).format(v * 1000));
    const numbers = (plot, values) => values.map((v) => String(Math.round(v * 1e6) / 1e6).replace("-", "−"));
    return [{ ...base, grid: { show: false }, values: label, space: 70 }, { ...base, values: numbers, size: 52, label: unit, labelSize: 20, labelFont: "12px system-ui, sans-serif" }];
  }
  function options(box, series, unit, bands) {
    const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
    return {
      width: box.clientWidth, height: box.clientHeight - 34, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
      series: [{ label: "week", value: (plot, v) => v == null ? "" : days.format(v * 1000) }, ...series],
      axes: axes(unit), bands, cursor: { points: { size: 7 }, drag: { x: true, y: false } }, legend: { live: true },
    };
  }
  const line = (label, stroke, more) => ({ label, stroke: color(stroke), width: 2, points: { show: false }, value: (plot, v) => v == null ? "" : (Math.abs(v) >= 100 ? v.toFixed(0) : v.toFixed(2)).replace("-", "−"), ...more });

  const makers = {
    load(box) {
      const values = JSON.parse(document.getElementById("load-values").textContent);
      const names = box.dataset.labels.split("|"), shades = ["--accent", "--ochre", "--slate"];
      const series = values.series.map((row, n) => line(names[n], shades[n], n === 1 ? { dash: [6, 3] } : n === 2 ? { width: 2.4 } : {}));
      return [options(box, series, "kN·s"), [values.days.map(seconds), ...values.series]];
    },
    tendon(box) {
      const values = JSON.parse(document.getElementById("load-values").textContent);
      const bars = line(box.dataset.labels, "--accent", { fill: color("--accent") + "55", paths: uPlot.paths.bars({ size: [0.7, 40] }), width: 1 });
      const settings = options(box, [bars], "km");
      settings.scales = { x: { range: (plot, low, high) => [low - 4 * 86400, high + 4 * 86400] }, y: { range: (plot, low, high) => [0, high * 1.05] } };
      return [settings, [values.days.map(seconds), values.tendon]];
    },
    "what-if"(box) {
      const values = JSON.parse(box.dataset.values);
      const scale = values.inches ? 1 / 2.54 : 1, begin = seconds(values.from);
      const days = values.usual[1].map((_, n) => begin + Math.min(n, values.weeks) * 7 * 86400);
      const rows = (band) => band.map((row) => row.map((v) => v * scale));
      const [low, middle, high] = rows(values.changed), usual = rows(values.usual);
      const none = { stroke: "transparent", width: 0, points: { show: false } };
      const series = [line("as lately", "--slate", { dash: [6, 4] }), line("with the change", "--accent", { width: 2.4 }), { ...line("high", "--accent"), ...none }, { ...line("low", "--accent"), ...none }];
      return [options(box, series, box.dataset.unit, [{ series: [3, 4], fill: color("--accent") + "2e" }]), [days, usual[1], middle, high, low]];
    },
  };

  function draw(root) {
    for (const [box, plot] of drawn) if (!box.isConnected) { plot.destroy(); drawn.delete(box); }
    for (const box of root.querySelectorAll("[data-plot]")) {
      drawn.get(box)?.destroy();
      box.replaceChildren();
      box.style.height = "";
      const [settings, data] = makers[box.dataset.plot](box);
      drawn.set(box, new uPlot(settings, data, box));
      box.style.height = "auto"; // a legend of several lines makes room for itself
    }
  }
  document.addEventListener("DOMContentLoaded", () => draw(document));
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) draw(event.target.parentElement ?? document); });
  let wait;
  addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(() => draw(document), still ? 0 : 120); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(document));
  matchMedia("print").addEventListener("change", () => draw(document));
})();
