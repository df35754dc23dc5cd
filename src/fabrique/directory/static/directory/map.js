// The map of the results: contours of the communes, one numbered button for each place of the list.
(() => {
  const box = document.getElementById("carte");
  const data = JSON.parse(document.getElementById("lieux").textContent);
  const say = box.dataset;
  box.textContent = "";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", say.label);
  const map = L.map(box, { zoomControl: false, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "bottomright", zoomInTitle: say.zoomIn, zoomOutTitle: say.zoomOut }).addTo(map);
  if (say.tiles) L.tileLayer(say.tiles, { attribution: say.attribution, maxZoom: 19 }).addTo(map);
  const pin = (text, name) => ({
    icon: L.divIcon({ className: name, html: text, iconSize: [36, 36] }),
    keyboard: true,
  });
  const bounds = data.places.map((place) => place.p);
  if (data.origin) bounds.push(data.origin);
  if (bounds.length) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 15 });
  else map.setView([46.6, 2.4], 5);
  // A popup comes to rest clear of the buttons, on the narrowest screen too.
  const inside = { maxWidth: Math.min(300, box.clientWidth - 60), autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, 130] };
  for (const place of data.places) {
    const popup = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = place.n;
    const where = document.createElement("p");
    where.textContent = place.t;
    const link = document.createElement("a");
    link.href = place.u;
    link.textContent = say.see;
    popup.append(title, where);
    for (const words of [place.h, place.f]) {
      if (!words) continue;
      const line = document.createElement("p");
      line.textContent = words;
      popup.append(line);
    }
    popup.append(link);
    const marker = L.marker(place.p, { ...pin(String(place.i), "pin"), title: place.n, alt: `${place.i}. ${place.n}` });
    marker.addTo(map).bindPopup(popup, inside);
    marker.getElement().setAttribute("aria-label", `${place.i}. ${place.n}`);
    // The focus goes into the popup and comes back to its marker, for the keyboard and for screen readers.
    marker.on("popupopen", () => link.focus());
    marker.on("popupclose", () => popup.contains(document.activeElement) && marker.getElement().focus());
  }
  box.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
  if (data.origin) {
    L.marker(data.origin, { ...pin("●", "pin start"), keyboard: false, zIndexOffset: 1000, title: data.originName || say.start, alt: say.start }).addTo(map);
  }
  const colour = getComputedStyle(box).getPropertyValue("--t-brand").trim() || "#0f4c5c";
  fetch(say.contours)
    .then((answer) => answer.json())
    .then((shapes) =>
      L.geoJSON(shapes, { interactive: false, style: { color: colour, weight: 1.5, fillOpacity: say.tiles ? 0 : 0.06 } }).addTo(map).bringToBack(),
    )
    .catch(() => {});
})();
