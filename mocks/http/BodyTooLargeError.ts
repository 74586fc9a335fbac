/** A body that is longer than its kind may be; the server answers 413. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
  constructor(limit: number) {
    super(`The body is too large: it may have ${limit} bytes.`)
  }
}
