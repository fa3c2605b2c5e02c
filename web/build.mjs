// Builds the client into the Python package.  The same sources and lock file give the same bytes, so what is
// committed can be compared with a new build: `node build.mjs --check`.  `--watch` builds again after each change.

import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createHash } from "node:crypto"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"
import { minify } from "terser"

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, "../hubbub/net/pages/client")
const COMPRESSED = /\.(?:js|css|html|svg|txt|webmanifest)$/

const shared = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  target: ["es2022", "chrome105", "firefox115", "safari16"],
  // h(…) is shorter than what the automatic way calls.
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: ["jsx.mjs"],
  tsconfigRaw: "{}",
  write: false,
}

const name = (path) => path.slice(join(here, "out").length + 1)
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10)

/** esbuild's output, some per cent smaller. */
async function tighten(code) {
  const { code: tight } = await minify(code, {
    module: true,
    ecma: 2020,
    compress: { passes: 4, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
    format: { ecma: 2020 },
  })
  return Buffer.from(tight)
}

/** All files of the client, by their path. */
export async function build() {
  const files = new Map()
  const app = await esbuild.build({
    ...shared,
    entryPoints: { main: "src/main.tsx" },
    assetNames: "[name]-[hash]",
    loader: { ".txt": "file" },
    publicPath: "assets",
    outdir: "out",
  })
  for (const file of app.outputFiles) {
    const bytes = file.path.endsWith(".js") ? await tighten(file.text) : Buffer.from(file.contents)
    const [stem, ending] = name(file.path).split(".")
    if (ending === "txt") {
      files.set(`assets/${stem}.txt`, bytes)
      continue
    }
    files.set(`assets/${stem}-${hash(bytes)}.${ending}`, bytes)
  }
  for (const entry of readdirSync(join(here, "public"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    files.set(path.slice(join(here, "public").length + 1), readFileSync(path))
  }
  const entry = (kind) => [...files.keys()].find((path) => path.startsWith("assets/main-") && path.endsWith(kind))
  const page = readFileSync(join(here, "index.html"), "utf8")
    .replaceAll("%SCRIPT%", entry(".js"))
    .replaceAll("%STYLE%", entry(".css"))
  files.set("index.html", Buffer.from(page))

  if (existsSync(join(here, "src/worker.ts"))) {
    // The worker keeps the whole shell, so its own bytes change when any of it does: that is how browsers notice.
    const shell = [...files.keys()].filter((path) => path !== "index.html").sort()
    const version = hash([...files.keys()].sort().map((path) => `${path} ${hash(files.get(path))}`).join("\n"))
    const worker = await esbuild.build({
      ...shared,
      format: "iife",
      inject: [],
      entryPoints: { worker: "src/worker.ts" },
      define: { __SHELL__: JSON.stringify(shell), __VERSION__: JSON.stringify(version) },
      outdir: "out",
    })
    for (const file of worker.outputFiles) files.set(name(file.path), await tighten(file.text))
  }
  return files
}

function squeeze(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
}

function write(files) {
  const fresh = mkdtempSync(join(tmpdir(), "hubbub-web-"))
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true })
    writeFileSync(join(fresh, path), bytes)
    if (COMPRESSED.test(path)) writeFileSync(join(fresh, `${path}.br`), squeeze(bytes))
  }
  rmSync(target, { recursive: true, force: true })
  cpSync(fresh, target, { recursive: true })
  rmSync(fresh, { recursive: true, force: true })
}

/** What is different in the package, as sentences.  What is compressed counts by what is inside. */
function differences(files) {
  const found = []
  const there = new Set(
    readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(target.length + 1)),
  )
  for (const [path, bytes] of files) {
    const expected = COMPRESSED.test(path) ? [path, `${path}.br`] : [path]
    for (const each of expected) {
      if (!there.delete(each)) found.push(`${each} is missing`)
      else {
        const kept = readFileSync(join(target, each))
        if (!bytes.equals(each === path ? kept : brotliDecompressSync(kept))) found.push(`${each} is an older one`)
      }
    }
  }
  for (const path of there) found.push(`${path} is left over`)
  return found
}

function report(files) {
  let wire = 0
  for (const [path, bytes] of files) {
    if (!path.endsWith(".js")) continue
    const small = squeeze(bytes).length
    wire += small
    console.log(`${path}: ${bytes.length} bytes, ${small} compressed`)
  }
  console.log(`JavaScript over the wire: ${wire} bytes of ${MOST_SCRIPT}`)
  if (wire > MOST_SCRIPT) {
    console.error("That is too much.")
    process.exitCode = 1
  }
}

const MOST_SCRIPT = 60_000

if (process.argv.includes("--watch")) {
  const { watch } = await import("node:fs")
  let timer
  const again = async () => {
    try {
      write(await build())
      console.log("built")
    } catch (error) {
      console.error(error.message)
    }
  }
  for (const path of ["src", "public", "index.html"]) {
    watch(join(here, path), { recursive: true }, () => {
      clearTimeout(timer)
      timer = setTimeout(again, 100)
    })
  }
  await again()
} else if (process.argv.includes("--check")) {
  const files = await build()
  const found = existsSync(target) ? differences(files) : ["there is no build"]
  if (found.length > 0) {
    console.error(`The committed build is not current; run "npm run build" in web/:\n  ${found.join("\n  ")}`)
    process.exit(1)
  }
  report(files)
} else {
  const files = await build()
  write(files)
  report(files)
}
