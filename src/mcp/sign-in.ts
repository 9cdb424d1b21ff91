/**
 * Signing in to a server (OAuth 2.1 with PKCE, discovery and dynamic registration, all by the protocol's own library):
 * what it has to keep, kept in one value that the person's object stores and nobody else sees.
 */
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";

/** PERSISTED CONTRACT (`mcp_server.auth`). */
export type SignIn = {
  client?: StoredOAuthClientInformation;
  tokens?: StoredOAuthTokens;
  verifier?: string;
  discovery?: OAuthDiscoveryState;
  /** Where its authorizations lead back to, as its client was registered. */
  redirect?: string;
  /** What must come back with the authorization: unguessable, used once. `atMs`: when it was made. */
  state?: { value: string; atMs: number };
};

/** An authorization that was begun is finished within this time. Milliseconds. */
export const AUTHORIZATION_LIFE_MS = 600_000;

export type SignInWorld = {
  /** Where the authorization leads back to. */
  redirectUrl: string;
  now(): number;
  newSecret(): string;
  /** Keeps the value. */
  save(signIn: SignIn): void;
};

/** The library's view of it. `authorizeUrl` is where the person has to go; null: nowhere. */
export class SignInProvider implements OAuthClientProvider {
  readonly #world: SignInWorld;
  #kept: SignIn;
  authorizeUrl: string | null = null;

  constructor(world: SignInWorld, kept: SignIn) {
    this.#world = world;
    this.#kept = kept;
  }

  #keep(change: SignIn): void {
    this.#kept = { ...this.#kept, ...change };
    this.#world.save(this.#kept);
  }

  get redirectUrl(): string {
    return this.#world.redirectUrl;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "Tally",
      redirect_uris: [this.#world.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state(): string {
    const value = this.#world.newSecret();
    this.#keep({ state: { value, atMs: this.#world.now() } });
    return value;
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#kept.client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#keep({ client, redirect: this.#world.redirectUrl });
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.#kept.tokens;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    const { verifier: _used, state: _over, ...rest } = this.#kept;
    this.#kept = rest;
    this.#keep({ tokens });
  }

  redirectToAuthorization(url: URL): void {
    this.authorizeUrl = url.href;
  }

  saveCodeVerifier(verifier: string): void {
    this.#keep({ verifier });
  }

  codeVerifier(): string {
    return this.#kept.verifier ?? "";
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#keep({ discovery });
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#kept.discovery;
  }

  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    const { client, tokens, verifier, discovery, state, redirect } = this.#kept;
    const isAll = scope === "all";
    this.#kept = {
      ...(client === undefined || isAll || scope === "client" ? {} : { client }),
      ...(tokens === undefined || isAll || scope === "tokens" ? {} : { tokens }),
      ...(verifier === undefined || isAll || scope === "verifier" ? {} : { verifier }),
      ...(discovery === undefined || isAll || scope === "discovery" ? {} : { discovery }),
      ...(state === undefined || isAll ? {} : { state }),
      ...(redirect === undefined ? {} : { redirect }),
    };
    this.#world.save(this.#kept);
  }
}
