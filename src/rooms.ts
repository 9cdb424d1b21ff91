/** Finds the Durable Objects of a person by name. */

export const chatNameOf = (person: string, chatId: string): string => `${person}/${chatId}`;

export function chatOf(env: Env, person: string, chatId: string): ReturnType<Env["CHAT"]["getByName"]> {
  return env.CHAT.getByName(chatNameOf(person, chatId));
}

/** An object that is no conversation, in place of one whose id is invalid, so that the response takes the same way as any other. */
export function nowhereOf(env: Env): ReturnType<Env["CHAT"]["getByName"]> {
  return chatOf(env, "", "nowhere");
}

export function accountOf(env: Env, person: string): ReturnType<Env["ACCOUNT"]["getByName"]> {
  return env.ACCOUNT.getByName(person);
}

export function searchOf(env: Env, person: string): ReturnType<Env["SEARCH"]["getByName"]> {
  return env.SEARCH.getByName(person);
}

/** Whose conversation an object is, by its name `<owner>/<id>`: an id holds no slash. */
export function ownerAndId(name: string): { owner: string; id: string } {
  const slash = name.lastIndexOf("/");
  return { owner: name.slice(0, slash), id: name.slice(slash + 1) };
}
