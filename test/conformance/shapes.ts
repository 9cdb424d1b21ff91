/** What docs/protocol.md says that a server answers, as far as the suite looks at it. Written from that page alone. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: { path: string; message: string }[];
  reason?: string;
}

export interface Step {
  id: string;
  tool: string;
  status: string;
  result?: string;
  sources?: { title: string; url: string }[];
}

export interface Receipt {
  costNanoUsd: number;
  basis: string;
  calls?: number;
  callId?: string;
  messageId?: string;
  purpose?: string;
  model?: string;
}

export interface Message {
  id: string;
  parentId: string | null;
  role: string;
  text: string;
  reasoning?: string;
  status: string;
  model?: string;
  createdAt: string;
  receipt?: Receipt;
  siblings?: string[];
  problem?: Problem;
  steps?: Step[];
  files?: { id: string; name: string }[];
  summary?: { text: string };
  suggestions?: string[];
  imported?: boolean;
  finishedAt?: string;
  shortened?: boolean;
}

export interface Page {
  messages: Message[];
  head: string | null;
  next: string | null;
}

export interface Chat {
  id: string;
  title: string;
  model: string;
  system?: string;
  messageCount: number;
  costNanoUsd: number;
  projectId?: string | null;
  archived?: boolean;
}

/** An event of a socket: every field that some type has. */
export interface Event {
  type: string;
  seq?: number;
  id?: string | null;
  messages?: Message[];
  head?: string | null;
  running?: string | null;
  earlier?: string | null;
  chat?: Chat;
  chats?: Chat[];
  wallet?: Wallet;
  steps?: Step[];
  status?: string;
  length?: number;
  reasoningLength?: number;
  finishedAt?: string;
  receipt?: Receipt;
  costNanoUsd?: number;
  problem?: Problem;
  title?: string;
  text?: string;
  draft?: string;
  draftVersion?: number;
  version?: number;
  tabs?: number;
  count?: number;
  result?: { messageId?: string; answerId?: string; repeated?: boolean; stopped?: boolean };
}

export interface Wallet {
  limitNanoUsd: number;
  spentNanoUsd: number;
  heldNanoUsd: number;
  remainingNanoUsd: number;
}

export interface Model {
  id: string;
  capabilities: string[];
  available: boolean;
}
