/**
 * The two providers as Terraform talks to them (plugin protocol 6), over the account in memory.
 * Terraform itself checks the configuration against the schema, compares, orders and stores: what is
 * tested with this double is the project's configuration, by the real Terraform.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "../../../scripts/deploy/env-file.mjs";
import type { Account } from "./account.ts";
import { serveGrpc } from "./grpc.ts";
import type { GrpcServer, Method } from "./grpc.ts";
import { decodeValue, encodeValue, isItem, UNKNOWN } from "./msgpack.ts";
import type { Item, Value } from "./msgpack.ts";
import { bytesOf, decode, encode, stringOf } from "./protobuf.ts";
import type { Field, Message } from "./protobuf.ts";
import { DATA_SOURCES, RESOURCES } from "./schema.ts";
import type { Attribute, Attributes } from "./schema.ts";

const SERVICE = "tfplugin6.Provider";
const MODES = { single: 1, list: 2, set: 3, map: 4 };
const ERROR = 1;

export interface Providers {
  /** For TF_REATTACH_PROVIDERS. */
  reattach: string;
  close(): Promise<void>;
}

/** Starts both providers. Paths given to them are relative to `folder`, where Terraform runs. */
export async function serveProviders(account: Account, folder: string): Promise<Providers> {
  const cloudflare = await serveGrpc(SERVICE, cloudflareMethods(account));
  const dotenv = await serveGrpc(SERVICE, dotenvMethods(folder));
  return {
    reattach: JSON.stringify({
      "registry.terraform.io/cloudflare/cloudflare": attachment(cloudflare),
      "registry.terraform.io/germanbrew/dotenv": attachment(dotenv),
    }),
    close: async () => {
      await Promise.all([cloudflare.close(), dotenv.close()]);
    },
  };
}

/** How Terraform finds a provider that runs already. */
function attachment(server: GrpcServer) {
  return {
    Protocol: "grpc",
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true, // Terraform must not end this process when it is done
    Addr: { Network: "tcp", String: server.address },
  };
}

function dotenvMethods(folder: string): Record<string, Method> {
  const string: Message = [[1, '"string"']];
  const getByKey: Message = [
    [
      1,
      [
        [1, "key"],
        [2, '"string"'],
      ],
    ],
    [
      1,
      [
        [1, "filename"],
        [2, '"string"'],
      ],
    ],
    [3, string],
  ];
  return {
    ...common(),
    GetProviderSchema: () =>
      encode([
        [1, schemaOf({})],
        [7, entry("get_by_key", getByKey)],
      ]),
    GetFunctions: () => encode([[1, entry("get_by_key", getByKey)]]),
    CallFunction: (request) => {
      const [key, file] = (decode(request).get(2) ?? []).map((argument) => String(dynamic(argument)));
      const { values } = parseEnv(readFileSync(join(folder, String(file)), "utf8"));
      const value = values[String(key)];
      if (value === undefined) return encode([[2, [[1, `Could not find key '${key}' in file '${file}'`]]]]);
      return encode([[1, dynamicOf(value)]]);
    },
  };
}

function cloudflareMethods(account: Account): Record<string, Method> {
  const provider: Attributes = { api_token: { type: "string", optional: true } };
  return {
    ...common(),
    GetProviderSchema: () => encode([[1, schemaOf(provider)], ...schemas(2, RESOURCES), ...schemas(3, DATA_SOURCES)]),
    ConfigureProvider: (request) => {
      const config = dynamic(bytesOf(decode(request), 2));
      const token = isItem(config) ? config["api_token"] : null;
      return encode(typeof token === "string" && token.length >= 40 ? [] : [[1, diagnostic("the provider was given no API token")]]);
    },
    UpgradeResourceState: (request) => {
      const json = bytesOf(decode(bytesOf(decode(request), 3)), 1);
      return encode([[1, [[2, json]]]]);
    },
    ReadResource: (request) => {
      const { type, item } = typed(request, 2);
      return encode([[1, dynamicOf(item ? account.read(type, item) : null)]]);
    },
    PlanResourceChange: (request) => plan(account, request),
    ApplyResourceChange: (request) => apply(account, request),
    ReadDataSource: (request) => {
      const { type, item } = typed(request, 2);
      return encode([[1, dynamicOf(account.data(type, item ?? {}))]]);
    },
  };
}

