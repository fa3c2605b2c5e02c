// Builds the client into the Python package.  The same sources and lock file give the same bytes, so what is
// committed can be compared with a new build: `node build.mjs --check`.  `--watch` builds again after each change.

import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs"
import { createHash } from "node:crypto"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as esbuild from "esbuild"
import { rollup } from "rollup"
import { minify } from "terser"
import { COMPRESSED, FORMS, report, squeeze } from "./sizes.mjs"

const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, "../hubbub/net/pages/client")
const INFLATE = { br: brotliDecompressSync, gz: gunzipSync }

const shared = {
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  target: ["es2022", "chrome105", "firefox115", "safari16"],
}

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10)

/** esbuild and terser after each other make it some per cent smaller than either alone. */
async function tighten(code) {
  const made = await esbuild.transform(code, { ...shared, minify: true, format: "esm" })
  const { code: tight } = await minify(made.code, {
    module: true,
    ecma: 2020,
    compress: { passes: 4, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
    format: { ecma: 2020 },
  })
  return tight
}

/** Sources for Rollup: TypeScript by esbuild; style sheets apart; tables as files that the page asks for. */
const sources = {
  name: "sources",
  resolveId(wanted, importer) {
    if (wanted === "preact") return join(here, "node_modules/preact/dist/preact.mjs")
    if (wanted === "preact/hooks") return join(here, "node_modules/preact/hooks/dist/hooks.mjs")
    return importer === undefined ? join(here, wanted) : join(dirname(importer), wanted)
  },
  load(path) {
    if (path.endsWith(".css")) return ""
    if (!path.endsWith(".txt")) return null
    const source = readFileSync(path)
    const fileName = `assets/${path.split("/").pop().replace(".txt", "")}-${hash(source)}.txt`
    this.emitFile({ type: "asset", fileName, source })
    return `export default ${JSON.stringify(fileName)}`
  },
  async transform(code, path) {
    if (!/\.tsx?$/.test(path)) return null
    const loader = path.endsWith("x") ? "tsx" : "ts"
    // h(…) is shorter than what the automatic way calls.
    const made = await esbuild.transform(code, { ...shared, loader, jsx: "transform", jsxFactory: "h", jsxFragment: "Fragment", tsconfigRaw: "{}" })
    return { code: loader === "tsx" ? `import { Fragment, h } from "preact"\n${made.code}` : made.code, map: null }
  },
  renderChunk: async (code) => ({ code: await tighten(code), map: null }),
}

/** The scripts: what the first page needs in `main`, and a chunk for each `import()`, all named by their contents. */
async function scripts() {
  const bundle = await rollup({
    input: { main: "src/main.tsx" },
    plugins: [sources],
    treeshake: { moduleSideEffects: (path) => /main\.tsx$|emoji\.ts$/.test(path), propertyReadSideEffects: false },
    onwarn(warning) {
      throw new Error(warning.message)
    },
  })
  const { output } = await bundle.generate({
    format: "es",
    entryFileNames: "assets/[name]-[hash].js",
    chunkFileNames: "assets/[name]-[hash].js",
    generatedCode: "es2015",
    hashCharacters: "hex",
    hoistTransitiveImports: false,
  })
  await bundle.close()
  return output
}

/** All files of the client, by their path; `first`: the scripts that the page fetches by itself. */
export async function build() {
  const files = new Map()
  let first = []
  for (const made of await scripts()) {
    files.set(made.fileName, Buffer.from(made.type === "chunk" ? made.code : made.source))
    if (made.type === "chunk" && made.isEntry) first = [made.fileName, ...made.imports]
  }
  const style = await esbuild.build({
    ...shared,
    absWorkingDir: here,
    bundle: true,
    minify: true,
    entryPoints: ["src/styles/main.css"],
    write: false,
  })
  const css = Buffer.from(style.outputFiles[0].contents)
  const sheet = `assets/main-${hash(css)}.css`
  files.set(sheet, css)
  for (const entry of readdirSync(join(here, "public"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    files.set(path.slice(join(here, "public").length + 1), readFileSync(path))
  }
  const page = readFileSync(join(here, "index.html"), "utf8").replaceAll("%SCRIPT%", first[0]).replaceAll("%STYLE%", sheet)
  files.set("index.html", Buffer.from(page))
  files.set("worker.js", await worker(files))
  return { files, first }
}

/** The service worker keeps the whole shell, so its own bytes change when any of it does: that is how browsers notice. */
async function worker(files) {
  const shell = [...files.keys()].filter((path) => path !== "index.html").sort()
  const version = hash([...files.keys()].sort().map((path) => `${path} ${hash(files.get(path))}`).join("\n"))
  const made = await esbuild.build({
    ...shared,
    absWorkingDir: here,
    bundle: true,
    format: "iife",
    entryPoints: ["src/worker.ts"],
    define: { __SHELL__: JSON.stringify(shell), __VERSION__: JSON.stringify(version) },
    tsconfigRaw: "{}",
    write: false,
  })
  return Buffer.from(await tighten(made.outputFiles[0].text))
}

async function write(files) {
  const fresh = mkdtempSync(join(tmpdir(), "hubbub-web-"))
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(fresh, path)), { recursive: true })
    writeFileSync(join(fresh, path), bytes)
    if (!COMPRESSED.test(path)) continue
    // The server writes into the page, so its compressed forms are made when it starts.
    if (path !== "index.html") for (const form of FORMS) writeFileSync(join(fresh, `${path}.${form}`), await squeeze(form, bytes))
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
    const forms = COMPRESSED.test(path) && path !== "index.html" ? FORMS : []
    for (const form of ["", ...forms]) {
      const each = form === "" ? path : `${path}.${form}`
      if (!there.delete(each)) found.push(`${each} is missing`)
      else {
        const kept = readFileSync(join(target, each))
        if (!bytes.equals(form === "" ? kept : INFLATE[form](kept))) found.push(`${each} is an older one`)
      }
    }
  }
  for (const path of there) found.push(`${path} is left over`)
  return found
}

const { files, first } = await build()
if (process.argv.includes("--check")) {
  const found = existsSync(target) ? differences(files) : ["there is no build"]
  if (found.length > 0) {
    console.error(`The committed build is not current; run "npm run build" in web/:\n  ${found.join("\n  ")}`)
    process.exit(1)
  }
} else await write(files)
// What is really sent is what is in the package.
if (!report(target, [...files.keys()], first)) process.exitCode = 1

if (process.argv.includes("--watch")) {
  let timer
  const again = async () => {
    try {
      await write((await build()).files)
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
}
