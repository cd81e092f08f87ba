// The desk at the door. Whoever stands before it sees what they need to check themselves in, and of others only part of a
// name. What is recorded is sent as the leader's desk sends it.
"use strict";

(async () => {
  const { root, base, shift, one, say, status, clock, head, directions } = deskPage;
  const MOST_FOUND = 4;
  const SHORTEST = 2; // one character of a name would list half of the roster
  const SHORTEST_NUMBER = 4;
  const SAID_FOR = 6000;
  const REFRESH_EVERY = 3 * 60_000;
  const book = new DeskBook({ shift, base });
  const search = document.getElementById("search");
  const direction = directions(() => find());
  let timer = 0;

  function render() {
    const { state } = deskSender.link();
    one("banner").hidden = state === "good" || state === "unknown";
    one("banner-title").textContent = say("kiosk-away", { number: book.waiting });
    if (!book.snapshot) return;
    head(book.snapshot);
    find();
  }

  // Large, and gone before the next one reads it.
  function tell(name, words, isGood) {
    const box = one("last");
    box.querySelector("b").textContent = name;
    box.querySelector("span").textContent = words;
    box.classList.toggle("is-look", !isGood);
    box.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (box.hidden = true), SAID_FOR);
  }

  async function take({ person = null, why = "", ...said }, method) {
    const name = person ? deskRoster.masked(person.name) : "";
    const reason = why ? "" : book.whyNot(person, direction());
    if (reason) {
      const since = direction() === "in" ? person.in_at : person.out_at;
      return tell(name, say(reason, { time: since ? clock(book.corrected(since)) : "" }), reason !== "own");
    }
    const odd = why || (person?.sign_up === "confirmed" ? "" : "not-settled");
    const kept = await book.record({ person, why: odd, direction: direction(), method, ...said }).catch(() => null);
    if (!kept) return tell(name, say("not-kept"), false);
    render();
    return tell(name || say("unknown"), odd ? say("ask-leader") : say(`kiosk-${direction()}`, { time: now() }), !odd);
  }

  function now() {
    return clock(book.corrected(Date.now()));
  }

  function found(person) {
    const made = one("person").content.firstElementChild.cloneNode(true);
    made.querySelector("b").textContent = deskRoster.masked(person.name);
    made.querySelector(".sub").textContent = `… ${person.tail}`;
    const button = made.querySelector("button");
    if (book.whyNot(person, direction())) {
      button.replaceWith(status(person.state));
      return made;
    }
    button.className = "btn";
    button.textContent = say(`tick-${direction()}`);
    button.setAttribute("aria-describedby", "search");
    button.addEventListener("click", async () => {
      one("search").reset();
      await take({ person, volunteer_id: person.volunteer_id }, "kiosk");
      find();
    });
    return made;
  }

  function find() {
    const said = deskRoster.cleaned(search.value);
    const isNumber = /\d/.test(said);
    const isEnough = said.length >= (isNumber ? SHORTEST_NUMBER : SHORTEST);
    const people = isEnough ? deskRoster.found(book.people, said, MOST_FOUND) : [];
    one("found").replaceChildren(...people.map(found));
    one("found").hidden = !people.length;
    one("nobody").hidden = people.length > 0 || !isEnough;
    one("found-count").textContent = isEnough ? say("found", { number: people.length }) : "";
  }

  async function camera() {
    one("start").hidden = true;
    try {
      const seen = async (said) => take(await book.read(said), "pass");
      await passCamera.start({ video: one("video"), jsqr: root.dataset.jsqr, facing: "user", seen });
      one("camera").hidden = false;
    } catch {
      // Without a camera the code on the left and the name are left.
    }
  }

  // Who allowed it once need not press again: nobody but volunteers may be at the door.
  async function cameraIfAllowed() {
    const allowed = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (allowed?.state === "granted") await camera();
  }

  function listen() {
    one("start").addEventListener("click", () => {
      document.documentElement.requestFullscreen?.().catch(() => {});
      camera();
    });
    search.addEventListener("input", find);
    one("search").addEventListener("submit", (event) => event.preventDefault());
    deskSender.listen(async (change) => {
      if (change !== "link") await book.load();
      render();
    });
  }

  function refresh() {
    return deskSender.takeAlong({ shift, base, reader: "", kiosk: true });
  }

  if (!location.pathname.endsWith("/kiosk/")) location.replace(`${base}kiosk/`); // without a signal nobody can sign in
  await book.load();
  const asked = refresh();
  if (!book.snapshot) await asked;
  await book.load();
  one(book.snapshot ? "at-work" : "nothing").hidden = false;
  if (book.snapshot) {
    one("start").hidden = !passCamera.possible;
    if (passCamera.possible) cameraIfAllowed();
    listen();
    render();
    deskPage.stayAwake();
    setInterval(() => document.hidden || refresh(), REFRESH_EVERY);
  } else {
    const { state, words } = deskSender.link();
    one("nothing-text").textContent = say(`nothing-${state}`, { words });
  }
})();
