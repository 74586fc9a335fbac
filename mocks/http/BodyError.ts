/** A body that was not taken, whatever it may hold: it is too large, or the client hung up. */
export class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly kind: 'tooLarge' | 'hungUp'

  private constructor(kind: BodyError['kind'], message: string) {
    super(message)
    this.kind = kind
  }

  /** `limit` is in bytes. */
  static tooLarge(limit: number): BodyError {
    return new BodyError('tooLarge', `The body is too large: it may have ${limit} bytes.`)
  }

  static hungUp(): BodyError {
    return new BodyError('hungUp', 'The client hung up.')
  }
}
