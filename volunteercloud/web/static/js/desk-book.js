// The book of one shift on this device: what was taken along, what was scanned, and what came of it.
"use strict";

const LONGEST_SAID = 200;

// What a stranger's code says may be anything: kept are the characters that can be kept, so that nothing ever blocks the rest.
function legible(text) {
  const plain = text.replace(/\p{Cc}/gu, " ").trim();
  return [...(plain.toWellFormed?.() ?? plain)].slice(0, LONGEST_SAID).join("") || "?";
}

class DeskBook {
  constructor({ shift, base }) {
    this.shift = shift;
    this.base = base;
    this.taking = null;
    this.events = [];
    this.people = new Map();
  }

  async load() {
    this.taking = await deskStore.taking(this.shift);
    this.events = await deskStore.events(this.shift);
    this.people = deskRoster.standing(this.snapshot?.roster ?? [], this.events);
    return this;
  }

  get snapshot() {
    return this.taking?.snapshot ?? null;
  }

  get waiting() {
    return this.events.filter((event) => event.state === "waiting").length;
  }

  get counts() {
    return deskRoster.counts(this.people);
  }

  // A moment by this device's clock as the server's clock has it, as far as the hand-out told.
  corrected(moment) {
    return typeof moment === "number" ? moment - (this.snapshot?.offset_ms ?? 0) : Date.parse(moment);
  }

  // What was read or typed: a number of the roster, a pass, or neither. `why` says what is wrong with it.
  async read(spoken) {
    const said = legible(spoken);
    const known = deskRoster.byNumber(this.people, said);
    if (known) return { person: known, volunteer_id: known.volunteer_id, why: "" };
    const pass = deskPasses.tokenIn(said);
    const at = this.corrected(Date.now()) / 1000;
    const { person, why } = await deskPasses.read(pass, { people: this.people, days: this.snapshot.days, at });
    return { person, pass, why };
  }

  // Why nothing is recorded: it is the leader's own pass, or the person has done this already. Else nothing.
  whyNot(person, direction) {
    if (!person) return "";
    if (person.volunteer_id === this.taking.reader) return "own";
    return deskRoster.isDone(person, direction) ? `already-${direction}` : "";
  }

  // Keeps one scan; it counts from now on, and is sent as soon as there is a connection. Exactly one of `volunteer_id`,
  // `pass` and `number` says who.
  async record({ person = null, why = "", direction, method, volunteer_id, pass, number, added_reason }) {
    const kept = await deskStore.add(this.shift, {
      device: this.taking.device,
      at_ms: Date.now(),
      person: person?.volunteer_id ?? "",
      name: person?.name ?? "",
      why,
      direction,
      method,
      volunteer_id,
      pass,
      number: number && legible(number),
      added_reason: added_reason && legible(added_reason),
    });
    this.events.push(kept);
    this.people = deskRoster.standing(this.snapshot.roster, this.events);
    deskSender.tell("recorded");
    deskSender.flush();
    return kept;
  }

  // The newest first.
  latest(most) {
    return this.events.slice(-most).reverse();
  }
}
