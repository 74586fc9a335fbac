/**
 * Why a job failed, in words that a person can read; null where the server sent a code
 * (`ENCODE_TIMEOUT`, `E1042`, `ffmpeg.exit:1`) or nothing: those help nobody on a screen.
 */
export function plainReason(reason: string | null): string | null {
  const text = reason?.trim() ?? ''
  const isCode =
    /^[\w.:/#-]*$/.test(text) && (/[\d_.:/#]/.test(text) || text === text.toUpperCase())
  return isCode ? null : text
}
