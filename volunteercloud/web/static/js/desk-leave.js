// Signing out takes along what the check-in desk keeps in this browser. What waits is sent first; it is not lost unasked.
"use strict";

(() => {
  const form = document.querySelector("main form[method=post]");
  const waits = document.querySelector("[data-desk-waits]");
  const erase = document.querySelector("[data-desk-erase]");

  async function leave() {
    if (await deskStore.waitingCount()) await deskSender.flush();
    const number = await deskStore.waitingCount();
    if (number && !erase.checked) {
      document.querySelector("[data-desk-number]").textContent = number;
      waits.hidden = false;
      waits.focus();
      return;
    }
    await deskSender.eraseAll();
    form.submit();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave().catch(() => form.submit()); // a browser that keeps nothing has nothing to lose
  });
})();
