/** The page as an app: kept by its service worker, and installed where the browser offers that. */

import { Observable } from "./watch.ts"

interface Offer extends Event {
  prompt(): Promise<unknown>
}

class Installing extends Observable {
  #offer: Offer | null = null

  get ready(): boolean {
    return this.#offer !== null
  }

  begin(): void {
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault() // asked from the settings, not by the browser in the middle of a talk
      this.#keep(event as Offer)
    })
    addEventListener("appinstalled", () => this.#keep(null))
  }

  async run(): Promise<void> {
    const offer = this.#offer
    this.#keep(null)
    await offer?.prompt()
  }

  #keep(offer: Offer | null): void {
    this.#offer = offer
    this.changed()
  }
}

/** Have the shell kept, so that the page opens without a network.  A newer one takes over at once: what is open goes on. */
export async function keepShell(): Promise<void> {
  // Without HTTPS, but for this machine's own addresses, browsers have no service workers.
  if (!("serviceWorker" in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register("worker.js")
    const renew = (worker: ServiceWorker | null): void => {
      if (worker?.state === "installed") worker.postMessage({ type: "renew" })
    }
    renew(registration.waiting)
    registration.addEventListener("updatefound", () => {
      const { installing } = registration
      installing?.addEventListener("statechange", () => renew(installing))
    })
  } catch (error) {
    console.info("hubbub: there is no service worker, so the page needs its server to open", error)
  }
}

export const canInstall = new Installing()
export const install = (): Promise<void> => canInstall.run()
