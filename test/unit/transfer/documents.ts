/** Small exports of other products, in the shapes their own exports have. */

/** ChatGPT: a hidden system node, an edited question, a regenerated answer, a tool in a chain, a picture. */
export const chatgptConversation = {
  title: "Tea in China",
  create_time: 1_700_000_000.5,
  update_time: 1_700_000_900,
  conversation_id: "gpt-1",
  current_node: "a2b",
  is_archived: true,
  default_model_slug: "gpt-4o",
  mapping: {
    root: { id: "root", message: null, parent: null, children: ["sys"] },
    sys: {
      id: "sys",
      parent: "root",
      children: ["q1", "q1-edited"],
      message: { author: { role: "system" }, content: { content_type: "text", parts: ["You are a tea master."] }, metadata: {} },
    },
    "q1-edited": {
      id: "q1-edited",
      parent: "sys",
      children: ["a1e"],
      message: { author: { role: "user" }, create_time: 1_700_000_300, content: { content_type: "text", parts: ["Which teas?"] } },
    },
    q1: {
      id: "q1",
      parent: "sys",
      children: ["a1"],
      message: {
        author: { role: "user" },
        create_time: 1_700_000_001,
        content: {
          content_type: "multimodal_text",
          parts: [{ content_type: "image_asset_pointer", asset_pointer: "x" }, "What tea is this?"],
        },
      },
    },
    a1: {
      id: "a1",
      parent: "q1",
      children: ["tool"],
      message: {
        author: { role: "assistant" },
        create_time: 1_700_000_010,
        content: { content_type: "code", language: "python", text: "look()" },
        metadata: { model_slug: "gpt-4o" },
      },
    },
    tool: {
      id: "tool",
      parent: "a1",
      children: ["a1b"],
      message: {
        author: { role: "tool", name: "python" },
        create_time: 1_700_000_011,
        content: { content_type: "execution_output", text: "green" },
      },
    },
    a1b: {
      id: "a1b",
      parent: "tool",
      children: [],
      message: {
        author: { role: "assistant" },
        create_time: 1_700_000_012,
        content: { content_type: "text", parts: ["It is green tea."] },
      },
    },
    a1e: {
      id: "a1e",
      parent: "q1-edited",
      children: ["q2"],
      message: {
        author: { role: "assistant" },
        create_time: 1_700_000_310,
        content: { content_type: "text", parts: ["Green and black."] },
        metadata: { model_slug: "gpt-4o" },
      },
    },
    q2: {
      id: "q2",
      parent: "a1e",
      children: ["a2", "a2b"],
      message: { author: { role: "user" }, create_time: 1_700_000_400, content: { content_type: "text", parts: ["And white?"] } },
    },
    a2: {
      id: "a2",
      parent: "q2",
      children: [],
      message: { author: { role: "assistant" }, create_time: 1_700_000_410, content: { content_type: "text", parts: ["No."] } },
    },
    a2b: {
      id: "a2b",
      parent: "q2",
      children: [],
      message: { author: { role: "assistant" }, create_time: 1_700_000_420, content: { content_type: "text", parts: ["Yes, too."] } },
    },
  },
};

export const claudeConversation = {
  uuid: "claude-1",
  name: "Rain",
  created_at: "2025-01-02T03:04:05.000000Z",
  updated_at: "2025-01-02T04:00:00Z",
  chat_messages: [
    {
      uuid: "c1",
      sender: "human",
      text: "Why does it rain?",
      content: [{ type: "text", text: "Why does it rain?" }],
      created_at: "2025-01-02T03:04:06Z",
      attachments: [{ file_name: "clouds.txt", extracted_content: "many clouds" }],
      files: [],
    },
    {
      uuid: "c2",
      sender: "assistant",
      text: "",
      content: [
        { type: "thinking", thinking: "Water." },
        { type: "text", text: "Because clouds are heavy." },
        { type: "tool_use", name: "weather", input: { city: "Bergen" } },
      ],
      created_at: "2025-01-02T03:04:09Z",
    },
    { uuid: "c3", sender: "human", text: "Thanks", created_at: "2025-01-02T03:05:00Z" },
  ],
};

export const openWebUiEntry = {
  id: "owui-1",
  title: "Sums",
  pinned: true,
  archived: false,
  created_at: 1_720_000_000,
  chat: {
    title: "Sums",
    models: ["llama3.2:3b"],
    system: "Count well.",
    history: {
      currentId: "o4",
      messages: {
        o1: { id: "o1", parentId: null, childrenIds: ["o2", "o4"], role: "user", content: "1+1?", timestamp: 1_720_000_001 },
        o2: {
          id: "o2",
          parentId: "o1",
          childrenIds: [],
          role: "assistant",
          content: '<details type="reasoning" done="true">\n<summary>Thought for 2 seconds</summary>\n> One and\n> one.\n</details>\n2',
          model: "llama3.2:3b",
          timestamp: 1_720_000_002,
        },
        o4: {
          id: "o4",
          parentId: "o1",
          childrenIds: [],
          role: "assistant",
          content: "Two.",
          model: "qwen3",
          timestamp: 1_720_000_009,
          done: true,
        },
      },
    },
  },
};

export const librechatConversation = {
  conversationId: "libre-1",
  endpoint: "openAI",
  title: "Hello",
  exportAt: "Tue Nov 24 2026",
  branches: true,
  recursive: false,
  options: { model: "gpt-4o-mini", promptPrefix: "Be kind." },
  messages: [
    {
      messageId: "l1",
      parentMessageId: "00000000-0000-0000-0000-000000000000",
      sender: "User",
      isCreatedByUser: true,
      text: "Hi",
      createdAt: "2026-01-01T10:00:00.000Z",
    },
    {
      messageId: "l2",
      parentMessageId: "l1",
      sender: "GPT",
      isCreatedByUser: false,
      text: "Hello!",
      model: "gpt-4o-mini",
      createdAt: "2026-01-01T10:00:02.000Z",
    },
    {
      messageId: "l3",
      parentMessageId: "l1",
      isCreatedByUser: false,
      content: [
        { type: "think", think: "A greeting." },
        { type: "text", text: { value: "Good day." } },
      ],
      unfinished: true,
      createdAt: "2026-01-01T10:00:05.000Z",
    },
  ],
};
