// Keeps the pass fresh: fetches this page again when the reader comes back to it, and every ten minutes.
"use strict";

const RENEW_AFTER = 10 * 60 * 1000;
let renewedAt = Date.now();

async function renew() {
  if (document.hidden || Date.now() - renewedAt < RENEW_AFTER) return;
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-pass]");
    if (!fresh) return;
    document.querySelector("[data-pass]").replaceWith(document.adoptNode(fresh));
    renewedAt = Date.now();
  } catch {
    // No connection: the pass on the screen is good for a day.
  }
}

document.addEventListener("visibilitychange", renew);
setInterval(renew, 60 * 1000);
