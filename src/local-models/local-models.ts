/**
 * The models on one's own machine: each server's last list, refreshed whenever the list of models is requested, so that no
 * restart is needed for a server that starts later or a model that was just pulled. In memory, one per isolate. Only plain
 * data is shared between requests, because in workerd a request cannot wait for another request's network calls.
 */
import type { AiBinding } from "../models/binding.ts";
import { textOf } from "../models/json-body.ts";
import type { CatalogueModel } from "../models/model.ts";
import { parseAddresses, type Addresses, type ServerAddress } from "./address.ts";
import { modelNotSeenYet, offerOf, type KnownServer, type Offer } from "./offer.ts";
import type { Post } from "./post.ts";
import { parsePrices, type GivenPrices } from "./prices.ts";
import { credentials, Prober, type Fetch, type Sighting } from "./probe.ts";
import { lineOf, nothingFound, refusalLine, unusedPrices } from "./report.ts";

export interface LocalSettings {
  /** LOCAL_AI_URL, LOCAL_AI_KEY, LOCAL_AI_PRICES as they were given. */
  url: string;
  key: string;
  prices: string;
}

/** The state of one address. */
interface Place {
  address: ServerAddress;
  seen: Sighting | null;
  /** Its models when it last had any. */
  server: KnownServer | null;
  /** Questions that are still open, and the number of the one that `seen` answers. */
  asking: number;
  seenIn: number;
}

export interface LocalReport {
  /** Lines for the terminal. */
  lines: string[];
  /** A server is still being asked. */
  isAsking: boolean;
  /** Addresses at which nothing answers: worth asking again without anybody's request. */
  unreachable: number;
}

/** Names of speech-to-text models. */
const HEARS = /whisper|parakeet|canary|voxtral|transcri/i;

/** The network to the servers, and the terminal. */
export interface Net {
  fetch: Fetch;
  post: Post;
  /** A line for whoever runs Tally; no word of a chat is in it. */
  say(line: string): void;
}

export class LocalModels {
  readonly #places: readonly Place[];
  readonly #addresses: Addresses;
  readonly #prices: GivenPrices;
  readonly #prober: Prober;
  readonly #net: Net;
  readonly #key: string;
  #offer: Offer;
  #fingerprint = "[]";
  #revision = 0;
  #looks = 0;
  #firstLookAtMs: number | null = null;

  readonly #now: () => number;

  constructor(settings: LocalSettings, net: Net, now: () => number, prober: Prober = new Prober(net.fetch)) {
    this.#now = now;
    this.#addresses = parseAddresses(settings.url);
    this.#prices = parsePrices(settings.prices);
    this.#key = settings.key;
    this.#net = net;
    this.#prober = prober;
    this.#places = this.#addresses.addresses.map((address) => ({ address, seen: null, server: null, asking: 0, seenIn: 0 }));
    this.#offer = offerOf([], this.#prices);
  }

  /** Changes whenever the models do. */
  get revision(): number {
    return this.#revision;
  }

  get models(): readonly CatalogueModel[] {
    return this.#offer.models;
  }

  get isAsking(): boolean {
    return this.#places.some(({ asking }) => asking > 0);
  }

  /** True once every address has answered or failed to. */
  get hasLooked(): boolean {
    return this.#places.every(({ seen }) => seen !== null);
  }

  /** True for a moment after the first look, while waiting for a quick server is worthwhile. */
  isNew(patienceMs: number): boolean {
    return !this.hasLooked && (this.#firstLookAtMs === null || this.#now() - this.#firstLookAtMs < patienceMs);
  }

  /** A model that an existing conversation names, while not every server has answered; null: not a local model's id. */
  notSeenYet(id: string): CatalogueModel | null {
    return this.hasLooked ? null : modelNotSeenYet(id, this.#prices);
  }

  /** Asks all servers in parallel; each one's answer counts as soon as it arrives. Never throws. */
  async look(): Promise<void> {
    this.#firstLookAtMs ??= this.#now();
    await Promise.all(
      this.#places.map(async (place) => {
        const look = (this.#looks += 1);
        place.asking += 1;
        const seen = await this.#prober.look(place.address, this.#keyOf(place.address));
        place.asking -= 1;
        this.#saw(place, seen, look);
      }),
    );
  }

  /** The key is sent only to servers that LOCAL_AI_URL names, not to whatever listens on a standard port. */
  #keyOf(address: ServerAddress): string {
    return address.isNamed ? this.#key : "";
  }

