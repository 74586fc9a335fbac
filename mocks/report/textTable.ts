export interface Column {
  /** May have several lines. */
  header: string
  cells: readonly string[]
}

/** Columns under one title. */
export interface ColumnGroup {
  title: string
  columns: readonly Column[]
}

/** A table for terminals: the columns of the first group to the left, the others to the right. */
export function textTable(groups: readonly ColumnGroup[]): string {
  const all = groups.flatMap((group) => group.columns)
  const depth = Math.max(...all.map(({ header }) => header.split('\n').length))

  const blocks = groups.map(({ title, columns }, index) => {
    const body = sideBySide(
      columns.map(({ header, cells }) => {
        const head = header.split('\n')
        const above = Array.from({ length: depth - head.length }, () => '')
        return padded([...above, ...head, ...cells], index === 0 ? 'padEnd' : 'padStart')
      }),
      '  ',
    )
    const width = body[0]?.length ?? 0
    return padded([title && `${title} `.padEnd(width, '─'), ...body], 'padEnd')
  })
  return sideBySide(blocks, '   ')
    .map((line) => line.trimEnd())
    .join('\n')
}

function padded(lines: readonly string[], pad: 'padStart' | 'padEnd'): string[] {
  const width = Math.max(...lines.map((line) => line.length))
  return lines.map((line) => line[pad](width))
}

/** Line by line, what stands beside each other. */
function sideBySide(blocks: readonly (readonly string[])[], gap: string): string[] {
  return (blocks[0] ?? []).map((_, line) => blocks.map((block) => block[line] ?? '').join(gap))
}
