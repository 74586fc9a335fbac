/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `live` builds the app for a real backend, without the mock. */
  readonly VITE_BACKEND?: string
  /** The origin, and path prefix if any, of the status API. Default: the page's own origin. */
  readonly VITE_API_BASE_URL?: string
}
