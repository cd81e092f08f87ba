// Makes the desk's pages open without a signal, and offers to put the desk on the home screen where the browser can.
"use strict";

(() => {
  const root = document.querySelector("[data-desk]");
  let offer = null;

  if ("serviceWorker" in navigator && root?.dataset.worker) {
    navigator.serviceWorker.register(root.dataset.worker, { scope: "/org/" }).catch(() => {});
  }

  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    document.querySelector("[data-install-offer]").hidden = false;
  });

  document.querySelector("[data-install]")?.addEventListener("click", async () => {
    await offer?.prompt();
    document.querySelector("[data-install-offer]").hidden = true;
  });
})();
