import { describe, expect, it, vi } from 'vitest'
import { parseVideo } from '../job/parseVideo'
import { a, b, ids, reload, shown, tellOfStorage, withEmptyStorage } from '../testing/storedList'

withEmptyStorage()

describe('jobs that the server lists', () => {
  const listed = (...of: string[]) =>
    of.map((id) => parseVideo({ id, status: 'PROCESSING', title: `${id}.mp4` }, video(id)))
  const video = (id: string) => ({ kind: 'video' as const, id })

  it('come in their order, beneath what was added after they were asked for, and open nothing', () => {
    const store = reload()
    store.track(a)
    store.setOpen(false)
    vi.advanceTimersByTime(1000)
    const askedAt = Date.now()
    vi.advanceTimersByTime(1000)
    store.track(b)
    store.setOpen(true)
    store.setOpen(false)
    store.restore(listed('7', '6'), askedAt)
    expect(ids(store)).toEqual(['b', '7', '6', 'a'])
    expect(store.getSnapshot()).toMatchObject({ open: false })
    expect(store.getSnapshot().jobs[1]).toMatchObject({ title: '7.mp4', outcome: null })
    expect(ids(reload())).toEqual(['b', '7', '6', 'a'])
  })

  it('are not listed twice, and change nothing of what is listed', () => {
    const store = reload()
    store.track({ ...video('7'), title: 'mine.mp4' })
    store.record(video('7'), { state: 'failed' })
    const before = store.getSnapshot()
    store.restore(listed('7', '7'), Date.now())
    expect(store.getSnapshot().jobs).toEqual(before.jobs)
  })

  it('are left out if the person removed them, after a reload too, until that is undone', () => {
    const store = reload()
    store.restore(listed('7', '6'), Date.now())
    store.dismiss(video('7'))
    reload().restore(listed('7', '6'), Date.now())
    expect(ids(reload())).toEqual(['6'])
    store.undoDismiss()
    expect(ids(reload())).toEqual(['7', '6'])
    store.forget(video('6'))
    const later = reload()
    later.restore(listed('6'), Date.now())
    expect(ids(later)).toEqual(['7'])
    later.track({ ...video('6'), title: 'again.mp4' })
    expect(ids(later)).toEqual(['6', '7'])
  })

  it('come to no more than 200, and no more than 200 removals are remembered', () => {
    const store = reload()
    const many = Array.from({ length: 250 }, (_, i) => String(i + 1))
    store.restore(listed(...many), Date.now())
    expect(ids(store)).toEqual(many.slice(0, 200))
    for (const id of many) {
      store.track({ ...video(id), title: id })
      store.dismiss(video(id))
    }
    const { dismissed } = JSON.parse(Object.values(localStorage)[0] as string) as {
      dismissed: string[]
    }
    expect(dismissed).toEqual(many.toReversed().slice(0, 200))
  })

  it('are nobody’s once the person has signed out, in this tab or another', () => {
    const store = shown()
    store.track(a)
    const askedAt = Date.now()
    store.clear()
    store.restore(listed('7'), askedAt)
    expect(ids(store)).toEqual([])

    vi.advanceTimersByTime(1000)
    store.restore(listed('7'), Date.now())
    expect(ids(store)).toEqual(['7'])
    const askedAgainAt = Date.now()
    reload().clear()
    tellOfStorage()
    store.restore(listed('8'), askedAgainAt)
    expect(ids(store)).toEqual([])
  })
})
