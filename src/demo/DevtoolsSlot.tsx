import { lazy, Suspense } from 'react'

const Devtools = lazy(async () => {
  const { ReactQueryDevtools } = await import('@tanstack/react-query-devtools')
  return { default: ReactQueryDevtools }
})

/**
 * TanStack Query's devtools, for development builds only. Their button stands in the page, because
 * on a phone the box reaches into every corner at the bottom; their panel leaves the box in sight.
 */
export function DevtoolsSlot() {
  return (
    <div className="devtools-slot">
      <Suspense>
        <Devtools buttonPosition="relative" position="left" />
      </Suspense>
    </div>
  )
}
