import { verdictOf, type ResultSummary } from './outcome'
import type { Words } from './words/en'

/** What came of a job, in a few words each; zero counts are left out. */
export function resultParts(result: ResultSummary, { results: words }: Words): string[] {
  const count = (value: number, say: (value: number) => string) => (value > 0 ? [say(value)] : [])
  const allFailed = verdictOf({ state: 'succeeded', result }) === 'bad'
  switch (result.type) {
    case 'video':
      return result.durationSeconds === null ? [] : [words.length(result.durationSeconds)]
    case 'studentImport': {
      if (allFailed) return [words.allFailed(result.failed)]
      const parts = [
        ...count(result.created, words.created),
        ...count(result.duplicates, words.duplicates),
        ...count(result.restored, words.restored),
        ...count(result.failed, words.failed),
      ]
      return parts.length > 0 ? parts : [words.nothingNew]
    }
    case 'lectureImport': {
      const parts = [
        ...count(result.enrolled, words.enrolled),
        ...count(result.createdStudents, words.createdStudents),
      ]
      return parts.length > 0 ? parts : [words.nothingNew]
    }
    case 'export':
      return [words.file]
    case 'messaging':
      if (allFailed) return [words.allFailed(result.failed)]
      return [words.sent(result.sent), ...count(result.failed, words.failed)]
    case 'other':
      return []
  }
}
