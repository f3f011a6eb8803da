/**
 * The store that cannot be reached or cannot write, told apart from faults of our own (R5): a full disk and a database
 * that is restarting pass by themselves, a wrong statement does not. Each engine says which of its errors are of this
 * kind; everything a store throws, through `people` too, is translated before it leaves.
 */
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { StoreUnavailable } from './store.ts'

/** What an engine threw, as the store throws it. */
export type Translate = (error: unknown) => unknown

/** A translation for an engine that recognises its own errors; everything it does not recognise stays what it was. */
export function translateWhere(isUnavailable: (error: unknown) => boolean): Translate {
  return (error) => (!(error instanceof StoreUnavailable) && isUnavailable(error) ? new StoreUnavailable(error) : error)
}

/** Runs `work`; what it throws is translated. */
export async function telling<Result>(translate: Translate, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw translate(error)
  }
}

/** The same dialect of Kysely whose connections translate what they throw. `driver` is made anew for each use. */
export function tellingDialect(dialect: Dialect, translate: Translate, driver = () => dialect.createDriver()): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => new TellingDriver(driver(), translate),
    createIntrospector: (people) => dialect.createIntrospector(people),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

class TellingDriver implements Driver {
  readonly #inner: Driver
  readonly #translate: Translate

  constructor(inner: Driver, translate: Translate) {
    this.#inner = inner
    this.#translate = translate
  }

  init = () => telling(this.#translate, () => this.#inner.init())
  destroy = () => this.#inner.destroy()
  acquireConnection = async () => new TellingConnection(await telling(this.#translate, () => this.#inner.acquireConnection()), this.#translate)
  releaseConnection = (connection: DatabaseConnection) => this.#inner.releaseConnection(innerOf(connection))
  beginTransaction: Driver['beginTransaction'] = (connection, settings) =>
    telling(this.#translate, () => this.#inner.beginTransaction(innerOf(connection), settings))
  commitTransaction = (connection: DatabaseConnection) => telling(this.#translate, () => this.#inner.commitTransaction(innerOf(connection)))
  rollbackTransaction = (connection: DatabaseConnection) => telling(this.#translate, () => this.#inner.rollbackTransaction(innerOf(connection)))
}

class TellingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection
  readonly #translate: Translate

  constructor(inner: DatabaseConnection, translate: Translate) {
    this.inner = inner
    this.#translate = translate
  }

  executeQuery<Row>(...query: Parameters<DatabaseConnection['executeQuery']>): Promise<QueryResult<Row>> {
    return telling(this.#translate, () => this.inner.executeQuery<Row>(...query))
  }

  streamQuery<Row>(...query: Parameters<DatabaseConnection['streamQuery']>): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(...query)
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof TellingConnection ? connection.inner : connection
}
