// The rotating code: counts down and fetches the next one in time. Without a connection the old code is taken away.
"use strict";

const box = document.querySelector("[data-code]");
const offline = document.querySelector("[data-offline]");
let newAt = Date.now() + seconds() * 1000;

function seconds() {
  return Number(box.querySelector("[data-seconds]")?.dataset.seconds ?? 0);
}

async function renew() {
  newAt = Date.now() + 3000; // try again soon unless it succeeds
  try {
    const answer = await fetch(box.dataset.code, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(document.adoptNode(page.querySelector("[data-seconds]")));
    newAt = Date.now() + seconds() * 1000;
    offline.hidden = true;
  } catch {
    box.replaceChildren();
    offline.hidden = false;
  }
}

setInterval(() => {
  const left = Math.ceil((newAt - Date.now()) / 1000);
  const figure = box.querySelector("[data-left]");
  if (left <= 0) renew();
  else if (figure) figure.textContent = String(left);
}, 500);
navigator.wakeLock?.request("screen").catch(() => {});
