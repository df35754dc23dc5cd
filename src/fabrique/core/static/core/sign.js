/* A signature drawn in a frame: what is sent is the line, as « M x y L x y ». The page works without it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-sign]");
  const pad = form && form.querySelector("[data-pad]");
  const trace = form && form.querySelector("input[name=trace]");
  if (!pad || !trace) return;
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const lines = [];
  let drawing = false;
  pad.hidden = false;
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";

  const join = (from, to) => {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  };
  // What was drawn before the page came back, for a box left unticked: seen, and gone on from.
  for (const part of trace.value.split("M").slice(1)) {
    const line = part.split("L").map((each) => each.trim().split(/\s+/).map(Number));
    if (!line.every((each) => each.length === 2 && each.every(Number.isFinite))) continue;
    line.slice(1).forEach((to, place) => join(line[place], to));
    lines.push(line);
  }

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const inside = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      inside(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
      inside(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
    ];
  };
  const written = () =>
    lines
      .filter((line) => line.length > 1)
      .map((line) => `M${line.map(([x, y]) => `${x} ${y}`).join("L")}`)
      .join("");

  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    lines.push([point(event)]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const line = lines[lines.length - 1];
    const [from, to] = [line[line.length - 1], point(event)];
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 3) return;
    line.push(to);
    join(from, to);
  });
  const stop = () => {
    drawing = false;
    trace.value = written();
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    lines.length = 0;
    trace.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
})();
