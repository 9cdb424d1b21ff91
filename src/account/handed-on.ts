/**
 * Copies a result that came from another object, before it is returned to this object's own caller. An RPC result carries a
 * disposer; returned as it is, the caller would have to dispose of it, and workerd warns when it does not.
 */
import { failed, type Result } from "../protocol/problem.ts";

export const handedOn = <T>(result: Result<T>): Result<T> => (result.ok ? { ok: true, value: result.value } : failed(result.failure));
