/** Installing the page as an app, where the browser offers that. */

import { Observable } from "./watch.ts"

interface Offer extends Event {
  prompt(): Promise<unknown>
}

class Installing extends Observable {
  private offer: Offer | null = null

  get ready(): boolean {
    return this.offer !== null
  }

  begin(): void {
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault() // asked from the settings, not by the browser in the middle of a talk
      this.keep(event as Offer)
    })
    addEventListener("appinstalled", () => this.keep(null))
  }

  async run(): Promise<void> {
    const { offer } = this
    this.keep(null)
    await offer?.prompt()
  }

  private keep(offer: Offer | null): void {
    this.offer = offer
    this.changed()
  }
}

export const canInstall = new Installing()
export const install = (): Promise<void> => canInstall.run()
