/** Argon2id: makes and checks password hashes. It knows nothing of who the password belongs to. */
import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. Argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for a person without a hash (unknown, or a persona) as for one with: the answer then is false. */
  fits(password: string, stored: string | null): Promise<boolean>
}

export function createPasswords(): Passwords {
  let nobody: Promise<string> | null = null
  return {
    hash: (password) => hash(password, cost),
    async fits(password, stored) {
      nobody ??= hash('nobody has this password', cost)
      const fits = await verify(stored ?? (await nobody), password)
      return fits && stored !== null
    },
  }
}
