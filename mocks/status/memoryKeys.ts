import type { Resource } from '../redis/entries'

/** Under which a cached row is remembered. No id holds a slash. */
export const cachedRowKey = (resource: Resource, id: string, tenant: string) =>
  `row/${resource}/${id}/${tenant}`

/** Under which it is remembered that this tenant has no such job. */
export const missingKey = (resource: Resource, id: string, tenant: string) =>
  `missing/${resource}/${id}/${tenant}`

/** Under which it is remembered that a silent job was checked. */
export const checkedKey = (resource: Resource, id: string) => `checked/${resource}/${id}`

/** All that is remembered of a job of this tenant. */
export const memoryKeys = (resource: Resource, id: string, tenant: string) => [
  cachedRowKey(resource, id, tenant),
  missingKey(resource, id, tenant),
  checkedKey(resource, id),
]
