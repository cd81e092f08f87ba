// Checks a pass without a signal, with the keys that came along with the roster. What each byte means is written down in
// docs/decisions/0014.
"use strict";

const deskPasses = (() => {
  const ADDRESS = "/s/pass/";
  const PAYLOAD_BYTES = 20;
  const TAG_BYTES = 10;
  const DAY = 86_400;
  const EARLY = 5 * 60;
  const LIFE = 24 * 60 * 60;

  function bytesOf(text) {
    if (!/^[\w-]+$/.test(text)) return null;
    try {
      return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    } catch {
      return null;
    }
  }

  function uuidOf(bytes) {
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  async function isSigned(payload, tag, secret) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
    const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, payload));
    return tag.every((byte, number) => byte === made[number]);
  }

  return {
    // The code alone, out of the address that the picture of a pass holds.
    tokenIn(said) {
      const text = said.trim();
      const start = text.lastIndexOf(ADDRESS);
      return start < 0 ? text : text.slice(start + ADDRESS.length);
    },

    // Whose pass it is and why it is not good, if it is not: "forged", "old", or "stranger" for somebody who is not on the
    // roster taken along and whose pass can't be checked here. `people` is that roster by id, `at` the time in seconds.
    async read(token, { people, days, at }) {
      const bytes = bytesOf(token);
      if (bytes?.length !== PAYLOAD_BYTES + TAG_BYTES) return { person: null, why: "forged" };
      const payload = bytes.slice(0, PAYLOAD_BYTES);
      const person = people.get(uuidOf(payload.slice(0, 16)));
      if (!person) return { person: null, why: "stranger" };
      const issued = new DataView(payload.buffer).getUint32(16);
      const secret = bytesOf(person.keys[days.indexOf(Math.floor(issued / DAY))] ?? "");
      if (!secret) return { person, why: person.keys.length && issued < at ? "old" : "stranger" };
      if (!(await isSigned(payload, bytes.slice(PAYLOAD_BYTES), secret))) return { person: null, why: "forged" };
      return { person, why: at < issued - EARLY || at > issued + LIFE ? "old" : "" };
    },
  };
})();
