import { ControlError } from './control'
import { useInspector } from './InspectorContext'

/** Why a call came to nothing: in the server's own words, if it had any. */
export function ActionProblem({ error, id }: { error: Error | null; id?: string }) {
  const { words } = useInspector()
  if (!error) return null
  return (
    <p role="alert" className="mi-problem" id={id}>
      {(error instanceof ControlError && error.detail) || words.unreachable}
    </p>
  )
}
