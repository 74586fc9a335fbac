import { describe, expect, it, vi } from 'vitest'
import {
  a,
  b,
  c,
  good,
  ids,
  reload,
  shown,
  tellOfStorage,
  withEmptyStorage,
} from '../testing/storedList'

withEmptyStorage()

describe('other tabs', () => {
  it('are followed', () => {
    const listener = vi.fn()
    const [here, there] = [shown(listener), reload()]
    there.track(a)
    tellOfStorage()
    expect(listener).toHaveBeenCalledTimes(1)
    expect(ids(here)).toEqual(['a'])
    expect(here.getSnapshot().open).toBe(false)
  })

  it('lose nothing to a tab that was not told of their changes yet', () => {
    const [here, there] = [reload(), reload()]
    there.track(a)
    here.track(b)
    expect(ids(reload())).toEqual(['b', 'a'])
  })

  describe('that wrote at the same time, not knowing of the changes here,', () => {
    /** What another tab, which has its own copy of the storage, makes of it; and this one hears. */
    function writeOver(text: string | null, work: (there: ReturnType<typeof reload>) => void) {
      const ours = localStorage.getItem(key())
      if (text !== null) localStorage.setItem(key(), text)
      work(reload())
      const theirs = localStorage.getItem(key())
      expect(theirs).not.toBe(ours)
      tellOfStorage()
    }
    const key = () => Object.keys(localStorage)[0] ?? ''

    it('lose none of them', () => {
      const here = shown()
      here.track(a)
      const before = localStorage.getItem(key())
      here.track(b)
      here.record(a, good)
      writeOver(before, (there) => {
        there.track(c)
      })
      expect(ids(here).sort()).toEqual(['a', 'b', 'c'])
      expect(here.getSnapshot().jobs.find(({ ref }) => ref.id === 'a')?.outcome).toEqual(good)
      expect(reload().getSnapshot().jobs).toEqual(here.getSnapshot().jobs)
    })

    it('do not bring back what was removed', () => {
      const here = shown()
      here.track(a)
      const before = localStorage.getItem(key())
      here.dismiss(a)
      writeOver(before, (there) => {
        there.track(b)
      })
      expect(ids(here)).toEqual(['b'])
      expect(ids(reload())).toEqual(['b'])
    })

    it('decide where they did know of them', () => {
      const here = shown()
      here.track(a)
      writeOver(null, (there) => {
        there.dismiss(a)
      })
      expect(ids(here)).toEqual([])
      expect(ids(reload())).toEqual([])
    })
  })

  it('show nothing any more once one of them signs out, and bring nothing back', () => {
    const [here, there] = [shown(), reload()]
    here.track(a)
    here.track(b)
    here.dismiss(a)
    there.clear()
    tellOfStorage()
    expect(here.getSnapshot()).toEqual({ jobs: [], open: false, notify: false, removed: [] })
    here.undoDismiss()
    expect(ids(here)).toEqual([])
    expect(ids(reload())).toEqual([])
  })

  it('keep nothing of before a sign-out, even if something new is stored by the time they hear', () => {
    const [here, there] = [shown(), reload()]
    here.track(a)
    const key = Object.keys(localStorage)[0] ?? ''
    there.clear()
    there.track(b)
    window.dispatchEvent(new StorageEvent('storage', { key, newValue: null }))
    tellOfStorage()
    expect(ids(here)).toEqual(['b'])
    expect(ids(reload())).toEqual(['b'])
  })
})
