import { Component, type ReactNode } from 'react'
import type { InspectorWords } from './words'

type Props = { words: InspectorWords; onClose: () => void; children: ReactNode }

/** Keeps a panel that cannot be loaded or drawn from taking the page with it. */
export class PanelBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { words, onClose, children } = this.props
    if (!this.state.failed) return children
    return (
      <div className="mi-empty">
        <p role="alert">{words.panelFailed}</p>
        <button type="button" className="mi-button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    )
  }
}
