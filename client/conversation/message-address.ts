/** Where a message stands: `/c/<conversation>#<message>`. Whoever opens it is led there, whichever branch it is on. */
export const messageAddress = (chatId: string, messageId: string | null): string =>
  `/c/${encodeURIComponent(chatId)}${messageId === null ? "" : `#${encodeURIComponent(messageId)}`}`;
