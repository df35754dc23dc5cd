/* Security keys: the one thing that HTML cannot ask. The page works without it, by a code. */
"use strict";
(() => {
  const form = document.querySelector("form[data-key]");
  if (!form || !window.PublicKeyCredential) return;
  const asked = JSON.parse(document.getElementById("key-request").textContent).publicKey;
  const button = form.querySelector("[data-key-button]");
  const problem = form.querySelector("[data-key-problem]");

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function answer() {
    const options = { ...asked, challenge: bytes(asked.challenge) };
    if (form.dataset.key === "create") {
      options.user = { ...asked.user, id: bytes(asked.user.id) };
      options.excludeCredentials = listed(asked.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = listed(asked.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function written(key) {
    const response = { clientDataJSON: text(key.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) response[part] = text(key.response[part]);
    }
    return {
      type: key.type,
      id: key.id,
      rawId: text(key.rawId),
      authenticatorAttachment: key.authenticatorAttachment,
      clientExtensionResults: key.getClientExtensionResults(),
      response,
    };
  }

  form.querySelector("[data-key-without]").hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(written(await answer()));
      form.submit();
    } catch {
      problem.hidden = false;
      button.focus();
    }
  });
})();
