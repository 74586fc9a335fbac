import { useInspector } from './InspectorContext'
import type { KeyView } from './jobViews'

/** Keys of Redis with their values and the time they have to live. */
export function KeyTable(props: {
  keys: readonly KeyView[]
  caption: string
  onDrop: (keys: readonly string[]) => void
}) {
  const { keys, caption, onDrop } = props
  const { lang, words } = useInspector()
  return (
    <table className="mi-keys">
      <caption className="mi-unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.jobs.key}</th>
          <th scope="col">{words.jobs.ttl}</th>
          <th scope="col">
            <span className="mi-unseen">{words.jobs.action}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ key, text, ttlSeconds }) => (
          <tr key={key}>
            <td>
              <details>
                <summary>
                  <code>{key}</code>
                </summary>
                <pre>{text}</pre>
              </details>
            </td>
            <td className="mi-number">{words.jobs.seconds(ttlSeconds.toLocaleString(lang))}</td>
            <td>
              <button
                type="button"
                className="mi-link"
                aria-label={words.jobs.dropKey(key)}
                onClick={() => {
                  onDrop([key])
                }}
              >
                {words.jobs.drop}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
