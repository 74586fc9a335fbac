/** The highest of the versions that were stored with what was read; null: none was. */
export function highestVersion(...stored: readonly unknown[]): number | null {
  const versions = stored.filter((version) => Number.isSafeInteger(version)) as number[]
  return versions.length === 0 ? null : Math.max(...versions)
}
