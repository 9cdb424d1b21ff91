/** Administration (client/admin). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const admin = {
  title: "Administration",
  inAll: (amount: string) => `${amount} in all`,
  people: "People",
  audit: {
    title: "Audit",
    check: "Check the books",
    checkAgain: "Check again",
    checking: "Checking…",
    help: "Recomputes receipts, totals, D1 and wallets of every conversation and lists each difference.",
    notYet: "The audit is not available on this server yet.",
    caption: "Figures that disagree",
    conversation: "Conversation",
    what: "What",
    expected: "Expected",
    found: "Found",
    ofPeople: (chats: number, chatsShown: string, people: number, peopleShown: string) =>
      `${chatsShown} ${plural(chats, { one: "conversation", other: "conversations" })} of ${peopleShown} ${plural(people, { one: "person", other: "people" })}`,
    agree: (checked: string, amount: string) => `${checked} checked, ${amount}: the books agree to the last nano-dollar.`,
    differences: (count: number, shown: string, checked: string) =>
      `${shown} ${plural(count, { one: "difference", other: "differences" })} in ${checked}.`,
    waiting: (count: number, shown: string) =>
      `${shown} ${plural(count, { one: "figure is", other: "figures are" })} still on the way into the books; check again in a minute.`,
    holds: (count: number, shown: string, amount: string) =>
      `${shown} ${plural(count, { one: "hold has", other: "holds have" })} no running answer any more (${amount}): given back as soon as the person’s wallet is looked at.`,
  },
  budget: {
    wrong: "Write an amount in USD, like 12.50.",
    of: (email: string) => `Monthly budget of ${email} in USD`,
    default: "Default",
    defaultHelp: "Back to the budget everybody has",
    label: (email: string, amount: string) => `Budget of ${email}: ${amount}. Change it`,
    help: "Change this person's monthly budget",
    used: (spent: string, limit: string) => `${spent} of ${limit} this month`,
  },
  find: {
    wrong: "Write an e-mail address, like bob@example.com.",
    label: "Somebody else",
    example: "bob@example.com",
    looking: "Looking…",
    show: "Show",
  },
  notForYou: {
    title: "For administrators",
    setting: "This page shows what everybody spends, sets budgets and checks the books. It is for the addresses in the setting",
    /** Between the setting's name and one's own address. */
    youAre: "; you are",
    notAmong: ", and not among them.",
    dev: "On this machine that is admin@localhost: “Switch person” at the foot of the sidebar.",
    ask: "Whoever set this Tally up can add you.",
    sees: "Administrators see people, amounts and ids. No page shows them a conversation, yours included. Your own figures are on",
    end: ".",
  },
  short: (count: number, shown: string, percent: number) =>
    `${plural(count, { one: "One person has", other: `${shown} people have` })} used ${percent} % of their budget or more. They are listed first.`,
  nobody: "Nobody has spent anything yet.",
  table: { caption: "Spend and budget by person", person: "Person", spent: "Spent", perMonth: "Per month", used: "Used", models: "Models" },
  more: "Show more people",
  models: {
    label: "Models this person may ask",
    help: "One id per line; * at the end matches any ending, like @cf/*. Leave empty for everything this server offers.",
    everything: "Everything",
    begin: "New conversations start with",
    beginHelp: "Unless the person prefers another one.",
    default: "This server’s default",
    of: (email: string, models: string) => `Models of ${email}: ${models}. Change them`,
    all: "all",
    mayAll: "May ask every model of this server",
  },
  reindex: {
    title: "Search index",
    run: "Rebuild",
    running: "Under way…",
    help: "A copy of everybody’s words for searching. Gaps are found and filled automatically; this rebuilds all of it, and until it is done some things are not found. You see numbers, never words.",
    done: (count: string) => `${count} told anew.`,
    soFar: (count: string) => `${count} so far…`,
    failed: "What is out of the index comes back when you press again.",
  },
  retention: {
    title: "Retention",
    kept: "Conversations of people who have chosen nothing are kept.",
    deleted: (days: string) =>
      `Conversations of people who have chosen nothing are deleted ${days} days after their last message; pinned ones stay.`,
    free: "Each person may choose otherwise.",
    limited: (days: string) => `Each person may choose otherwise, ${days} days at most; then pinned ones go, too.`,
    before: "The settings are",
    and: "and",
    after: ", of the deployment.",
  },
};
