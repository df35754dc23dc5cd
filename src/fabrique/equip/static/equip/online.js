/* A form that waits for the network: without it, nothing leaves, what was typed stays. The page works without it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-online]");
  const words = form && form.querySelector("[data-offline]");
  if (!words) return;
  const LONGEST = 8000;
  const tell = (gone) => {
    words.hidden = !gone;
  };
  addEventListener("offline", () => tell(true));
  addEventListener("online", () => tell(false));
  tell(!navigator.onLine);

  /* A phone may believe in a network that answers nothing: asked first, by what changes nothing. */
  const reached = (signal) =>
    navigator.onLine
      ? fetch(location.href, { method: "HEAD", cache: "no-store", credentials: "same-origin", signal })
      : Promise.reject(new Error("offline"));
  let sending = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const limit = new AbortController();
    const clock = setTimeout(() => limit.abort(), LONGEST);
    reached(limit.signal)
      .then(() => {
        tell(false);
        form.submit();
      })
      .catch(() => {
        sending = false;
        tell(true);
        words.scrollIntoView({ block: "center" });
      })
      .finally(() => clearTimeout(clock));
  });
  addEventListener("pageshow", () => {
    sending = false;
  });
})();
