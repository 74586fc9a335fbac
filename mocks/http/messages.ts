/** A request as the routes see it, wherever it comes from. */
export interface MockRequest {
  /** In capitals. */
  readonly method: string
  /** Scheme, host and port, as in `http://127.0.0.1:8787`. */
  readonly origin: string
  /** As it was sent: nothing is decoded. */
  readonly path: string
  /** What follows the path's question mark; `''` when there is none. */
  readonly query: string
  /** The value of a header, null when there is none. `name` is in lower case. */
  header(name: string): string | null
  /** The whole body as text. It can be read once, as text or as a form. */
  text(): Promise<string>
  /** The body as a multipart form; rejects when it is none. */
  form(): Promise<Form>
}

/** What a multipart form holds. A file is no more than its name: nothing here looks into files. */
export interface Form {
  /** Texts by field; of several with one name the last. */
  readonly fields: ReadonlyMap<string, string>
  /** File names by field; of several with one name the first. */
  readonly files: ReadonlyMap<string, string>
}

/** What a route answers. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | ArrayBuffer | null
}
