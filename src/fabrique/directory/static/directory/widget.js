// Places the guide in a page of a commune's site. The frame tells its height; nothing else is listened to.
(() => {
  const script = document.currentScript, site = new URL(script.src).origin, frame = document.createElement("iframe");
  frame.src = `${site}/integrer/guide/?${new URLSearchParams({ ...script.dataset })}`;
  frame.title = "Trouver de l’aide avec le numérique";
  Object.assign(frame.style, { width: "100%", height: "40rem", border: "0" });
  frame.addEventListener("load", () => frame.contentWindow.postMessage("fabrique:hauteur", site));
  addEventListener("message", ({ origin, source, data }) => {
    const ours = origin === site && source === frame.contentWindow && data?.fabrique === "hauteur";
    if (ours && Number.isFinite(data.valeur)) frame.style.height = `${Math.min(Math.max(data.valeur, 200), 20000)}px`;
  });
  script.after(frame);
})();
