// Who is expected and where they stand: what the server knew at the last exchange, and what this device recorded since.
"use strict";

const deskRoster = (() => {
  const CAME = ["present", "left", "confirmed"];

  // Upper case without spaces and hyphens, as numbers are stored.
  function cleaned(text) {
    return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  }

  // A public number carries a check character (ISO 7064, MOD 37,36): one that is mistyped is noticed on the spot.
  function isNumber(text) {
    const values = [...cleaned(text)].map((letter) => parseInt(letter, 36));
    if (values.length < 2 || values.some(Number.isNaN)) return false;
    const rest = values.slice(0, -1).reduce((product, value) => (((product + value) % 36 || 36) * 2) % 37, 36);
    return (rest + values.at(-1)) % 36 === 1;
  }

  function stepped(person, event) {
    if (event.direction === "in") {
      return CAME.includes(person.state) ? person : { ...person, state: "present", in_at: event.at_ms };
    }
    return person.state === "present" ? { ...person, state: "left", out_at: event.at_ms } : person;
  }

  return {
    cleaned,
    isNumber,

    // The people of the roster by their id, each as the scans that wait here will leave them.
    standing(people, events) {
      const now = new Map(people.map((person) => [person.volunteer_id, person]));
      const waiting = events.filter((event) => event.state === "waiting" && !event.why && now.has(event.person));
      for (const event of waiting.sort((one, other) => one.at_ms - other.at_ms)) {
        now.set(event.person, stepped(now.get(event.person), event));
      }
      return now;
    },

    counts(standing) {
      const people = [...standing.values()];
      const came = people.filter((person) => CAME.includes(person.state)).length;
      return { expected: people.length, came, missing: people.length - came };
    },

    // By a part of the name, or by the end or the whole of a number. The best first, `most` at most.
    found(standing, said, most) {
      const wanted = cleaned(said);
      if (!wanted) return [];
      const fits = [];
      for (const person of standing.values()) {
        const name = cleaned(person.name);
        const number = cleaned(person.number);
        if (number.endsWith(wanted) || name === wanted) fits.unshift(person);
        else if (name.includes(wanted) || number === wanted) fits.push(person);
        if (fits.length > most * 20) break;
      }
      return fits.slice(0, most);
    },

    byNumber(standing, said) {
      const wanted = cleaned(said);
      return [...standing.values()].find((person) => cleaned(person.number) === wanted) ?? null;
    },

    // What a scan would change nothing of: somebody who has come and is checked in again, or has left and goes again.
    isDone(person, direction) {
      if (direction === "in") return CAME.includes(person.state);
      return person.state === "left" || person.state === "confirmed";
    },

    // A name that others may read over somebody's shoulder: 谷* for 谷雨, 欧*修 for 欧阳修.
    masked(name) {
      const parts = name.trim().split(/\s+/);
      const hide = (part) => {
        const letters = [...part];
        if (letters.length < 2) return part;
        const last = letters.length > 2 ? letters.at(-1) : "";
        return letters[0] + "*".repeat(letters.length - 1 - last.length) + last;
      };
      return parts.map(hide).join(" ");
    },
  };
})();
