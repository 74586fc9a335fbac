// First, because React looks for the developer tools when it is loaded.
import './counts'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { JobRef } from '../../../index'
import type { Contender } from '../contenders'
import { IntervalStore } from './contenders/IntervalStore'
import { Ours } from './contenders/Ours'
import { PlainQuery } from './contenders/PlainQuery'
import { pollBare } from './contenders/pollBare'
import { Swr } from './contenders/Swr'

const wanted = new URLSearchParams(location.search)
const contender = wanted.get('contender') as Contender
const base = wanted.get('base') ?? ''
const refs = Array.from({ length: Number(wanted.get('jobs')) }, (_, index): JobRef => ({
  kind: 'video',
  id: String(index + 1),
}))
const list = document.querySelector('ul')
if (!list) throw new Error('The page has no list.')
const render = (rows: ReactNode) => createRoot(list).render(rows)

switch (contender) {
  case 'ours':
    render(<Ours base={base} refs={refs} />)
    break
  case 'useQuery':
    render(<PlainQuery base={base} refs={refs} gapMs={0} />)
    break
  case 'useQuery, our pace':
    render(<PlainQuery base={base} refs={refs} gapMs={100} />)
    break
  case 'SWR':
    render(<Swr base={base} refs={refs} />)
    break
  case 'setInterval store':
    render(<IntervalStore base={base} refs={refs} />)
    break
  case 'bare fetch':
    pollBare(base, refs)
    break
}
