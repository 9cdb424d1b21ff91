/**
 * What another object answered, to be answered in turn. What comes over RPC carries a disposer, and an object that hands
 * it on as it is asks its own caller to dispose of it, which workerd complains of when nobody does.
 */
import { failed, type Result } from "../protocol/problem.ts";

export const handedOn = <T>(result: Result<T>): Result<T> => (result.ok ? { ok: true, value: result.value } : failed(result.failure));
