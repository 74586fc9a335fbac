import { lazy, Suspense, useState } from 'react'
import type { Lang } from './settings'

type SlotProps = { lang: Lang; tryAgain: () => void }

const WORDS = {
  ko: {
    missing: '한 시간을 1분 만에 보여 주는 그림을 불러오지 못했어요. 연결을 확인해 주세요.',
    tryAgain: '다시 시도',
  },
  en: {
    missing: 'The hour in a minute did not load. Check the connection.',
    tryAgain: 'Try again',
  },
}

/** With the mock and the plot that it runs on, in chunks of their own. */
const loadLab = () =>
  lazy(async () => {
    const loaded = await Promise.all([
      import('./LoadLab'),
      import('../../mocks/report/watchJobs'),
      import('../../mocks/inspector/Plot'),
    ]).catch(() => null)
    if (!loaded) return { default: Missing }
    const [{ LoadLab }, { watchJobs }, { Plot }] = loaded
    const Loaded = ({ lang }: SlotProps) => (
      <LoadLab lang={lang} watchJobs={watchJobs} Plot={Plot} />
    )
    return { default: Loaded }
  })

function Missing({ lang, tryAgain }: SlotProps) {
  const words = WORDS[lang]
  return (
    <div className="card lab-missing" role="alert">
      <p>{words.missing}</p>
      <button type="button" className="quiet-button" onClick={tryAgain}>
        {words.tryAgain}
      </button>
    </div>
  )
}

/** Where the load lab stands; its place is kept while it loads. */
export function LoadLabSlot({ lang }: { lang: Lang }) {
  const [Lab, setLab] = useState(loadLab)
  return (
    <div className="lab-slot">
      <Suspense fallback={<div className="card lab-place" />}>
        <Lab
          lang={lang}
          tryAgain={() => {
            setLab(loadLab())
          }}
        />
      </Suspense>
    </div>
  )
}
