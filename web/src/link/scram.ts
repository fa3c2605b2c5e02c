/**
 * Proving that one knows a password.  SCRAM-SHA-256 (RFC 5802, RFC 7677) never sends it, and lets the browser keep
 * something that logs in again without keeping the password: the salted one, as a key that no script can read.
 */

const encoder = new TextEncoder()

/** What is kept of a password: good for this account, salt and count only. */
export interface Kept {
  readonly account: string
  readonly salt: string
  readonly iterations: number
  readonly key: CryptoKey
}

/** Most iterations computed: a server must not keep a browser busy for minutes. */
const MOST_ITERATIONS = 5_000_000

export interface Proof {
  readonly final: string
  /** What the server has to say to prove that it knows the password too. */
  readonly expected: string
}

/** An account's password, or what was kept of it. */
export class Secret {
  /** What may be kept, once a proof was made. */
  kept: Kept | null

  constructor(
    readonly account: string,
    /** null where only what was kept is known. */
    readonly password: string | null,
    kept: Kept | null = null,
  ) {
    this.kept = kept
  }

  /** Of the mechanisms offered (3.1 names none: PLAIN) the best that can be used, "" for none. */
  mechanism(offered: readonly string[], canProve: boolean): "" | "SCRAM-SHA-256" | "PLAIN" {
    if (canProve && offered.includes("SCRAM-SHA-256")) return "SCRAM-SHA-256"
    return this.password !== null && (offered.length === 0 || offered.includes("PLAIN")) ? "PLAIN" : ""
  }

  /** Answer `challenge` (RFC 5802 section 5).  Rejects where it makes no sense, or the password is needed. */
  async prove(first: string, challenge: string): Promise<Proof> {
    const values = new Map(challenge.split(",").map((item) => [item.slice(0, 1), item.slice(2)]))
    const nonce = values.get("r") ?? ""
    const salt = values.get("s") ?? ""
    const iterations = Number(values.get("i"))
    const ours = first.slice(first.indexOf("r=") + 2)
    if (!nonce.startsWith(ours) || nonce === ours || salt === "" || values.has("m")) throw new Error("not an answer to us")
    if (!Number.isSafeInteger(iterations) || iterations < 1 || iterations > MOST_ITERATIONS) throw new Error("not a count")
    let kept = this.kept
    if (kept === null || kept.salt !== salt || kept.iterations !== iterations) {
      if (this.password === null) throw new Error("the password has changed")
      kept = { account: this.account, salt, iterations, key: await salted(this.password, unbase64(salt), iterations) }
      this.kept = kept
    }
    const bare = `c=biws,r=${nonce}`
    const signed = encoder.encode(`${first},${challenge},${bare}`)
    const clientKey = await hmac(kept.key, encoder.encode("Client Key"))
    const storedKey = await crypto.subtle.digest("SHA-256", clientKey)
    const signature = new Uint8Array(await hmac(await hmacKey(storedKey), signed))
    const proof = new Uint8Array(clientKey).map((byte, place) => byte ^ (signature[place] as number))
    const serverKey = await hmac(kept.key, encoder.encode("Server Key"))
    const expected = await hmac(await hmacKey(serverKey), signed)
    return { final: `${bare},p=${base64(proof)}`, expected: base64(new Uint8Array(expected)) }
  }
}

/** Whether this page may compute proofs: browsers give pages from plain http (but localhost) no means to. */
export function canProve(): boolean {
  return typeof crypto !== "undefined" && crypto.subtle !== undefined
}

/** SCRAM's first message without its head: the name's `,` and `=` are spelled out (RFC 5802 section 5.1). */
export function firstBare(account: string, nonce: string): string {
  return `n=${account.replace(/=/g, "=3D").replace(/,/g, "=2C")},r=${nonce}`
}

async function salted(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  // SASLprep (RFC 4013) is NFKC for all that people type.
  const given = encoder.encode(password.normalize("NFKC"))
  const key = await crypto.subtle.importKey("raw", given, "PBKDF2", false, ["deriveBits"])
  return hmacKey(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256))
}

function hmacKey(bytes: ArrayBuffer): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
}

function hmac(key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return crypto.subtle.sign("HMAC", key, data)
}

export function base64(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

export function unbase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/** Text as SASL sends it: base64 of its UTF-8. */
export function sasl(text: string): string {
  return base64(encoder.encode(text))
}

/** The other way round; "" where it is none. */
export function unsasl(text: string): string {
  try {
    return new TextDecoder().decode(unbase64(text))
  } catch {
    return ""
  }
}
