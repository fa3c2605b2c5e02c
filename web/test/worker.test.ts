/** The service worker, with stand-ins for what a browser gives it. */

import assert from "node:assert/strict"
import { test } from "node:test"

const SCOPE = "https://hub.example/chat/"
const SHELL = ["assets/main-new.js", "assets/dialogs-new.js", "manifest.webmanifest"]

interface Event {
  request?: Request
  waitUntil(work: Promise<unknown>): void
  respondWith(answer: Promise<Response>): void
}

const listeners = new Map<string, (event: Event) => void>()
const shelves = new Map<string, Map<string, string>>()
const fetched: [url: string, cache: string][] = []

const urlOf = (request: Request | string) => new URL(typeof request === "string" ? request : request.url, SCOPE).href.split("?", 1)[0] as string
const match = async (of: Map<string, string> | undefined, request: Request | string) => {
  const text = of?.get(urlOf(request))
  return text === undefined ? undefined : new Response(text)
}

const globals = {
  __SHELL__: SHELL,
  __VERSION__: "2",
  self: {
    registration: { scope: SCOPE },
    addEventListener: (kind: string, step: (event: Event) => void) => listeners.set(kind, step),
    clients: { claim: async () => {} },
    skipWaiting: async () => {},
  },
  Request: class extends Request {
    constructor(path: string, options: RequestInit = {}) {
      super(new URL(path, SCOPE), options)
    }
  },
  fetch: async (request: Request) => {
    fetched.push([request.url, request.cache])
    return new Response("from the network")
  },
  caches: {
    keys: async () => [...shelves.keys()],
    delete: async (name: string) => shelves.delete(name),
    match: async (request: Request) => {
      for (const shelf of shelves.values()) if (shelf.has(urlOf(request))) return match(shelf, request)
      return undefined
    },
    open: async (name: string) => {
      const shelf = shelves.get(name) ?? new Map<string, string>()
      shelves.set(name, shelf)
      return {
        match: (request: Request | string) => match(shelf, request),
        addAll: async (requests: Request[]) => {
          for (const request of requests) {
            fetched.push([request.url, request.cache])
            shelf.set(request.url, "kept")
          }
        },
      }
    },
  },
}
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
await import("../src/worker.ts" as string)

async function happens(kind: string, request?: Request): Promise<string | null> {
  const work: Promise<unknown>[] = []
  let answer: Promise<Response> | null = null
  const event = { request, waitUntil: (step: Promise<unknown>) => void work.push(step), respondWith: (given: Promise<Response>) => void (answer = given) }
  listeners.get(kind)?.(event as Event)
  await Promise.all(work)
  return answer === null ? null : await (await (answer as Promise<Response>)).text()
}

test("the whole shell is kept, parts that come later too; what has its hash in its name may come from the browser's cache", async () => {
  await happens("install")
  const kept = [...(shelves.get(`hubbub ${SCOPE} 2`)?.keys() ?? [])].map((url) => url.slice(SCOPE.length))
  assert.deepEqual(kept, ["", ...SHELL])
  assert.deepEqual(fetched.map(([, cache]) => cache), ["reload", "default", "default", "reload"])
})

test("a page of the last build finds its parts; those before it, and other hubbubs' builds, are not mixed in", async () => {
  const of = (scope: string, version: string) => `hubbub ${scope} ${version}`
  const current = shelves.get(of(SCOPE, "2")) as Map<string, string>
  shelves.clear()
  shelves.set(of(SCOPE, "0"), new Map([[`${SCOPE}assets/dialogs-oldest.js`, "oldest"]]))
  shelves.set(of("https://hub.example/", "7"), new Map())
  shelves.set(of(SCOPE, "1"), new Map([[`${SCOPE}assets/dialogs-old.js`, "old"], [`${SCOPE}manifest.webmanifest`, "old"]]))
  shelves.set(of(SCOPE, "2"), current)
  await happens("activate")
  assert.deepEqual([...shelves.keys()], [of("https://hub.example/", "7"), of(SCOPE, "1"), of(SCOPE, "2")])
  const get = (path: string) => happens("fetch", new Request(`${SCOPE}${path}`))
  assert.equal(await get("assets/dialogs-old.js"), "old")
  assert.equal(await get("assets/dialogs-new.js"), "kept")
  assert.equal(await get("manifest.webmanifest"), "kept")
  assert.equal(await get("assets/dialogs-oldest.js"), "from the network")
  assert.equal(await get("metrics"), null)
})
