/* Keeps a round's page in the phone while it lasts, and forgets it afterwards. The page works without it. */
"use strict";
(() => {
  if (!("serviceWorker" in navigator)) return;
  const forget = document.currentScript && document.currentScript.dataset.forget;
  if (forget) {
    const scope = new URL(forget, location.href).href;
    navigator.serviceWorker.getRegistrations().then((found) => {
      for (const each of found) if (each.scope === scope) each.unregister();
    });
    caches.delete(`fabrique-tournee ${scope}`);
    return;
  }
  const status = document.querySelector("[data-road]");
  if (!status) return;
  const elsewhere = document.querySelector("[data-elsewhere]");
  if (elsewhere) elsewhere.hidden = location.pathname === status.dataset.road; // another page was asked for
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((each) => each.href);
  parts.push(...[...document.scripts].map((each) => each.src).filter(Boolean));
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "kept") status.textContent = status.dataset.kept;
  });
  navigator.serviceWorker
    .register(status.dataset.worker)
    .then((found) => {
      const worker = found.installing || found.waiting || found.active;
      const keep = () => worker.postMessage({ keep: [new URL(status.dataset.road, location.href).href, ...parts] });
      if (worker.state === "activated") keep();
      else worker.addEventListener("statechange", () => worker.state === "activated" && keep());
    })
    .catch(() => {});
})();
