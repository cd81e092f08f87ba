// The service worker of the check-in desk: keeps what its pages are made of, so that they open without a signal. What it
// keeps names nobody: rosters and scans lie encrypted in the database of the browser. `SHELF`, written before this text by
// the server, says of which version this is and what belongs to it.
"use strict";

const CACHE = `desk-${SHELF.version}`;
const PATIENCE = 4000; // a connection that takes longer for a page is none

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const wanted = [...SHELF.assets, ...Object.values(SHELF.shells)];
      await cache.addAll(wanted.map((address) => new Request(address, { cache: "reload" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith("desk-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (SHELF.assets.includes(address.pathname)) {
    event.respondWith(kept(address.pathname).then((found) => found ?? fetch(request)));
    return;
  }
  if (request.mode !== "navigate") return;
  const shell = shellOf(address.pathname);
  event.respondWith(shell ? page(event, shell) : elsewhere(request));
});

function shellOf(path) {
  const name = SHELF.pages.find(([pattern]) => new RegExp(pattern).test(path))?.[1];
  return name ? SHELF.shells[name] : null;
}

async function kept(path) {
  const cache = await caches.open(CACHE);
  return cache.match(path, { ignoreVary: true });
}

// The page as the server has it; without an answer in time, or with one that says that it is broken, the kept frame,
// which fills itself from what was taken along.
async function page(event, shell) {
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) {
      if (answer.ok) event.waitUntil(renew(shell));
      return answer;
    }
  } catch {
    // No connection.
  }
  return (await kept(shell)) ?? Response.error();
}

// Other pages of the console need a connection; without one, the way back to the desk.
async function elsewhere(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(SHELF.shells.choose)) ?? Response.error();
  }
}

// The frame in the language and the size of text that the reader uses by now.
async function renew(shell) {
  try {
    const answer = await fetch(shell, { cache: "reload" });
    if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(shell, answer);
  } catch {
    // The one that is there stays.
  }
}
