/**
 * Resolves a link that a server sent against `base`. Null unless the outcome is plain `http:` or
 * `https:`, so that `javascript:`, `data:` and the like never become a link or a request. Another
 * host must be named in full: what begins with two slashes, or with backslashes, which count as
 * such, looks like a path and leads elsewhere.
 */
export function safeUrl(link: string, base: string): string | null {
  // The URL parser drops tabs and newlines; a link that needs that is no honest link.
  if (/^\s*\/\/|[\\\p{Cc}]/u.test(link) || !URL.canParse(link, base)) return null
  const url = new URL(link, base)
  // A name before the host is there to be taken for the host.
  return /^https?:$/.test(url.protocol) && url.username === '' ? url.href : null
}
