import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createJobBoxStore, createJobClient, JobBox, JobBoxProvider } from '../../../index'

const wanted = new URLSearchParams(location.search)
const client = createJobClient({ baseUrl: wanted.get('base') ?? '' })
const store = createJobBoxStore(client)
store.setOpen(false)
for (let id = Number(wanted.get('jobs')); id > 0; id--) {
  store.track({ kind: 'video', id: String(id), title: `Math 11, lecture ${id} - Derivatives.mp4` })
}

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
createRoot(root).render(
  <QueryClientProvider client={new QueryClient()}>
    <JobBoxProvider client={client} store={store}>
      <JobBox />
    </JobBoxProvider>
  </QueryClientProvider>,
)
