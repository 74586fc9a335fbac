/** What the page counts; its benchmark reads it as `globalThis.counts`. */
export const counts = { commits: 0, renders: 0 }
Object.assign(globalThis, { counts })

/** Counts a row that renders. */
export function noteRender(): void {
  counts.renders++
}

// React tells the developer tools of each commit. Its own Profiler is silent in production, and the
// build in which it is not costs time of its own.
Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: () => counts.commits++,
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
  },
})
