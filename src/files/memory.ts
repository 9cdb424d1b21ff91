/** Bytes in memory. */

/** Frees bytes that nobody reads again. V8 collects buffers late: ten readers would fill a Worker's memory with what they have read. */
export function giveBack({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
