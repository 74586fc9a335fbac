import { useId, useState, type DragEvent } from 'react'
import type { JobBoxStore } from '../index'
import type { Backend } from './post'
import type { Sample, Samples } from './samples'
import { startJob, type Started } from './startJob'
import type { DemoWords } from './words'

const SAMPLES = [
  ['sampleVideo', 'video'],
  ['importStudents', 'sheet-in'],
  ['exportAttendance', 'sheet-out'],
  ['sendMessage', 'message'],
  ['failing', 'warning'],
] as const satisfies readonly (readonly [Sample, keyof typeof ICONS])[]

/** Paths of 24 × 24 icons. */
const ICONS = {
  video: 'M4 6h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm12 4 5-3v10l-5-3',
  'sheet-in': 'M14 3H6v18h12V7zm0 0v4h4M12 10v7m-3-3 3 3 3-3',
  'sheet-out': 'M14 3H6v18h12V7zm0 0v4h4M12 17v-7m-3 3 3-3 3 3',
  message: 'M4 5h16v11H9l-5 4zM8 9h8m-8 3h5',
  warning: 'M12 4 3 20h18zm0 6v5m0 2.500v.5',
  upload: 'M12 16V5m-4 4 4-4 4 4M4 16v4h16v-4',
}

/** The buttons that start jobs; each new job goes into the box. */
export function StartPanel(props: {
  words: DemoWords
  backend: Backend
  /** Null at a real backend: then what that takes is offered instead. */
  samples: Samples | null
  store: JobBoxStore
}) {
  const { words, backend, samples, store } = props
  const [problem, setProblem] = useState<string | null>(null)

  async function start(title: string, started: () => Promise<Started>) {
    setProblem(null)
    try {
      store.track(await started())
    } catch {
      setProblem(words.startFailed(title))
    }
  }
  const startFile = (type: 'video' | 'importStudents') => (file: File) =>
    start(file.name, () => startJob(backend, { type, file }))

  return (
    <section className="card" aria-labelledby="start-heading">
      <h2 id="start-heading">{words.start}</h2>
      <div className="tiles">
        {samples ? (
          SAMPLES.map(([sample, icon]) => (
            <Tile
              key={sample}
              icon={icon}
              {...words[sample]}
              start={() => start(words[sample].title, () => samples.start(sample))}
            />
          ))
        ) : (
          <>
            <FileTile
              icon="sheet-in"
              {...words.importFile}
              accept=".xlsx"
              choose={startFile('importStudents')}
            />
            <Tile
              icon="sheet-out"
              {...words.exportAttendance}
              start={() => {
                const title = words.titles.exportAttendance
                return start(title, () => startJob(backend, { type: 'exportAttendance', title }))
              }}
            />
          </>
        )}
        <FileTile
          icon="upload"
          {...words.uploadVideo}
          accept="video/*"
          choose={startFile('video')}
        />
      </div>
      {problem !== null && (
        <p role="alert" className="alert">
          {problem}
        </p>
      )}
    </section>
  )
}

type TileText = { icon: keyof typeof ICONS; title: string; note: string }

function Tile({ icon, title, note, start }: TileText & { start: () => Promise<void> }) {
  const id = useId()
  const [busy, setBusy] = useState(false)
  return (
    <button
      type="button"
      className="tile"
      data-look={icon}
      aria-labelledby={id}
      aria-describedby={`${id}-note`}
      aria-disabled={busy}
      onClick={() => {
        if (busy) return
        setBusy(true)
        void start().finally(() => {
          setBusy(false)
        })
      }}
    >
      <TileBody id={id} icon={icon} title={title} note={note} />
    </button>
  )
}

function FileTile(props: TileText & { accept: string; choose: (file: File) => Promise<void> }) {
  const { icon, title, note, accept, choose } = props
  const id = useId()
  const [over, setOver] = useState(false)
  const drag = (entered: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(entered)
  }
  return (
    <label
      className="tile"
      data-look={icon}
      data-over={over}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event)
        for (const file of event.dataTransfer.files) void choose(file)
      }}
    >
      <input
        type="file"
        accept={accept}
        aria-labelledby={id}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          const input = event.currentTarget
          for (const file of input.files ?? []) void choose(file)
          // So that the same file can be chosen again.
          input.value = ''
        }}
      />
      <TileBody id={id} icon={icon} title={title} note={note} />
    </label>
  )
}

function TileBody({ icon, title, note, id }: TileText & { id: string }) {
  return (
    <>
      <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
        <path d={ICONS[icon]} />
      </svg>
      <span>
        <strong id={id}>{title}</strong>
        <small id={`${id}-note`}>{note}</small>
      </span>
    </>
  )
}
