// Inside the frame: tells its height to the site that shows it, once that site has asked and if it is declared.
(() => {
  const hosts = document.currentScript.dataset.hosts.split(" ").filter(Boolean);
  const page = document.getElementById("guide");
  let origin = "";
  const declared = (asking) => {
    const url = new URL(asking);
    return hosts.some((entry) => {
      const [, scheme, star, name, port] = /^(?:(https?):\/\/)?(\*\.)?([^:]+)(?::(\d+))?$/.exec(entry) || [];
      const named = star ? url.hostname.endsWith(`.${name}`) : url.hostname === name;
      return named && (!scheme || url.protocol === `${scheme}:`) && (!port || url.port === port);
    });
  };
  const tell = () => {
    if (origin) parent.postMessage({ fabrique: "hauteur", valeur: Math.ceil(page.getBoundingClientRect().height) }, origin);
  };
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data !== "fabrique:hauteur" || !declared(event.origin)) return;
    origin = event.origin;
    tell();
  });
  new ResizeObserver(tell).observe(page);
})();
