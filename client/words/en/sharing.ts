/** Links by which others read (client/sharing). */
export const sharing = {
  aConversation: "A conversation",
  canBeRead: "Available",
  copyLink: "Copy the link",
  copying: "Copying…",
  ends: { never: "Until I take it back", "1": "For a day", "7": "For a week", "30": "For 30 days", date: "Until a date" },
  given: "Links you shared",
  lasts: (until: string | null) => (until === null ? "until you take it back" : `until ${until}`),
  /** `ago`: in the words of client/format; null: never. */
  opened: (ago: string | null) =>
    ago === null ? "not opened yet" : ago === "now" ? "opened just now" : `last opened ${/^\d+ (min|h)$/.test(ago) ? `${ago} ago` : ago}`,
  showsCosts: (withCosts: boolean): string => (withCosts ? "with costs" : "without costs"),
  goOn: "Go on from here",
  help: (title: string) =>
    `Anyone who can sign in here and has the link can read “${title}” as you see it now, and follow along as it grows: only this branch, not its system prompt, your draft or your address.`,
  lastDay: "Last day",
  late: "Choose a day in the future.",
  links: "Links",
  make: "Make a link",
  none: "None yet. Create one from a conversation’s menu.",
  noneYet: "None yet.",
  nowhere: "This link does not work",
  nowhereHelp: "It was withdrawn, has expired, or is not quite right. Ask whoever gave it to you.",
  readOnly: "Shared with you to read. If you continue, you get a copy of your own that nobody else sees.",
  shared: "Shared",
  takeBack: "Take back",
  takeBackHelp: "People reading through it lose access at once",
  title: "Share this conversation",
  withCosts: "With costs",
  withCostsHelp: "Readers see what each answer cost.",
};
