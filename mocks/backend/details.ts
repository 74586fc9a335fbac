/** What the API says where it does not answer with a status, over HTTP and by push alike. */
export const DETAILS = {
  /** The same whoever asks, and whether the job is another tenant's or never was. */
  notFound: '찾을 수 없습니다.',
  unavailable: '일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.',
  noTenant: 'tenant가 필요합니다.',
} as const
