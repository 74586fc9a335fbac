import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { JobBox, JobBoxProvider, type Lang } from '../index'
import type { OpenState } from './openState'

type Props = OpenState & { lang: Lang; pressed: string | undefined }

/** A box in a state, with all that it needs around it. */
export function Box({ client, store, queryClient, relive, lang, pressed }: Props) {
  const place = useRef<HTMLDivElement>(null)

  useEffect(relive, [relive])
  useEffect(() => {
    if (pressed !== undefined) place.current?.querySelector<HTMLElement>(pressed)?.click()
  }, [pressed])

  return (
    <div ref={place}>
      <QueryClientProvider client={queryClient}>
        {/* There is nothing to play; a host that opens nothing has no such button. */}
        <JobBoxProvider client={client} store={store} lang={lang} onOpen={() => undefined}>
          <JobBox />
        </JobBoxProvider>
      </QueryClientProvider>
    </div>
  )
}
