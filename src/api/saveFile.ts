/** Has the browser save a file: what it holds, or where it is. */
export function saveFile(source: Blob | string, filename: string): void {
  const link = document.createElement('a')
  link.href = typeof source === 'string' ? source : URL.createObjectURL(source)
  link.download = filename
  link.rel = 'noopener'
  link.click()
  // The browser reads the blob after the click; a minute is ample for it to start.
  if (typeof source !== 'string')
    setTimeout(() => {
      URL.revokeObjectURL(link.href)
    }, 60_000)
}
