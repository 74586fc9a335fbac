import { createContext, use } from 'react'
import type { Control } from './control'
import type { InspectorWords } from './words'

export interface InspectorSetting {
  control: Control
  words: InspectorWords
  lang: 'ko' | 'en'
  /** The page's own; jobs of others are marked. */
  tenant: string
}

export const InspectorContext = createContext<InspectorSetting | null>(null)

export function useInspector(): InspectorSetting {
  const setting = use(InspectorContext)
  if (!setting) throw new Error('Failed to render: there is no Inspector around this.')
  return setting
}
