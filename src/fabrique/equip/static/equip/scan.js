/* The scanner's page without waiting: a scan is sent while the next one is read, one at a time and in order, and
   the field keeps the focus. The phone's camera reads labels where the browser can. The page works without it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-scan]");
  const field = form && form.querySelector("input[name=code]");
  if (!field || !window.fetch) return;
  const waiting = [];
  let sending = false;

  const shown = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const answers = page.querySelector("[data-answers]");
    const fresh = page.querySelector("form[data-scan]");
    if (!answers || !fresh) return false;
    document.querySelector("[data-answers]").replaceWith(answers);
    for (const name of ["geste", "etagere", "note"]) {
      form.elements[name].value = fresh.elements[name].value;
    }
    form.querySelector(".row strong").parentElement.replaceWith(fresh.querySelector(".row strong").parentElement);
    return true;
  };

  const send = async () => {
    if (sending || !waiting.length) return;
    sending = true;
    const data = new FormData(form);
    data.set("code", waiting[0]);
    data.set("many", "");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
      if (!answer.ok || answer.redirected || !shown(await answer.text())) throw new Error("page");
      waiting.shift();
      sending = false;
      if (navigator.vibrate) navigator.vibrate(document.querySelector(".answer.bad, .answer.warn") ? [80, 60, 80] : 40);
      send();
    } catch {
      form.elements.many.value = waiting.join("\n"); // nothing scanned is lost: the browser sends it, and says why
      form.submit();
    }
  };

  const take = (code) => {
    if (waiting[waiting.length - 1] !== code) waiting.push(code);
    send();
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.closest("details")) return;
    event.preventDefault();
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (code) take(code);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, button, a, summary");
    if (!typing && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });

  const camera = form.querySelector("[data-camera]");
  const finder = form.querySelector("[data-viewfinder]");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  camera.hidden = false;
  form.querySelector("[data-no-camera]").hidden = true;
  let stream = null;
  let last = "";
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    stream = null;
    finder.hidden = true;
  };
  camera.addEventListener("click", async () => {
    if (stream) return stop();
    const video = finder.querySelector("video");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return;
    }
    finder.hidden = false;
    video.srcObject = stream;
    await video.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code", "code_128"] });
    const look = async () => {
      if (!stream) return;
      const found = await detector.detect(video).catch(() => []);
      if (found.length && found[0].rawValue !== last) {
        last = found[0].rawValue;
        take(last);
      }
      setTimeout(look, 250);
    };
    look();
  });
})();
