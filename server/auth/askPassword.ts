/** Asks for a password on the terminal without showing it, or takes the first line of what is piped in. */
import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'

export async function askPassword(input: Readable & { isTTY?: boolean }, prompt: (text: string) => void): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: silent, terminal: input.isTTY === true })
  if (input.isTTY) prompt('Password: ')
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (input.isTTY) prompt('\n')
  }
}
