// Between this device and the server: takes rosters along, sends what waits, keeps what is answered. However many tabs are
// open, one sends at a time; whatever is sent again, the server knows by its id.
"use strict";

const deskSender = (() => {
  const BATCH = 500;
  const PATIENCE = 30_000;
  const FIRST_RETRY = 2_000;
  const LONGEST_RETRY = 60_000;
  const ANOTHER_ID = ["device.clock", "device.taken"]; // changed clock, or somebody else's hand-out
  const AWAY = { state: "away", words: "", code: "" };
  const tabs = new BroadcastChannel("desk");
  const listeners = new Set();
  let link = { state: "unknown", words: "", code: "" }; // good, away, signed-out, refused
  let failures = 0;
  let timer = 0;
  let queued = null;
  let about = null; // the shift of this page

  function token() {
    return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
  }

  // What a request came to. An answer that breaks off in the middle is no answer: the server may have it all the same.
  async function post(address, body) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500 || answer.status === 429) return AWAY;
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok) return { state: "good", words: "", code: "", said };
      const state = answer.status === 401 ? "signed-out" : "refused";
      return { state, words: said.words ?? "", code: said.code ?? "" };
    } catch {
      return AWAY;
    }
  }

  function told(change) {
    if (change === "erased") {
      about = null; // nothing is taken along again unasked
      clearTimeout(timer);
    }
    for (const listener of listeners) listener(change);
  }

  function tell(change) {
    told(change);
    tabs.postMessage(change);
  }

  tabs.addEventListener("message", ({ data }) => told(data));

  function wired({ id, at_ms, direction, method, volunteer_id, pass, number, added_reason }) {
    return { id, at_ms, direction, method, volunteer_id, pass, number, added_reason };
  }

  // Sends a bundle of what one hand-out recorded. An id stands for one reading of the clock, so each goes under its own.
  async function exchange(taking) {
    const waiting = await deskStore.waiting(taking.shift, BATCH);
    const events = waiting.filter((event) => event.device === waiting[0].device);
    if (!events.length) return null;
    const body = { device_id: events[0].device, clock_ms: Date.now(), events: events.map(wired) };
    const { said, ...outcome } = await post(`${taking.base}desk/sync/`, body);
    if (said) {
      await deskStore.tell(events, new Map(said.receipts.map((receipt) => [receipt.id, receipt])));
      await deskStore.keepTaking(taking.shift, merged(taking, said));
      await deskStore.prune(taking.shift);
    }
    return outcome;
  }

  // The answer names those whom the events named; who is new on the roster has no key, so their pass is checked later.
  function merged(taking, said) {
    const roster = new Map(taking.snapshot.roster.map((person) => [person.volunteer_id, person]));
    for (const person of said.roster) {
      roster.set(person.volunteer_id, { keys: [], ...roster.get(person.volunteer_id), ...person });
    }
    return { ...taking, snapshot: { ...taking.snapshot, roster: [...roster.values()], conflicts: said.conflicts } };
  }

  // Everything that waits on this device, shift by shift. Ends at the first answer that keeps nothing.
  async function flushed() {
    let last = null;
    for (const { shift } of await deskStore.takings()) {
      for (;;) {
        const taking = await deskStore.taking(shift);
        const outcome = taking?.snapshot ? await exchange(taking) : null;
        if (!outcome) break;
        last = outcome;
        if (outcome.state === "away") return last;
        if (outcome.state !== "good") break;
      }
    }
    return last;
  }

  function again(outcome) {
    clearTimeout(timer);
    failures = outcome.state === "away" ? failures + 1 : 0;
    if (failures) timer = setTimeout(flush, Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (failures - 1)));
  }

  function concluded(outcome) {
    link = outcome;
    again(outcome);
    tell("exchanged");
    return outcome;
  }

  // Many ask at once; who asks while one is under way gets the next. Where nothing waits, and the last answer was none, it
  // asks for the roster: so the page learns that the connection is back.
  function flush() {
    queued ??= alone(async () => {
      queued = null;
      const sent = await flushed();
      return concluded(sent ?? (link.state === "good" || !about ? link : await handedOut(about)));
    });
    return queued;
  }

  // One tab at a time exchanges, and nothing is erased meanwhile.
  function alone(work) {
    return navigator.locks.request("desk-send", work);
  }

  // One hand-out. What was taken along before stays, with its id, until the new one is here.
  async function handedOut({ shift, base, reader, kiosk, anew }) {
    const before = await deskStore.taking(shift);
    const isMine = before && !anew && before.kiosk === kiosk && (!reader || before.reader === reader);
    const ask = async (device) => {
      const asked = { device_id: device, clock_ms: Date.now(), kiosk };
      const { said, ...outcome } = await post(`${base}desk/hand-out/`, asked);
      const taking = { shift, base, kiosk, device, reader: reader || before?.reader, snapshot: said, taken_at: Date.now() };
      if (said) await deskStore.keepTaking(shift, taking);
      return outcome;
    };
    const outcome = await ask(isMine ? before.device : crypto.randomUUID());
    return ANOTHER_ID.includes(outcome.code) ? ask(crypto.randomUUID()) : outcome;
  }

  window.addEventListener("online", flush);
  window.addEventListener("offline", () => {
    link = AWAY;
    told("link");
  });
  document.addEventListener("visibilitychange", () => document.hidden || flush());

  return {
    flush,
    tell,
    token,
    listen: (listener) => listeners.add(listener),
    link: () => link,

    // Takes the roster of a shift along, or asks for the newest one. A desk that was called back stays so until somebody
    // asks for one `anew`.
    takeAlong(asked) {
      about = { ...asked, anew: false };
      return alone(async () => concluded(await handedOut(asked)));
    },

    // Erases what one shift left on this device, unless something of it waits to be sent. Says whether it did.
    handBack(shift, { evenWaiting }) {
      return alone(async () => {
        if (!(await deskStore.eraseShift(shift, { evenWaiting }))) return false;
        if (!(await deskStore.takings()).length) await deskStore.erase();
        tell("erased");
        return true;
      });
    },

    eraseAll() {
      return alone(async () => {
        await deskStore.erase();
        tell("erased");
      });
    },
  };
})();
