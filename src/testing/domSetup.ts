import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// Before the timers of a test are put back: what is unmounted must leave none.
afterEach(cleanup)
