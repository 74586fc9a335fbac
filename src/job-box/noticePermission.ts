/** Whether the browser would show notifications; null where it cannot, or not by one tab alone. */
export function noticePermission(): NotificationPermission | null {
  const able = typeof Notification !== 'undefined' && 'locks' in navigator
  return able ? Notification.permission : null
}
