{# Keeps nothing but the page that says that there is no connection, and asks the network for all others. #}
{# Preloads only where the admin has a route of its own: else its pages are asked for twice, and its messages lost. #}
const kept = "offline-{{ version }}";
const files = "{{ files }}".split(" ");

addEventListener("install", (event) => {
  skipWaiting();
  event.addRoutes?.({ condition: { urlPattern: "/admin/*" }, source: "network" });
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(files)));
});

addEventListener("activate", (event) => {
  if (self.InstallEvent?.prototype.addRoutes) registration.navigationPreload.enable();
  event.waitUntil(caches.keys().then((all) => Promise.all(all.map((name) => name === kept || caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const { request, preloadResponse } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET" || pathname.startsWith("/admin/")) return;
  if (request.mode === "navigate")
    event.respondWith(preloadResponse.then((page) => page ?? fetch(request)).catch(() => caches.match(files[0])));
  else if (files.includes(pathname)) event.respondWith(caches.match(request).then((file) => file ?? fetch(request)));
});
