// The check-in desk of a leader: the same page with a signal and without. What is scanned is done at once; what came of it
// when it was sent stands beside it.
"use strict";

(async () => {
  const { root, base, shift, one, say, status, clock, head, directions } = deskPage;
  const MOST_SHOWN = 12;
  const MOST_FOUND = 6;
  const REFRESH_EVERY = 3 * 60_000; // what other devices recorded
  const book = new DeskBook({ shift, base });
  const remarks = []; // what was scanned and changed nothing: told, and not kept
  const answered = root.querySelectorAll("[data-outcome]"); // by the server, where the phone read the pass itself
  const direction = directions(() => find());
  let isHandedBack = false;
  let newest = ""; // the event that stands large above the camera

  // Showing

  function row({ at, name, words, state }) {
    const made = one("row").content.firstElementChild.cloneNode(true);
    made.querySelector("time").textContent = clock(at);
    made.querySelector("b").textContent = name;
    made.querySelector(".sub").textContent = words;
    made.append(status(state));
    return made;
  }

  function wordsOf(event) {
    if (event.state === "told" && event.outcome === "conflict") return event.words;
    if (event.why) return say(event.why);
    if (event.added_reason) return say("added");
    return say(event.direction);
  }

  function nameOf(event) {
    const added = event.number && deskRoster.byNumber(book.people, event.number);
    return event.name || added?.name || event.number || say("unknown");
  }

  function stateOf(event) {
    if (event.state === "waiting") return "waiting";
    return event.outcome === "conflict" ? "conflict" : "sent";
  }

  function list() {
    const kept = book.latest(MOST_SHOWN).map((event) => ({
      at: book.corrected(event.at_ms),
      name: nameOf(event),
      words: wordsOf(event),
      state: stateOf(event),
    }));
    const lines = [...kept, ...remarks].sort((a, b) => b.at - a.at).slice(0, MOST_SHOWN);
    one("list").replaceChildren(...answered, ...lines.map(row));
    one("empty").hidden = answered.length + lines.length > 0;
  }

  function banner() {
    const { state, words } = deskSender.link();
    const facts = { number: book.waiting, time: clock(book.taking.taken_at ?? Date.now()), words };
    one("banner").hidden = state === "good" || state === "unknown";
    one("send").hidden = state === "signed-out";
    one("sign-in").hidden = state !== "signed-out";
    one("sign-in").href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    one("banner-title").textContent = say(state);
    const text = state === "away" ? (book.waiting ? "stored" : "none-stored") : `${state}-text`;
    one("banner-text").textContent = say(text, facts);
  }

  function render() {
    if (!book.snapshot || isHandedBack) return;
    head(book.snapshot);
    for (const [name, number] of Object.entries({ ...book.counts, waiting: book.waiting })) {
      root.querySelector(`[data-count="${name}"]`).textContent = number;
    }
    root.querySelector('[data-count="waiting"]').classList.toggle("is-look", book.waiting > 0);
    list();
    banner();
    const told = book.events.find((event) => event.id === newest && event.outcome === "conflict");
    if (told) {
      newest = "";
      last(nameOf(told), told.words, false);
    }
    const { conflicts } = book.snapshot;
    one("conflicts").hidden = !conflicts;
    one("conflicts-title").textContent = say("conflicts", { number: conflicts });
    const taken = { time: clock(book.taking.taken_at), number: book.people.size };
    one("device-text").textContent = say("device", taken);
    one("device").hidden = false;
    find();
  }

  // What came of the last scan, large, for an arm's length and the sun.
  function last(name, words, isGood) {
    const box = one("last");
    box.hidden = false;
    box.classList.toggle("is-look", !isGood);
    box.querySelector("b").textContent = name;
    box.querySelector("span").textContent = words;
    navigator.vibrate?.(isGood ? 60 : [60, 60, 60]);
  }

  function show(name) {
    for (const part of ["at-work", "handed-back", "nothing"]) one(part).hidden = part !== name;
    one(name).querySelector("h1")?.focus();
  }

  // Scanning

  // What is odd about a scan that is kept all the same.
  function oddity(person) {
    if (person && person.sign_up !== "confirmed") return "not-settled";
    return person && direction() === "out" && person.state === "expected" ? "not-in" : "";
  }

  async function take({ person = null, why = "", ...said }, method) {
    const reason = why ? "" : book.whyNot(person, direction());
    if (reason) {
      const since = direction() === "in" ? person.in_at : person.out_at;
      const words = say(reason, { time: since ? clock(book.corrected(since)) : "" });
      remarks.unshift({ at: book.corrected(Date.now()), name: person.name, words, state: "unchanged" });
      remarks.splice(MOST_SHOWN);
      newest = "";
      list();
      return last(person.name, words, reason !== "own");
    }
    const odd = why || oddity(person);
    const scan = { person, why: odd === "not-in" ? "" : odd, direction: direction(), method, ...said };
    const event = await book.record(scan).catch(() => null);
    if (!event) return last(person?.name ?? say("unknown"), say("not-kept"), false);
    newest = event.id;
    render();
    return last(nameOf(event), odd ? say(odd) : wordsOf(event), !odd);
  }

  async function seen(said) {
    await take(await book.read(said), "pass");
  }

  // Looking people up

  function found(person) {
    const made = one("person").content.firstElementChild.cloneNode(true);
    made.querySelector("b").textContent = person.name;
    made.querySelector(".sub").textContent = person.number.replace(/(.{4})(?=.)/g, "$1 ");
    const button = made.querySelector("button");
    if (book.whyNot(person, direction())) {
      button.replaceWith(status(person.state));
      return made;
    }
    button.textContent = say(`tick-${direction()}`);
    const name = document.createElement("span");
    name.className = "hide";
    name.textContent = ` ${person.name}`;
    button.append(name);
    button.addEventListener("click", async () => {
      await take({ person, volunteer_id: person.volunteer_id }, "tick");
      one("search").reset();
      find();
      document.getElementById("search").focus();
    });
    return made;
  }

  function find() {
    const said = document.getElementById("search").value;
    const people = deskRoster.found(book.people, said, MOST_FOUND);
    one("found").replaceChildren(...people.map(found));
    one("found").hidden = !people.length;
    one("nobody").hidden = people.length > 0 || !deskRoster.cleaned(said);
    one("found-count").textContent = deskRoster.cleaned(said) ? say("found", { number: people.length }) : "";
  }

  function adding(isOpen) {
    one("add").hidden = !isOpen;
    one("search").hidden = isOpen;
    one("add-error").hidden = true;
    if (isOpen) one("add").querySelector("h2").focus();
  }

  async function add(event) {
    event.preventDefault();
    const number = document.getElementById("add-number").value.trim();
    const added_reason = document.getElementById("add-reason").value.trim();
    const wrong = !number || !added_reason ? "add-empty" : deskRoster.isNumber(number) ? "" : "add-number";
    one("add-error").querySelector("span").textContent = say(wrong);
    one("add-error").hidden = !wrong;
    if (wrong) return;
    const person = deskRoster.byNumber(book.people, number);
    if (person) await take({ person, volunteer_id: person.volunteer_id }, "tick");
    else await take({ number, added_reason }, "tick");
    one("add").reset();
    one("search").reset();
    adding(false);
    find();
  }

  // Handing back

  async function handBack() {
    if (book.waiting) await deskSender.flush();
    if (await deskSender.handBack(shift, { evenWaiting: false })) return;
    await book.load();
    one("unsent-title").textContent = say("unsent", { number: book.waiting });
    one("unsent").showModal();
  }

  // Handed back here or in another tab.
  function handedBack() {
    isHandedBack = true;
    one("unsent").close();
    one("banner").hidden = true;
    show("handed-back");
  }

  // A kiosk is handed out under an id of its own; then the leader's session ends, and the door's begins.
  async function putAtTheDoor(event) {
    event.preventDefault();
    const outcome = await deskSender.takeAlong({ shift, base, reader: book.taking.reader, kiosk: true });
    if (outcome.state !== "good") return;
    const token = document.createElement("input");
    Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: deskSender.token() });
    one("kiosk").append(token);
    one("kiosk").submit();
  }

  async function camera() {
    one("start").hidden = true;
    try {
      await passCamera.start({ video: one("video"), jsqr: root.dataset.jsqr, facing: "environment", seen });
      one("camera").hidden = false;
      deskPage.stayAwake();
    } catch {
      one("no-camera").hidden = false;
    }
  }

  // Beginning

  function listen() {
    one("start").addEventListener("click", camera);
    one("send").addEventListener("click", () => deskSender.flush());
    one("refresh").addEventListener("click", () => refresh(deskSender.link().code === "device.revoked"));
    one("hand-back").addEventListener("click", handBack);
    one("kiosk").addEventListener("submit", putAtTheDoor);
    one("keep").addEventListener("click", () => one("unsent").close());
    one("erase").addEventListener("click", () => deskSender.handBack(shift, { evenWaiting: true }));
    one("add-open").addEventListener("click", () => adding(true));
    one("add-close").addEventListener("click", () => adding(false));
    one("add").addEventListener("submit", add);
    one("search").addEventListener("input", find);
    one("search").addEventListener("submit", (event) => {
      event.preventDefault();
      find();
      one("found").querySelector("button")?.focus();
    });
    deskSender.listen(async (change) => {
      if (isHandedBack) return;
      if (change === "erased") return handedBack();
      if (change !== "link") await book.load();
      render();
    });
  }

  function refresh(anew = false) {
    return deskSender.takeAlong({ shift, base, reader: root.dataset.reader, kiosk: false, anew });
  }

  async function begin() {
    one("plain")?.remove();
    await deskStore.tidy(root.dataset.reader);
    await book.load();
    // A device at the door stays there until a leader has signed in, also without a signal.
    if (book.taking?.kiosk && !root.dataset.reader) return location.replace(`${base}kiosk/`);
    navigator.storage?.persist?.(); // what waits shall not be cleared away for want of room
    const isReady = Boolean(book.snapshot);
    if (isReady) render();
    const asked = refresh();
    if (!isReady) {
      const { state, words } = await asked;
      await book.load();
      if (!book.snapshot) {
        one("nothing-text").textContent = say(`nothing-${state}`, { words });
        return show("nothing");
      }
    }
    one("search").hidden = false;
    one(passCamera.possible ? "start" : "no-camera").hidden = false;
    listen();
    render();
    if (isReady) asked.then(() => deskSender.flush());
    return setInterval(() => document.hidden || isHandedBack || refresh(), REFRESH_EVERY);
  }

  try {
    await begin();
  } catch (problem) {
    one("nothing-text").textContent = say("locked");
    show("nothing");
    throw problem;
  }
})();
