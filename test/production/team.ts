/** A team of Cloudflare Access as the Worker sees it from outside: the keys it publishes, the tokens it signs now. */
import { Response as WorkerResponse, type Request as WorkerRequest } from "miniflare";
import { ASSERTION_HEADER } from "../../src/access/access-identity.ts";
import { claims, ISSUER, serviceClaims, sign, type SigningKey } from "../unit/access/tokens.ts";

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Claims that are good now and for ten minutes. An override of undefined leaves a claim out. */
export function current(overrides: Record<string, unknown> = {}): ReturnType<typeof claims> {
  const now = nowSeconds();
  return claims({ iat: now - 10, nbf: now - 10, exp: now + 600, ...overrides });
}

export function currentService(commonName: string): ReturnType<typeof claims> {
  const now = nowSeconds();
  return serviceClaims(commonName, { iat: now - 10, exp: now + 600 });
}

export const assertion = (token: string): Record<string, string> => ({ [ASSERTION_HEADER]: token });

export async function as(key: SigningKey, email: string, overrides: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return assertion(await sign(key, current({ email, ...overrides })));
}

export class Team {
  published: SigningKey[];
  /** Addresses the Worker asked for, in order: everything it ever sent out. */
  readonly asked: string[] = [];

  constructor(...published: SigningKey[]) {
    this.published = published;
  }

  readonly answer = (request: WorkerRequest): WorkerResponse => {
    this.asked.push(request.url);
    if (request.url !== `${ISSUER}/cdn-cgi/access/certs`) return new WorkerResponse("not here", { status: 404 });
    return WorkerResponse.json({ keys: this.published.map(({ jwk }) => jwk) });
  };
}
