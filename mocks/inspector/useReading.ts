import { useQuery } from '@tanstack/react-query'
import type { Readings } from './control'
import { useInspector } from './InspectorContext'

/** One path of the control API, asked again every second, or as often as told, while it is shown. */
export function useReading<Path extends keyof Readings>(path: Path, everyMs = 1000) {
  const { control } = useInspector()
  return useQuery({
    queryKey: [path, control],
    queryFn: () => control.read(path),
    refetchInterval: everyMs,
  })
}
