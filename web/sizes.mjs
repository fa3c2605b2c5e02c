// What goes over the wire: the compressed forms that the server sends, and how large they may be.

import { brotliCompressSync, constants } from "node:zlib"
import { readFileSync } from "node:fs"
import { join } from "node:path"

/** What a compressor makes smaller. */
export const COMPRESSED = /\.(?:js|css|html|svg|txt|webmanifest)$/
/** The forms that are committed.  gzip is zopfli's, 3% smaller: browsers take brotli only over TLS and from localhost. */
export const FORMS = ["br", "gz"]

/** Bytes of script that opening the page and talking may fetch, and of all script there is. */
const MOST = {
  first: { gz: 56_000, br: 51_000 },
  all: { gz: 75_000, br: 68_000 },
}

export async function squeeze(form, bytes) {
  if (form === "gz") {
    // Only now: what is loaded here answers every error after it with pages of itself.
    const { gzipAsync } = await import("@gfx/zopfli")
    return Buffer.from(await gzipAsync(bytes, { numiterations: 15 }))
  }
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
}

/** Print the sizes of the scripts in `folder`; whether they are small enough. */
export function report(folder, paths, first) {
  const sums = { first: { gz: 0, br: 0 }, all: { gz: 0, br: 0 } }
  for (const path of paths.filter((each) => each.endsWith(".js")).sort()) {
    const [plain, gz, br] = ["", ".gz", ".br"].map((form) => readFileSync(join(folder, path + form)).length)
    console.log(`${path}: ${plain} bytes, ${gz} by gzip, ${br} by brotli${first.includes(path) ? "; at first" : ""}`)
    for (const sum of first.includes(path) ? [sums.first, sums.all] : [sums.all]) {
      sum.gz += gz
      sum.br += br
    }
  }
  let fits = true
  for (const [which, words] of [["first", "Script that the first page and talking fetch"], ["all", "All script"]]) {
    const { gz, br } = sums[which]
    console.log(`${words}: ${gz} bytes by gzip of ${MOST[which].gz}, ${br} by brotli of ${MOST[which].br}`)
    if (gz > MOST[which].gz || br > MOST[which].br) {
      console.error("That is too much.")
      fits = false
    }
  }
  return fits
}
