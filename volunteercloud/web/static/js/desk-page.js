// What the desk's pages have in common: where they stand, what they say, how they write a time and a row.
"use strict";

const deskPage = (() => {
  const root = document.querySelector("[data-desk]");
  const zone = root?.dataset.zone;
  const written = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const [, base, shift] = location.pathname.match(/^(.*\/shifts\/([0-9a-f-]{36})\/)/) ?? ["", "", "", ""];

  function one(name) {
    return document.querySelector(`[data-${name}]`);
  }

  // A sentence of the page in the reader's language, with its facts put in.
  function say(name, facts = {}) {
    const words = one("words").content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
    return words.replace(/\{(\w+)\}/g, (place, fact) => facts[fact] ?? place);
  }

  function status(name) {
    return one("states").content.querySelector(`[data-state="${name}"]`).firstElementChild.cloneNode(true);
  }

  function clock(moment) {
    const parts = Object.fromEntries(written.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${Number(parts.hour)}:${parts.minute}`;
  }

  // The name and the time of the shift, on a page that came without them.
  function head({ shift: about }) {
    const chinese = document.documentElement.lang.startsWith("zh");
    one("title").textContent = (!chinese && about.title_en) || about.title;
    if (!one("when").textContent) one("when").textContent = about.when;
  }

  // The two links for in and out as a switch; `current()` is the one chosen.
  function directions(changed) {
    const links = [...one("directions").querySelectorAll("a")];
    const mark = (chosen) => {
      for (const link of links) link.removeAttribute("aria-current");
      chosen.setAttribute("aria-current", "true");
    };
    for (const link of links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        mark(link);
        changed();
      });
    }
    const wanted = new URLSearchParams(location.search).get("direction");
    const first = links.find((link) => link.dataset.direction === wanted);
    if (first) mark(first);
    return () => links.find((link) => link.hasAttribute("aria-current")).dataset.direction;
  }

  // A screen that slept has lost its lock, so it is asked for again.
  function stayAwake() {
    const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
    document.addEventListener("visibilitychange", ask);
    ask();
  }

  return { stayAwake, head, directions, root, base, shift, one, say, status, clock };
})();
