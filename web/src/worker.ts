/**
 * The service worker: keeps the shell, so that the page opens without a network, shows what it must, and sends what was
 * typed once there is one.  The page itself comes from the server whenever that answers.
 */

export {}
declare const self: ServiceWorkerGlobalScope
/** Written in by the build. */
declare const __SHELL__: readonly string[]
declare const __VERSION__: string

/** Several hubbubs may live below one host. */
const MINE = `hubbub ${self.registration.scope} `
const CACHE = MINE + __VERSION__
const HASHED = "assets/"
/** A network that has not answered by then is none. */
const ANSWERS_WITHIN = 4_000

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      await cache.addAll(["./", ...__SHELL__].map(asked))
    })(),
  )
})

/**
 * The browser's own cache is passed by, since it may have an older page; but not for what has its contents' hash in its
 * name.  At the page's path others are told how to join: only who asks for HTML is given the page.
 */
function asked(path: string): Request {
  if (path.startsWith(HASHED)) return new Request(path)
  return new Request(path, { cache: "reload", headers: path === "./" ? { Accept: "text/html" } : {} })
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // In the order of their making.  Pages of the last build are open still, and may need its parts.
      const others = (await caches.keys()).filter((name) => name.startsWith(MINE) && name !== CACHE)
      await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
      await self.clients.claim()
    })(),
  )
})

/** A page that was told of a new version may ask for it. */
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "renew") void self.skipWaiting()
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  const scope = self.registration.scope
  if (request.method !== "GET" || !request.url.startsWith(scope)) return
  const path = request.url.slice(scope.length).split(/[?#]/, 1)[0] as string
  if (path === "" && request.mode === "navigate") event.respondWith(page(request))
  else if (__SHELL__.includes(path) || path.startsWith(HASHED)) event.respondWith(kept(request))
})

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(ANSWERS_WITHIN) })
    if (answer.ok) return answer
  } catch {
    // No network, or no server: below.
  }
  return (await cache.match("./", { ignoreVary: true })) ?? Response.error()
}

/** What is kept, of this build or, where a name has its contents' hash, of the one before. */
async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const found = await cache.match(request, { ignoreSearch: true })
  return found ?? (request.url.includes(HASHED) ? await caches.match(request) : undefined) ?? fetch(request)
}

/** A notification leads to its conversation: `data` is what `showNotification` was given. */
self.addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(
    (async () => {
      const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true })
      const open = windows.find((each) => each.url.startsWith(self.registration.scope))
      if (open === undefined) {
        await self.clients.openWindow("./")
        return
      }
      await open.focus()
      open.postMessage({ type: "open", data: event.notification.data as unknown })
    })(),
  )
})
