// The queue by single keys. They can be switched off on each device, because speech and trembling hands press them unasked
// (WCAG 2.1.4), and none decides: that is the button's. Everything a key does can be done by Tab and Enter as well.
"use strict";

const KEPT = "queue-keys";
const help = document.querySelector("[data-keys]");
const toggle = help.querySelector("[data-keys-on]");
const links = [...document.querySelectorAll("[data-cases] a")];
const DECISIONS = { a: "approve", r: "return", x: "reject" };

function current() {
  const focused = links.indexOf(document.activeElement);
  return focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"));
}

function walk(step) {
  const wanted = links[Math.min(Math.max(current() + step, 0), links.length - 1)];
  wanted?.focus();
}

function open() {
  const focused = links.includes(document.activeElement) ? document.activeElement : null;
  (document.querySelector("[data-open]") && !focused ? document.querySelector("[data-open]") : links[current()])?.click();
}

function choose(decision) {
  const radio = document.querySelector(`[data-decide] input[name=decision][value=${decision}]`);
  if (!radio) return;
  radio.checked = true;
  radio.focus();
}

function narrow() {
  const summary = document.querySelector("[data-filter]");
  summary.parentElement.open = true;
  summary.parentElement.querySelector("input[type=text]").focus();
}

function explain() {
  help.scrollIntoView();
  toggle.focus();
}

const ACTS = { j: () => walk(1), k: () => walk(-1), o: open, "/": narrow, "?": explain };

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])") || target.isContentEditable;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (arrow && links.includes(event.target)) {
    event.preventDefault();
    walk(arrow);
    return;
  }
  if (!toggle.checked) return;
  const act = ACTS[event.key] || (DECISIONS[event.key] && (() => choose(DECISIONS[event.key])));
  if (!act) return;
  event.preventDefault();
  act();
});

toggle.checked = localStorage.getItem(KEPT) !== "off";
toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
help.hidden = false;

for (const link of document.querySelectorAll("[data-all]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of document.querySelectorAll("[data-cases] input[type=checkbox]")) box.checked = true;
  });
}
