// Passkeys: the page asks the desk what to ask the browser, and sends the browser's answer with its form.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

  const make = (asked) =>
    navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: listed(asked.excludeCredentials),
      },
    });
  const show = (asked) =>
    navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) },
    });

  const answered = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    const results = key.getClientExtensionResults();
    return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: results };
  };

  const asked = async (form) => {
    const sent = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form) });
    const said = await sent.json();
    if (!sent.ok) throw new Error(said.fault);
    return said.publicKey;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      const fault = form.querySelector(".fault[role=alert]");
      fault.hidden = true;
      try {
        const key = await (form.dataset.passkey === "make" ? make : show)(await asked(form));
        form.elements.answer.value = JSON.stringify(answered(key));
        form.requestSubmit(event.submitter);
        // It was sent; whoever comes back to this page is asked anew.
        form.elements.answer.value = "";
      } catch (why) {
        // The browser's own words would be in its language, about things that nobody can act on.
        fault.textContent = why.name === "Error" && why.message ? why.message : form.dataset.failed;
        fault.hidden = false;
      }
    });
  }
})();
