// Fills the bar of a list that is being worked on, and shows the result as soon as there is one.
"use strict";

const box = document.querySelector("[data-progress]");
const bar = box.querySelector("[role=progressbar]");
const EVERY_MS = 1000;

async function look() {
  try {
    const answer = await fetch(box.dataset.progress, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const run = await answer.json();
    if (!run.is_running) return location.reload();
    bar.setAttribute("aria-valuenow", String(run.percent));
    bar.querySelector("rect").setAttribute("width", `${run.percent}%`);
    box.querySelector("[data-done]").textContent = run.done.toLocaleString(document.documentElement.lang);
  } catch {
    // Without a connection it goes on by itself; ask again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
