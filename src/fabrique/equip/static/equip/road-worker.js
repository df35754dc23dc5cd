/* One round's page, readable without network: the network first, what was kept when there is none.
   It holds names and addresses: it goes when the round is over, when one signs out (Clear-Site-Data), when the
   server answers anything but the page, and after eighteen hours whatever happens. */
"use strict";
const SCOPE = self.registration.scope;
const CACHE = `fabrique-tournee ${SCOPE}`;
const LONGEST = 18 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (!event.data || !event.data.keep) return;
  event.waitUntil(keep(event.data.keep).then((all) => all && event.source && event.source.postMessage("kept")));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.location.origin)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : part(request));
});

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  const answers = await Promise.all(addresses.map((address) => fetch(address, { credentials: "same-origin" })));
  if (!answers.every((answer) => answer.ok && !answer.redirected)) return false;
  await Promise.all(answers.map((answer, at) => cache.put(addresses[at], dated(answer))));
  return true;
}

function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set("x-kept-at", String(Date.now()));
  return new Response(answer.body, { status: answer.status, headers });
}

async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch (gone) {
    return (await kept(SCOPE)) || Response.error();
  }
  if (request.url === SCOPE) {
    if (answer.ok && !answer.redirected) {
      const cache = await caches.open(CACHE);
      await cache.put(SCOPE, dated(answer.clone()));
    } else if (answer.status < 500) await forget();
  }
  return answer;
}

async function part(request) {
  try {
    return await fetch(request);
  } catch (gone) {
    return (await kept(request.url)) || Response.error();
  }
}

async function kept(address) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(address);
  if (!found || Date.now() - Number(found.headers.get("x-kept-at")) < LONGEST) return found;
  await forget();
  return undefined;
}

async function forget() {
  await caches.delete(CACHE);
  await self.registration.unregister();
}
