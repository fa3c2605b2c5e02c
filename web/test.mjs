// Bundles the unit tests and runs them with Node's own runner: `node test.mjs [words of file names]`.

import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { spawnSync } from "node:child_process"
import { tmpdir } from "node:os"
import * as esbuild from "esbuild"

const here = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
const files = readdirSync(join(here, "test"))
  .filter((file) => /\.test\.tsx?$/.test(file) && (wanted.length === 0 || wanted.some((word) => file.includes(word))))
  .map((file) => join("test", file))
if (files.length === 0) {
  console.error("no such test")
  process.exit(2)
}
const out = mkdtempSync(join(tmpdir(), "hubbub-web-test-"))
try {
  await esbuild.build({
    absWorkingDir: here,
    bundle: true,
    define: { __ROOT__: JSON.stringify(dirname(here)) },
    entryPoints: files,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".txt": "text" },
    logLevel: "warning",
    outExtension: { ".js": ".mjs" },
    outdir: out,
    packages: "bundle",
    platform: "node",
    sourcemap: "inline",
    target: "node18",
  })
  const built = readdirSync(out).filter((file) => file.endsWith(".mjs")).map((file) => join(out, file))
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], { stdio: "inherit" })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(out, { recursive: true, force: true })
}
