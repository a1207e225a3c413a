// Dates in the reader's locale, a reader for charts, sliders with their values, and uploads.
"use strict";
(() => {
  const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });

  function localize(root) {
    for (const one of root.querySelectorAll("time[datetime]")) {
      const day = new Date(one.dateTime.slice(0, 10) + "T00:00:00Z");
      if (!Number.isNaN(day.getTime())) one.textContent = short.format(day);
    }
    for (const one of root.querySelectorAll("text[data-month]"))
      one.textContent = month.format(new Date(one.dataset.month + "-01T00:00:00Z"));
  }

  // A figure with a table: the pointer or the arrow keys read its rows.
  function readers(root) {
    for (const figure of root.querySelectorAll("figure[data-reader]")) {
      if (figure.dataset.ready) continue;
      figure.dataset.ready = "1";
      const rows = [...document.getElementById(figure.dataset.reader).tBodies[0].rows];
      const out = figure.querySelector("output");
      let at = rows.findIndex((row) => row.cells[3].textContent === "forecast") - 1;
      const show = (index) => {
        at = Math.max(0, Math.min(rows.length - 1, index));
        const cells = rows[at].cells;
        out.textContent = `${cells[0].textContent}: ${cells[1].textContent} (${cells[2].textContent}), ${cells[3].textContent}`;
        for (const svg of figure.querySelectorAll("svg")) mark(svg, Number(rows[at].dataset.share));
      };
      figure.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) { show(at + step); event.preventDefault(); }
      });
      figure.addEventListener("pointermove", (event) => {
        const svg = event.target.closest("svg");
        if (!svg) return;
        const box = svg.getBoundingClientRect(), width = svg.viewBox.baseVal.width;
        const share = ((event.clientX - box.left) / box.width * width - 48) / (width - 62);
        const far = rows.map((row) => Math.abs(Number(row.dataset.share) - share));
        show(far.indexOf(Math.min(...far)));
      });
    }
  }
  function mark(svg, share) {
    let line = svg.querySelector(".cursor");
    if (!line) {
      line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      line.setAttribute("class", "cursor");
      svg.append(line);
    }
    const box = svg.viewBox.baseVal, x = 48 + (box.width - 62) * share;
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 40, y2: box.height - 40 })) line.setAttribute(name, value);
  }

  // On a phone rows of wide tables are stacked; each cell then names its column.
  function stacks(root) {
    for (const box of root.querySelectorAll(".scroll:has(> table)")) {
      const names = [...box.querySelectorAll("thead th")].map((head) => head.querySelector(".hidden") ? "" : head.textContent);
      for (const row of box.querySelectorAll("tbody tr"))
        [...row.children].forEach((cell, n) => { if (cell.tagName === "TD" && names[n]) cell.dataset.label = names[n]; });
      box.classList.add("stacked");
    }
  }

  function sliders() {
    const form = document.querySelector("form.levers");
    if (!form) return;
    const tell = () => {
      for (const input of form.querySelectorAll("input[type=range]")) {
        const out = input.parentElement.querySelector("output");
        out.textContent = `${input.value} ${out.dataset.unit}`;
        input.setAttribute("aria-valuetext", out.textContent);
      }
    };
    form.addEventListener("input", tell);
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const input of form.querySelectorAll("input[type=range]")) input.value = input.dataset.usual;
      tell();
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
    tell();
  }

  // Files are sent one after another, each with its progress; the server keeps what is going on.
  const sending = new Map();
  async function send(drop, files) {
    for (const file of files) {
      const answer = await fetch(drop.dataset.upload, {
        method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: file.name, size: file.size }),
      });
      if (!answer.ok) { refresh(drop); continue; }
      const { number } = await answer.json();
      refresh(drop);
      await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        sending.set(String(number), request);
        request.open("PUT", `${drop.dataset.upload}/${number}`);
        request.setRequestHeader("content-type", "application/octet-stream");
        request.upload.onprogress = (event) => {
          const bar = document.querySelector(`.job[data-number="${number}"] progress`);
          if (bar && event.lengthComputable) bar.value = event.loaded / event.total / 2;
        };
        request.onloadend = () => { sending.delete(String(number)); resolve(); };
        request.send(file);
      });
      refresh(drop);
    }
  }
  function refresh(drop) {
    htmx.ajax("GET", drop.dataset.jobs, { target: "#jobs", swap: "outerHTML" });
  }
  function drops() {
    for (const drop of document.querySelectorAll(".drop")) {
      const input = drop.querySelector("input[type=file]");
      input.addEventListener("change", () => { send(drop, [...input.files]); input.value = ""; });
      drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
      drop.addEventListener("dragleave", () => drop.classList.remove("over"));
      drop.addEventListener("drop", (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        send(drop, [...event.dataTransfer.files]);
      });
    }
    document.addEventListener("submit", async (event) => {
      const button = event.target.querySelector("[data-stop]");
      if (!button) return;
      event.preventDefault();
      await fetch(event.target.action, { method: "POST", headers: { "hx-request": "true" } });
      sending.get(button.dataset.stop)?.abort();
      const drop = document.querySelector(".drop");
      if (drop) refresh(drop);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    localize(document); readers(document); stacks(document); sliders(); drops();
    document.querySelector('nav a[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  document.addEventListener("htmx:load", (event) => { localize(event.target); readers(event.target); stacks(event.target); });
})();
