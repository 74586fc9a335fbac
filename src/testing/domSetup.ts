import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// Nobody listens where jsdom would connect to; a test of sockets brings a server of its own.
Reflect.deleteProperty(globalThis, 'WebSocket')

// Before the timers of a test are put back: what is unmounted must leave none.
afterEach(cleanup)
