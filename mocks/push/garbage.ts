const MEGABYTE = 2 ** 20

/** Each is something that no client can use, in another way. */
const PIECES: readonly (() => string)[] = [
  () => '<!doctype html><title>Bad Gateway</title>',
  () => JSON.stringify({ type: 'weather', id: '1' }),
  () => 'x'.repeat(MEGABYTE),
  () => JSON.stringify({ type: 'status', ...strange('1'), version: '17' }),
  () => JSON.stringify({ type: 'status', ...strange('9007199254740991'), version: 1 }),
]

/** What comes in the place of a message; `turn` counts from 0. */
export function garbage(turn: number): string {
  return PIECES[turn % PIECES.length]?.() ?? ''
}

const strange = (id: string) => ({
  kind: 'video',
  id,
  body: { id: Number(id), status: 'READY', hls_path: null, duration: null },
})
