/** A hocuspocus server with default settings and nothing else: no extension, so no database. */
import process from 'node:process'
import { Server } from '@hocuspocus/server'

const server = new Server({ port: Number(process.env.PORT), address: process.env.HOST })
await server.listen()
