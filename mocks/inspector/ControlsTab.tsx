import { ClockControl } from './ClockControl'
import { FaultControl } from './FaultControl'
import { ResetControl } from './ResetControl'
import { StrategyControl } from './StrategyControl'

/** What one can set, beyond the buttons of the bar. */
export function ControlsTab() {
  return (
    <div className="mi-scroll mi-controls">
      <StrategyControl />
      <FaultControl />
      <ClockControl />
      <ResetControl />
    </div>
  )
}
