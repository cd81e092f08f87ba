// Passkeys. A form marked data-passkey asks the browser for a credential and sends it in its field "credential".
// "sign-in" fetches its options from the form's own address; "add" and "confirm" find them on the page.
"use strict";

function fromPage() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function fromServer(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`No options: ${answer.status}`);
  return answer.json();
}

async function credentialFor(form) {
  if (form.dataset.passkey === "add") {
    const options = fromPage().creation_options;
    // A passkey, not merely a second factor: kept on the device and opened by its lock.
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return window.webauthnJSON.create(options);
  }
  const { request_options: options } = form.dataset.passkey === "sign-in" ? await fromServer(form) : fromPage();
  return window.webauthnJSON.get(options);
}

if (window.PublicKeyCredential && window.webauthnJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const error = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form));
      } catch {
        error.hidden = false;
        return;
      }
      form.submit();
    });
  }
}
