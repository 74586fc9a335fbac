/** The page's own connection, which the page can cut. */
export interface PageNetwork {
  offline: boolean
  setOffline: (offline: boolean) => void
}