  #saw(place: Place, seen: Sighting, look: number): void {
    // A later question may have been answered first.
    if (place.seenIn > look) return;
    place.seenIn = look;
    place.seen = seen;
    if (seen.state === "found")
      place.server = { url: seen.url, key: this.#keyOf(place.address), kind: seen.kind, models: seen.models, answers: true };
    else if (place.server !== null) place.server = { ...place.server, answers: false };
    const servers = this.#places.flatMap(({ server }) => (server === null ? [] : [server]));
    const fingerprint = JSON.stringify(servers);
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    this.#offer = offerOf(servers, this.#prices);
    this.#revision += 1;
  }

  report(): LocalReport {
    const lines = this.#places.flatMap(({ address, seen }) => lineOf(address, seen) ?? []);
    const standard = this.#places.filter(({ address }) => !address.isNamed);
    const nothing = lines.length === 0 && this.hasLooked ? nothingFound(standard.map(({ address }) => address)) : null;
    const names = [...this.#offer.routes.values()].map(({ name }) => name);
    return {
      lines: [
        ...this.#addresses.problems,
        ...this.#prices.problems,
        ...lines,
        ...(nothing === null ? [] : [nothing]),
        ...(names.length > 0 && !this.isAsking ? unusedPrices(this.#prices, names) : []),
      ],
      isAsking: this.isAsking,
      unreachable: this.#places.filter(({ seen }) => seen?.state === "unreachable").length,
    };
  }

  /** An AI binding that sends `local/…` models to their server, without a gateway, and everything else to `ai`. */
  over(ai: AiBinding): AiBinding {
    return {
      run: (model, input, options) => (model.startsWith("local/") ? this.#run(model, input, options) : ai.run(model, input, options)),
      gateway: (id) => ai.gateway(id),
      ...(ai.fetch === undefined ? {} : { fetch: ai.fetch.bind(ai) }),
    };
  }

  async #run(model: string, input: object, { signal }: { signal?: AbortSignal }): Promise<Response> {
    if (!this.#offer.routes.has(model)) await this.look();
    const route = this.#offer.routes.get(model);
    if (route === undefined) return Response.json({ error: { message: "no such model", code: 404 } }, { status: 404 });
    const { server, name } = route;
    if ("audio" in input) return this.#transcribe(server, name, input);
    const response = await this.#net.post(`${server.url}/chat/completions`, {
      headers: { "content-type": "application/json", ...credentials(server.key) },
      body: JSON.stringify({ ...input, model: name }),
      ...(signal === undefined ? {} : { signal }),
    });
    return response.ok ? response : this.#reportRefusal(server.url, name, response);
  }

  /** Speech to text on the server of the conversation's model, by that server's own speech model, where it has one. */
  async #transcribe(
    server: KnownServer,
    name: string,
    { audio, type, language }: { audio?: unknown; type?: unknown; language?: unknown },
  ): Promise<Response> {
    const form = new FormData();
    const ending = String(type).slice("audio/".length);
    if (audio instanceof Uint8Array) form.append("file", new Blob([audio.slice().buffer], { type: String(type) }), `speech.${ending}`);
    form.append("model", server.models.find((model) => HEARS.test(model.name))?.name ?? name);
    if (typeof language === "string") form.append("language", language);
    const response = await this.#net.fetch(`${server.url}/audio/transcriptions`, {
      method: "POST",
      headers: credentials(server.key),
      body: form,
    });
    return response.ok ? response : this.#reportRefusal(server.url, name, response);
  }

  async #reportRefusal(server: string, name: string, response: Response): Promise<Response> {
    const { status, headers } = response;
    const body = await textOf(response);
    this.#net.say(refusalLine(server, name, status, body));
    return new Response(body, { status, headers });
  }
}