function plan(account: Account, request: Uint8Array): Uint8Array {
  const { type, message, item: prior } = typed(request, 2);
  const proposed = dynamic(bytesOf(message, 3));
  if (!isItem(proposed)) return encode([[1, dynamicOf(null)]]);
  const schema = RESOURCES[type] ?? {};
  const planned: Item = { ...proposed };
  const assets = planned["assets"];
  if (isItem(assets) && typeof assets["directory"] === "string") {
    planned["assets"] = { ...assets, asset_manifest_sha256: account.manifest(assets["directory"]).hash };
  }
  const changed = prior === null || JSON.stringify(plain(prior)) !== JSON.stringify(plain(planned));
  const replaces: Field[] = [];
  for (const [name, attribute] of Object.entries(schema)) {
    if (attribute.computed && changed) planned[name] = prior && attribute.stable ? (prior[name] ?? UNKNOWN) : UNKNOWN;
    if (attribute.replaces && prior && JSON.stringify(plain(prior[name] ?? null)) !== JSON.stringify(plain(planned[name] ?? null))) {
      replaces.push([2, [[1, [[1, name]]]]]);
    }
  }
  return encode([[1, dynamicOf(planned)], ...replaces]);
}

function apply(account: Account, request: Uint8Array): Uint8Array {
  const { type, message, item: prior } = typed(request, 2);
  const planned = dynamic(bytesOf(message, 3));
  const config = dynamic(bytesOf(message, 4));
  try {
    if (!isItem(planned) || !isItem(config)) {
      if (prior) account.delete(type, prior);
      return encode([[1, dynamicOf(null)]]);
    }
    const made = prior ? account.update(type, prior, planned, config) : account.create(type, planned, config);
    return encode([[1, dynamicOf(made)]]);
  } catch (error) {
    return encode([
      [1, dynamicOf(prior)],
      [3, diagnostic(error instanceof Error ? error.message : "unknown error")],
    ]);
  }
}

const nothing: Method = () => new Uint8Array();

/** Methods that check nothing here and answer "no objection". */
function common(): Record<string, Method> {
  return {
    ValidateProviderConfig: nothing,
    ValidateResourceConfig: nothing,
    ValidateDataResourceConfig: nothing,
    ConfigureProvider: nothing,
    StopProvider: nothing,
  };
}

function typed(request: Uint8Array, field: number) {
  const message = decode(request);
  const value = dynamic(bytesOf(message, field));
  return { type: stringOf(message, 1), message, item: isItem(value) ? value : null };
}

function dynamic(message: Uint8Array | number): Value {
  if (typeof message === "number" || message.length === 0) return null;
  return decodeValue(bytesOf(decode(message), 1));
}

function dynamicOf(value: Value): Message {
  return [[1, encodeValue(value)]];
}

function diagnostic(summary: string): Message {
  return [
    [1, ERROR],
    [2, summary],
  ];
}

function entry(name: string, value: Message): Message {
  return [
    [1, name],
    [2, value],
  ];
}

function schemas(field: number, all: Record<string, Attributes>): Message {
  return Object.entries(all).map(([name, attributes]): Field => [field, entry(name, schemaOf(attributes))]);
}

function schemaOf(attributes: Attributes): Message {
  return [[2, attributeFields(2, attributes)]];
}

function attributeFields(field: number, attributes: Attributes): Message {
  return Object.entries(attributes).map(([name, attribute]): Field => [field, attributeOf(name, attribute)]);
}

function attributeOf(name: string, attribute: Attribute): Message {
  const { nested } = attribute;
  return [
    [1, name],
    [2, attribute.type ? JSON.stringify(attribute.type) : undefined],
    [10, nested ? [...attributeFields(1, nested.attributes), [3, MODES[nested.mode]]] : undefined],
    [4, attribute.required],
    [5, attribute.optional],
    [6, attribute.computed],
  ];
}

/** A form in which equal values are equal text, whatever the order of keys; symbols included. */
function plain(value: Value): unknown {
  if (value === UNKNOWN) return { unknown: true };
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (!isItem(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, plain(value[key] ?? null)]),
  );
}
