/**
 * Makes a fresh clone ready: installs the packages when they are not those of package-lock.json and, when asked
 * (`node server/prepare.mjs build`), builds when a source has changed since the last build. It uses Node's own
 * modules only, for it runs before any package exists, and it knows nothing of what it builds.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const house = fileURLToPath(new URL('..', import.meta.url))
const lockFile = join(house, 'package-lock.json')
const builtStamp = join(house, 'dist', '.built')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Ad Ref needs Node 20.19 or later; this is Node ${process.versions.node}.`)
}

if (!installed()) {
  console.log('Installing the packages (once, a minute or two) …')
  // The build needs the development packages, also where NODE_ENV says production.
  const quietly = ['--include=dev', '--no-audit', '--no-fund']
  // `npm ci` refuses a lock file that lacks an optional package of some other platform, which happens when a registry
  // did not have it yet. `npm install` takes the same versions from the same lock file and, with --no-save, leaves it
  // alone. It also says what is wrong where both fail, so that the first one need not.
  if (!npm(['ci', '--silent', ...quietly]) && !npm(['install', '--no-save', ...quietly])) {
    stop('The packages could not be installed; the lines above say why.')
  }
}

if (process.argv[2] === 'build') {
  const sources = sourcesHash()
  if (!built(sources)) {
    console.log('Building …')
    // A build that fails half way must not pass for the one before it.
    rmSync(builtStamp, { force: true })
    if (!npm(['run', '--silent', 'build'])) stop('The build failed; the lines above say why.')
    mkdirSync(join(house, 'dist'), { recursive: true })
    writeFileSync(builtStamp, sources)
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm leaves a list of what it installed as the last
 * step of an installation, so one that broke off does not count. Optional packages, those of other platforms among
 * them, may be missing on either side.
 */
function installed() {
  const listFile = join(house, 'node_modules', '.package-lock.json')
  if (!existsSync(listFile)) return false
  const wanted = packagesOf(lockFile)
  const present = packagesOf(listFile)
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.devOptional) continue
    if (present[path]?.version !== entry.version) return false
  }
  return Object.entries(present).every(([path, entry]) => entry.optional || wanted[path]?.version === entry.version)
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch (error) {
    stop(`${relative(house, file)} cannot be read: ${error.message}`)
  }
}

function built(sources) {
  const parts = [builtStamp, join(house, 'dist', 'server', 'main.js'), join(house, 'dist', 'client', 'index.html')]
  return parts.every((part) => existsSync(part)) && readFileSync(builtStamp, 'utf8') === sources
}

/** One hash over the path and content of everything the build reads. Tests and prose change nothing in it. */
function sourcesHash() {
  const hash = createHash('sha256')
  const files = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json']
  for (const folder of ['shared', 'server', 'client']) files.push(...filesIn(folder))
  for (const file of files.sort()) {
    const content = readFileSync(join(house, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesIn(folder) {
  return readdirSync(join(house, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name))
    .map((entry) => relative(house, join(entry.parentPath, entry.name)))
}

/** Runs npm, the same one that started this script where one did; false: it failed. */
function npm(args) {
  const own = process.env['npm_execpath']
  const [command, first] = own ? [process.execPath, [own]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
  const result = spawnSync(command, [...first, ...args], { cwd: house, stdio: 'inherit', shell: !own && process.platform === 'win32' })
  if (result.error) stop(`npm could not be run: ${result.error.message}`)
  return result.status === 0
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
