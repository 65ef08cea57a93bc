// Stands between the day's visits and a network that is not there: gives the empty page and its assets from what the
// page put aside. Nothing about anybody is in it.
const KEPT = "visit-day";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(pathname.replace(/today$/, "shell"))));
  else if (pathname.startsWith("/assets/")) event.respondWith(kept(request).then((found) => found ?? fetch(request)));
});

async function kept(what) {
  return (await caches.open(KEPT)).match(what);
}
