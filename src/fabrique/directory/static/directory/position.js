// "Autour de moi": asks for the position only when the button is pressed, keeps it to about 100 metres.
(() => {
  const box = document.querySelector("[data-position]");
  if (!box || !navigator.geolocation || !window.isSecureContext) return;
  const form = box.closest("form");
  const status = box.querySelector("[role=status]");
  const hidden = (name, value) => {
    let field = form.querySelector(`input[name=${name}]`);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value.toFixed(3);
  };
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    status.textContent = box.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        hidden("lat", coords.latitude);
        hidden("lon", coords.longitude);
        form.elements.ou.value = box.dataset.here;
        form.submit();
      },
      () => {
        status.textContent = box.dataset.failed;
        form.elements.ou.focus();
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
})();
