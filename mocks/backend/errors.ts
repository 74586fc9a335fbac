/** A call that the mock refuses; it has changed nothing. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** `invalid`: bad input, the message says which field and what it must be. `conflict`: id taken. */
  readonly kind: 'invalid' | 'conflict'

  constructor(kind: MockError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}
