// What a desk keeps on this device: rosters with the keys of their passes, and scans until they are sent. All of it is
// encrypted with a key that this browser can use and nobody can read: a copy of its files tells nothing.
"use strict";

const deskStore = (() => {
  const NAME = "desk";
  const KEPT_TOLD = 300; // scans that were answered stay this long in the list; the roster knows of the others
  const KEPT_AFTER = 3 * 24 * 60 * 60_000;
  let opened = null;
  let secret = null;

  function database() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("facts");
        asked.result.createObjectStore("takings", { keyPath: "shift" });
        const events = asked.result.createObjectStore("events", { keyPath: "id" });
        events.createIndex("by_shift", ["shift", "seq"]);
        events.createIndex("by_state", ["shift", "state", "seq"]);
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  // One transaction; `work` may wait for nothing but its own requests, or the transaction ends beneath it.
  async function inTransaction(stores, mode, work) {
    const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(transaction);
    await done;
    return result;
  }

  function answer(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function shiftRange(...start) {
    return IDBKeyRange.bound([...start], [...start, []]);
  }

  // Two tabs may come first at once: the key that was stored first is the key of both.
  async function key() {
    secret ??= (async () => {
      const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      return inTransaction(["facts"], "readwrite", async (transaction) => {
        const facts = transaction.objectStore("facts");
        const there = await answer(facts.get("key"));
        if (!there) facts.put(made, "key");
        return there ?? made;
      });
    })();
    return secret;
  }

  async function sealed(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain) };
  }

  async function unsealed({ iv, bytes }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), bytes);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  async function openEvent(row) {
    return { ...(await unsealed(row.sealed)), id: row.id, shift: row.shift, seq: row.seq, state: row.state };
  }

  return {
    // A taking is what a device took along for one shift: the answer to its hand-out.
    async keepTaking(shift, content) {
      const row = { shift, sealed: await sealed(content) };
      await inTransaction(["takings"], "readwrite", (transaction) => transaction.objectStore("takings").put(row));
    },

    async taking(shift) {
      const row = await inTransaction(["takings"], "readonly", (transaction) =>
        answer(transaction.objectStore("takings").get(shift)),
      );
      return row ? unsealed(row.sealed) : null;
    },

    async takings() {
      const rows = await inTransaction(["takings"], "readonly", (transaction) =>
        answer(transaction.objectStore("takings").getAll()),
      );
      return Promise.all(rows.map((row) => unsealed(row.sealed)));
    },

    // The number of an event is drawn in the transaction that keeps it, so that two tabs never draw the same.
    async add(shift, event) {
      const id = crypto.randomUUID();
      const content = await sealed(event);
      const seq = await inTransaction(["facts", "events"], "readwrite", async (transaction) => {
        const next = ((await answer(transaction.objectStore("facts").get("seq"))) ?? 0) + 1;
        transaction.objectStore("facts").put(next, "seq");
        transaction.objectStore("events").add({ id, shift, seq: next, state: "waiting", sealed: content });
        return next;
      });
      return { ...event, id, shift, seq, state: "waiting" };
    },

    async events(shift) {
      const rows = await inTransaction(["events"], "readonly", (transaction) =>
        answer(transaction.objectStore("events").index("by_shift").getAll(shiftRange(shift))),
      );
      return Promise.all(rows.map(openEvent));
    },

    async waiting(shift, limit) {
      const rows = await inTransaction(["events"], "readonly", (transaction) =>
        answer(transaction.objectStore("events").index("by_state").getAll(shiftRange(shift, "waiting"), limit)),
      );
      return Promise.all(rows.map(openEvent));
    },

    async waitingCount() {
      const shifts = await inTransaction(["takings"], "readonly", (transaction) =>
        answer(transaction.objectStore("takings").getAllKeys()),
      );
      const counts = await inTransaction(["events"], "readonly", (transaction) =>
        Promise.all(
          shifts.map((shift) =>
            answer(transaction.objectStore("events").index("by_state").count(shiftRange(shift, "waiting"))),
          ),
        ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },

    // Each event with the receipt that the server gave for it. An event that was erased meanwhile stays erased.
    async tell(events, receipts) {
      const told = await Promise.all(
        events
          .filter((event) => receipts.has(event.id))
          .map(async ({ id, shift, seq, state, ...content }) => {
            const { outcome, code, words } = receipts.get(id);
            return { id, shift, seq, state: "told", sealed: await sealed({ ...content, outcome, code, words }) };
          }),
      );
      await inTransaction(["events"], "readwrite", async (transaction) => {
        const kept = transaction.objectStore("events");
        const there = await Promise.all(told.map((row) => answer(kept.getKey(row.id))));
        told.forEach((row, number) => there[number] && kept.put(row));
      });
    },

    async prune(shift) {
      await inTransaction(["events"], "readwrite", async (transaction) => {
        const kept = transaction.objectStore("events");
        const told = await answer(kept.index("by_state").getAllKeys(shiftRange(shift, "told")));
        told.slice(0, -KEPT_TOLD).forEach((id) => kept.delete(id));
      });
    },

    // What is left of others, or of shifts long over: erased as soon as nothing of it waits to be sent.
    async tidy(reader) {
      for (const taking of await this.takings()) {
        const isOver = Date.parse(taking.snapshot.shift.ends_at) < Date.now() - KEPT_AFTER;
        const isForeign = reader && taking.reader && taking.reader !== reader;
        if (isOver || isForeign) await this.eraseShift(taking.shift, { evenWaiting: false });
      }
    },

    // Everything, the key first among it: what a disk may still hold of the rest can't be read any more.
    async erase() {
      await inTransaction(["facts", "takings", "events"], "readwrite", (transaction) => {
        for (const name of ["facts", "takings", "events"]) transaction.objectStore(name).clear();
      });
      secret = null;
    },

    // One shift alone; the others on this device stay. What waits is looked for in the same breath, so that a scan of
    // another tab is not lost between the question and the deed.
    async eraseShift(shift, { evenWaiting }) {
      return inTransaction(["takings", "events"], "readwrite", async (transaction) => {
        const events = transaction.objectStore("events");
        const waiting = await answer(events.index("by_state").count(shiftRange(shift, "waiting")));
        if (waiting && !evenWaiting) return false;
        transaction.objectStore("takings").delete(shift);
        const ids = await answer(events.index("by_shift").getAllKeys(shiftRange(shift)));
        ids.forEach((id) => events.delete(id));
        return true;
      });
    },
  };
})();
